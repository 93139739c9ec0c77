"""An issuer of JSON Web Tokens for as many tenants as a test wants: its key set over HTTP, and tokens signed with it."""
import http.server
import json
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import ed25519
from services.background_server import BackgroundServer


class TokenIssuer(BackgroundServer):
    """`settings` are the arguments with which a server takes its tokens. A context manager."""

    ISSUER = "https://issuer.example"
    AUDIENCE = "lectern"

    def __init__(self):
        self.key = ed25519.Ed25519PrivateKey.generate()
        public = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self.key.public_key()))
        keys = json.dumps({"keys": [{**public, "kid": "one", "use": "sig", "alg": "EdDSA"}]}).encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            seen = []

            def do_GET(self):
                Handler.seen.append(dict(self.headers))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(keys)))
                self.end_headers()
                self.wfile.write(keys)

            def log_message(self, *_):
                pass

        self.seen = Handler.seen  # the headers of each request for the keys
        super().__init__(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        self.settings = [word for key, value in {
            "auth.jwt.issuer": self.ISSUER,
            "auth.jwt.audience": self.AUDIENCE,
            "auth.jwt.jwks_url": f"http://127.0.0.1:{self.port}/keys",
        }.items() for word in ("--set", f"{key}={value}")]

    def token(self, tenant, scopes="admin"):
        now = int(time.time())
        claims = {"iss": self.ISSUER, "aud": self.AUDIENCE, "sub": "test", "iat": now, "exp": now + 3600,
                  "tenant": tenant, "scope": scopes}
        return jwt.encode(claims, self.key, algorithm="EdDSA", headers={"kid": "one"})
