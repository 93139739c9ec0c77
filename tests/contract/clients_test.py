"""The clients that people use, against a guarded server: httpx, gql over HTTP and WebSocket, and tokens of a real issuer."""
import asyncio
import json
import pathlib
import sys
import unittest
import urllib.parse

import gql
import httpx
import oidc_provider_mock
from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError
from gql.transport.httpx import HTTPXTransport
from gql.transport.websockets import WebsocketsTransport

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from guarded_server import GuardedServer, fill  # noqa: E402
from lectern_server import default_binary  # noqa: E402


def document(name):
    return gql.gql((HERE / f"documents/{name}.graphql").read_text())


class Guarded(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(GuardedServer(default_binary()))
        cls.ids = fill(cls.server, cls.server.admin)
        cls.bearer = {"Authorization": f"Bearer {cls.server.admin}"}


class HttpxTest(Guarded):
    def setUp(self):
        self.client = self.enterContext(httpx.Client(base_url=self.server.url, headers=self.bearer, timeout=30))

    def test_streams_documents_in_and_events_out(self):
        lines = (json.dumps({"id": f"line-{n}", "text": f"line number {n}"}) + "\n" for n in range(500))
        job = self.client.post(
            "/v1/ingest/lines", content=(line.encode() for line in lines), headers={"Content-Type": "application/x-ndjson"})
        self.assertEqual(job.status_code, 202, job.text)
        self.assertEqual(job.json()["counts"]["total"], 500)
        states = []
        with self.client.stream("GET", job.headers["Location"] + "/events") as events:
            self.assertEqual(events.headers["Content-Type"], "text/event-stream")
            states = [json.loads(line[5:])["state"] for line in events.iter_lines() if line.startswith("data:")]
        self.assertEqual(states[-1], "succeeded")
        hits = self.client.get("/v1/retrieve", params={"q": "line number 499", "mode": "lexical", "top_k": 1}).json()["hits"]
        self.assertEqual(hits[0]["document_id"], "line-499")

    def test_tells_who_must_show_what(self):
        without = httpx.get(self.server.url + "/v1/jobs")
        self.assertEqual(without.status_code, 401)
        self.assertTrue(without.headers["WWW-Authenticate"].startswith("Bearer"))
        self.assertEqual(without.headers["Content-Type"], "application/problem+json")
        by_header = httpx.get(self.server.url + "/v1/jobs", headers={"X-API-Key": self.server.admin})
        self.assertEqual(by_header.status_code, 200)


class GqlTest(Guarded):
    def test_queries_over_http(self):
        transport = HTTPXTransport(url=self.server.url + "/graphql", headers=self.bearer)
        with gql.Client(transport=transport, fetch_schema_from_transport=True) as client:  # validates by introspection
            request = document("retrieve")
            request.variable_values = {"input": {"query": "analytical engine", "mode": "LEXICAL"}}
            found = client.execute(request)["retrieve"]
            self.assertEqual(found["hits"][0]["documentId"], "engine")
            absent = document("getJob")
            absent.variable_values = {"jobId": "job_nothing"}
            with self.assertRaises(TransportQueryError) as raised:
                client.execute(absent)
            self.assertEqual(raised.exception.errors[0]["extensions"]["code"], "not_found")

    def test_subscribes_over_websocket(self):
        async def follow():
            url = self.server.url.replace("http://", "ws://") + "/graphql"
            transport = WebsocketsTransport(url=url, init_payload={"authorization": self.bearer["Authorization"]})
            async with gql.Client(transport=transport) as session:
                request = document("watchJob")
                request.variable_values = {"jobId": self.ids["job_id"]}
                return [event["jobEvents"] async for event in session.subscribe(request)]

        events = asyncio.run(asyncio.wait_for(follow(), 30))
        self.assertEqual(events[-1]["state"], "PARTIALLY_FAILED")
        ids = [event["id"] for event in events]
        self.assertEqual(ids, sorted(ids))

    def test_refuses_a_websocket_that_shows_nothing(self):
        async def connect():
            transport = WebsocketsTransport(url=self.server.url.replace("http://", "ws://") + "/graphql")
            async with gql.Client(transport=transport) as session:
                request = document("watchJob")
                request.variable_values = {"jobId": self.ids["job_id"]}
                return [event async for event in session.subscribe(request)]

        with self.assertRaises((TransportConnectionFailed, TransportQueryError)):
            asyncio.run(asyncio.wait_for(connect(), 30))


class IssuerTest(unittest.TestCase):
    """Tokens of a real OpenID provider, whose keys the server finds by discovery."""

    @classmethod
    def setUpClass(cls):
        cls.provider = cls.enterClassContext(oidc_provider_mock.run_server_in_thread())
        cls.issuer = f"http://localhost:{cls.provider.server_port}"
        settings = ["--set", f"auth.jwt.issuer={cls.issuer}", "--set", "auth.jwt.audience=lectern"]
        settings += ["--set", "auth.jwt.scopes_claim=roles"]
        cls.server = cls.enterClassContext(GuardedServer(default_binary(), settings))
        fill(cls.server, cls.server.make_key(["admin"], tenant="acme"))

    def token(self, subject, claims, audience="lectern"):
        """An id token, by the authorization code flow."""
        quoted = urllib.parse.quote(subject)
        httpx.put(f"{self.issuer}/users/{quoted}", json=claims).raise_for_status()
        redirect = "http://localhost/done"
        query = {"client_id": audience, "redirect_uri": redirect, "response_type": "code", "scope": "openid"}
        sent = httpx.post(f"{self.issuer}/oauth2/authorize", params=query, data={"sub": subject})
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(sent.headers["Location"]).query)["code"][0]
        answer = httpx.post(f"{self.issuer}/oauth2/token", auth=(audience, "secret"), data={
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect})
        return answer.raise_for_status().json()["id_token"]

    def retrieve(self, token):
        return httpx.get(
            self.server.url + "/v1/retrieve", params={"q": "engine", "mode": "lexical"},
            headers={"Authorization": f"Bearer {token}"})

    def test_a_token_opens_its_tenant(self):
        ours = self.retrieve(self.token("ada", {"tenant": "acme", "roles": ["retrieve:read"]}))
        self.assertEqual(ours.status_code, 200, ours.text)
        self.assertEqual(ours.json()["hits"][0]["document_id"], "engine")
        theirs = self.retrieve(self.token("bob", {"tenant": "other", "roles": ["retrieve:read"]}))
        self.assertEqual(theirs.status_code, 200, theirs.text)
        self.assertEqual(theirs.json()["hits"], [])

    def test_a_token_without_the_scope_is_not_enough(self):
        answer = self.retrieve(self.token("eve", {"tenant": "acme", "roles": ["jobs:read"]}))
        self.assertEqual(answer.status_code, 403, answer.text)

    def test_a_token_for_somebody_else_is_refused(self):
        answer = self.retrieve(self.token("ada", {"tenant": "acme", "roles": ["retrieve:read"]}, audience="another"))
        self.assertEqual(answer.status_code, 401, answer.text)

    def test_a_token_that_was_changed_is_refused(self):
        head, body, signature = self.token("ada", {"tenant": "acme", "roles": ["retrieve:read"]}).split(".")
        other = self.token("bob", {"tenant": "other", "roles": ["retrieve:read"]}).split(".")[1]
        self.assertEqual(self.retrieve(f"{head}.{other}.{signature}").status_code, 401)


if __name__ == "__main__":
    unittest.main()
