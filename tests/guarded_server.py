"""A server that asks everybody who they are, and tenants with keys and documents to test it with."""
import json
import subprocess

from lectern_server import Server

# Test callers fail on purpose and often, all from one address.
GUARDED = ["--set", "auth.mode=required", "--set", "limits.failures_per_second=0"]


class GuardedServer(Server):
    """`admin` is the first key: of tenant `default`, with scopes admin and tenants:admin."""

    def __init__(self, binary, arguments=(), folder=None):
        super().__init__(binary, [*GUARDED, *arguments], folder)
        command = [self.binary, "init", "--data", str(self.folder / "data"), "--json"]
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode != 0:
            self.close()
            raise RuntimeError(f"lectern init failed: {made.stderr}")
        self.admin = json.loads(made.stdout)["secret"]

    def ask(self, token, method, path, body=None, headers=None):
        """As `request` with this token; fails on an error."""
        headers = {"Authorization": f"Bearer {token}", **(headers or {})}
        status, _, answer = self.request(method, path, body, headers)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer

    def make_key(self, scopes, tenant="default", name="test"):
        """A key's secret."""
        body = {"name": name, "scopes": scopes, "tenant": tenant}
        return self.ask(self.admin, "POST", "/v1/keys", body)["secret"]


def fill(server, token):
    """One of everything, in the tenant of the token: what the ids in schemathesis and the matrix name."""
    server.ask(token, "PUT", "/v1/vocabularies/people", {"entities": [{"id": "ada", "name": "Ada Lovelace", "type": "person"}]})
    documents = [
        {"id": "engine", "title": "The engine", "text": "Ada Lovelace wrote about the analytical engine.",
         "entities": [{"id": "ada", "name": "Ada Lovelace"}, {"id": "engine", "name": "Analytical Engine"}],
         "relations": [{"source": "ada", "target": "engine", "type": "wrote_about"}], "metadata": {"year": 1843}},
        {"id": "broken", "media_type": "application/pdf", "content": "bm90IGEgcGRm"},
    ]
    job = server.ask(token, "POST", "/v1/ingest/library", {"documents": documents}, {"Prefer": "wait=30"})
    (letter,) = server.ask(token, "GET", "/v1/dead-letters")["items"]
    return {"dataset": "library", "document_id": "engine", "entity_id": "ada", "vocabulary_id": "people",
            "job_id": job["id"], "dead_letter_id": letter["id"]}
