"""Error reports of a real server arrive in a real Bugsink: what went wrong, where, for which request, and nothing that must
not be seen."""
import ctypes
import http.server
import json
import os
import pathlib
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/integration")]
from guarded_server import GuardedServer  # noqa: E402
from lectern_server import Server, default_binary  # noqa: E402
from services import certificates  # noqa: E402
from services.bugsink import Bugsink  # noqa: E402
from services.process import wait_for  # noqa: E402

SMALL = ["--set", "embedding.kind=none", "--set", "telemetry.gpu.enabled=false", "--set", "telemetry.sentry.environment=integration"]
TRACE = "4bf92f3577b34da6a3ce929d0e0e47"  # with two digits of the test's own
# In places from which they could come into a report: an id, a query, a correlation id, a text.
MAIL = "kate.planted@mail-of-nobody.example"
PHONE = "+49 30 901820 4711"
TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"


def traceparent(number):
    return f"00-{TRACE}{number:02x}-00f067aa0ba902b7-01"


def tag(event, name):
    return event.get("tags", {}).get(name)


def trace_id(event):
    return event["contexts"].get("trace", {}).get("trace_id")


def functions(event):
    """The innermost first."""
    frames = event["exception"]["values"][0]["stacktrace"]["frames"]
    return [frame.get("function", "") for frame in reversed(frames)]


def damage(server, document):
    """Makes the record of a document one that does not decode, as a failing disk might."""
    database = sqlite3.connect(server.folder / "data/store/lectern.db", timeout=30)
    with database:
        changed = database.execute("UPDATE document SET record = x'ffff' WHERE id = ?", (document,)).rowcount
    database.close()
    if changed != 1:
        raise RuntimeError(f"{changed} documents were damaged")


class WithBugsink(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bugsink = cls.enterClassContext(Bugsink())
        cls.dsn_folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lectern-dsn-")))
        cls.dsn_file = cls.dsn_folder / "dsn"
        cls.dsn_file.write_text(cls.bugsink.dsn + "\n")
        cls.settings = [*SMALL, "--set", f"telemetry.sentry.dsn_file={cls.dsn_file}"]

    def wait_for_event(self, what, **tags):
        def fits(event):
            return all(tag(event, name) == value for name, value in tags.items())
        return self.bugsink.wait_for_event(what, fits)


class InternalErrors(WithBugsink):
    def setUp(self):
        self.server = self.enterContext(GuardedServer(default_binary(), self.settings))
        self.key = self.server.make_key(["documents:read", "documents:write", "ingest:write", "retrieve:read"], "acme-of-nobody")
        self.auth = {"Authorization": f"Bearer {self.key}"}

    def ingest(self, document):
        body = {"documents": [{"id": document, "text": f"A note. Call {PHONE}, or write to {MAIL}."}]}
        self.server.ask(self.key, "POST", "/v1/ingest/notes", body, {"Prefer": "wait=30"})

    def test_damaged_data_is_reported_with_its_request_and_nothing_secret(self):
        self.ingest(MAIL)
        damage(self.server, MAIL)
        headers = {**self.auth, "traceparent": traceparent(1), "X-Request-ID": "request-rest", "X-Correlation-ID": TOKEN,
                   "User-Agent": MAIL}
        status, _, problem = self.server.request("GET", f"/v1/documents/notes/{MAIL}?token={TOKEN}", None, headers)
        self.assertEqual(status, 400, problem)  # there is no such parameter
        status, _, problem = self.server.request("GET", f"/v1/documents/notes/{MAIL}", None, headers)
        self.assertEqual((status, problem["code"]), (500, "internal"), problem)

        event = self.wait_for_event("the report of a damaged record", request_id="request-rest")
        self.assertEqual(event["level"], "error")
        self.assertEqual(event["platform"], "native")
        self.assertRegex(event["release"], r"^lectern@\d+\.\d+\.\d+$")
        self.assertEqual(event["environment"], "integration")
        self.assertEqual(trace_id(event), TRACE + "01")
        self.assertEqual(tag(event, "protocol"), "rest")
        self.assertEqual(tag(event, "endpoint"), "/v1/documents/{dataset}/{document_id}")
        self.assertRegex(tag(event, "tenant_hash"), r"^[0-9a-f]{16}$")
        self.assertIn("does not decode", event["exception"]["values"][0]["value"])
        self.assertTrue(any("lectern::backends::sqlite::" in name for name in functions(event)), functions(event))
        self.assertTrue(any("lectern::transport::rest::Dispatcher" in name for name in functions(event)), functions(event))
        image = event["debug_meta"]["images"][0]
        self.assertEqual(image["type"], "elf")
        self.assertRegex(image["debug_id"], r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.show_nothing_secret()

    def show_nothing_secret(self):
        kept = (self.server.folder / "data/spool").rglob("*")
        stored = self.bugsink.stored_bytes() + b"".join(file.read_bytes() for file in kept if file.is_file())
        for secret in (MAIL, "kate.planted", PHONE, "4711", TOKEN, self.key, self.server.admin, "acme-of-nobody"):
            self.assertNotIn(secret.encode(), stored)

    def test_every_protocol_reports_and_says_which_it_was(self):
        self.ingest("letter")
        damage(self.server, "letter")
        query = {"query": "{ document(dataset: \"notes\", id: \"letter\") { id } }"}
        status, _, answer = self.server.request("POST", "/graphql", query, {**self.auth, "X-Request-ID": "request-graphql"})
        self.assertEqual(status, 200)
        self.assertEqual(answer["errors"][0]["extensions"]["code"], "internal", answer)
        event = self.wait_for_event("the report of a GraphQL operation", request_id="request-graphql")
        self.assertEqual((tag(event, "protocol"), tag(event, "endpoint")), ("graphql", "document"))

        import grpc
        from protocols import grpc_stubs
        messages, services = grpc_stubs.load()["document"]
        with grpc.insecure_channel(self.server.grpc_address) as channel:
            stub = services.DocumentServiceStub(channel)
            metadata = [("authorization", self.auth["Authorization"]), ("x-request-id", "request-grpc")]
            with self.assertRaises(grpc.RpcError) as failed:
                stub.GetDocument(messages.GetDocumentRequest(dataset="notes", document_id="letter"), metadata=metadata, timeout=30)
        self.assertEqual(failed.exception.code(), grpc.StatusCode.INTERNAL)
        event = self.wait_for_event("the report of an rpc", request_id="request-grpc")
        self.assertEqual(tag(event, "protocol"), "grpc")
        self.assertIn("GetDocument", tag(event, "endpoint"))

    def test_what_clients_do_wrong_is_not_reported(self):
        self.ingest("memo")
        for status, method, path, headers in (
            (400, "GET", "/v1/documents/notes/memo?include=nonsense", self.auth),
            (401, "GET", "/v1/documents/notes/memo", {"Authorization": "Bearer nonsense"}),
            (403, "GET", "/v1/keys", self.auth),
            (404, "GET", "/v1/documents/notes/absent", self.auth),
            (404, "GET", "/v1/nonsense", self.auth),
            (405, "PATCH", "/v1/documents/notes/memo", self.auth),
        ):
            got, _, problem = self.server.request(method, path, None, {**headers, "X-Request-ID": f"client-{status}"})
            self.assertEqual(got, status, problem)
        # What comes after them would come after their reports too.
        damage(self.server, "memo")
        self.server.request("GET", "/v1/documents/notes/memo", None, {**self.auth, "X-Request-ID": "after-clients"})
        self.wait_for_event("the report after them", request_id="after-clients")
        self.assertEqual([tag(event, "request_id") for event in self.bugsink.events() if "client-" in str(event)], [])


class Crashes(WithBugsink):
    def crash(self, server, kill):
        """Ends a server by a fatal signal and starts it again."""
        kill(server.process.pid)
        self.assertEqual(server.process.wait(30), -signal.SIGSEGV)
        server.start()

    def test_a_fatal_signal_in_a_request_is_reported_at_the_next_start(self):
        arguments = [*self.settings, "--set", "http.request_threads=1", "--set", "ingest.workers=0"]
        with Server(default_binary(), arguments) as server:
            waiting = threading.Thread(target=self.wait_in_a_request, args=(server,))
            waiting.start()
            wait_for("a request that waits for its job", lambda: "job accepted" in server.log_file.read_text())
            (thread,) = threads_named(server, "requests")
            self.crash(server, lambda pid: send_to_thread(pid, thread, signal.SIGSEGV))
            waiting.join()
            event = self.wait_for_event("the report of the crash", request_id="request-crash")
            self.assertEqual(event["level"], "fatal")
            self.assertRegex(event["release"], r"^lectern@\d+\.\d+\.\d+$")
            self.assertEqual(event["environment"], "integration")
            self.assertEqual(trace_id(event), TRACE + "02")
            self.assertEqual((tag(event, "protocol"), tag(event, "endpoint")), ("rest", "/v1/ingest/{dataset}"))
            self.assertEqual((tag(event, "signal"), tag(event, "thread")), ("SIGSEGV", "requests"))
            exception = event["exception"]["values"][0]
            self.assertEqual(exception["type"], "SIGSEGV")
            self.assertEqual(exception["mechanism"]["handled"], False)
            self.assertIn("serving", [crumb["message"] for crumb in event["breadcrumbs"]["values"]])
            self.assertTrue(any("lectern::services::" in name for name in functions(event)), functions(event))
            self.assertTrue(any("lectern::transport::rest::Dispatcher" in name for name in functions(event)))
            self.assertTrue(event["debug_meta"]["images"][0]["code_id"])

    def wait_in_a_request(self, server):
        headers = {"Prefer": "wait=30", "traceparent": traceparent(2), "X-Request-ID": "request-crash"}
        try:
            server.request("POST", "/v1/ingest/notes", {"documents": [{"id": "a", "text": "a"}]}, headers)
        except OSError:
            pass  # the server is gone

    def test_a_signal_from_outside_names_what_the_program_was_at(self):
        with Server(default_binary(), self.settings) as server:
            self.crash(server, lambda pid: os.kill(pid, signal.SIGSEGV))
            event = self.wait_for_event("the report of the signal", thread="lectern", signal="SIGSEGV")
            self.assertTrue(any(name.startswith("lectern::app::serve(") for name in functions(event)), functions(event))
            self.assertEqual(server.stop(), 0)
            self.assertEqual([file.name for file in (server.folder / "data/spool/errors").glob("*crash*")], [])


class Deliveries(unittest.TestCase):
    def test_reports_wait_for_a_server_that_is_down(self):
        bugsink = self.enterContext(Bugsink())
        arguments = [*SMALL, "--set", f"telemetry.sentry.dsn={bugsink.dsn}"]
        server = self.enterContext(Server(default_binary(), arguments))
        spool = server.folder / "data/spool/errors"
        server.request("POST", "/v1/ingest/notes", {"documents": [{"id": "a", "text": "a"}]}, {"Prefer": "wait=30"})
        damage(server, "a")
        bugsink.stop()
        for number in range(3):
            status, *_ = server.request("GET", "/v1/documents/notes/a", None, {"X-Request-ID": f"down-{number}"})
            self.assertEqual(status, 500)
        wait_for("reports to be kept", lambda: len(list(spool.glob("*.event.json"))) == 3)
        self.assertIn('telemetry_dropped_total{signal="error"} 0', metrics(server))
        self.assertEqual(server.stop(), 0)
        self.assertEqual(len(list(spool.glob("*.event.json"))), 3)
        bugsink.run()
        server.start()
        wanted = {f"down-{number}" for number in range(3)}
        wait_for("the reports", lambda: wanted <= {tag(event, "request_id") for event in bugsink.events()})
        wait_for("the spool to be empty", lambda: not list(spool.glob("*.event.json")))

    def test_operators_can_try_it(self):
        bugsink = self.enterContext(Bugsink())
        code, output = try_out({"SENTRY_DSN": bugsink.dsn, "SENTRY_ENVIRONMENT": "trial"})
        self.assertEqual(code, 0, output)
        answer = json.loads(output)
        self.assertEqual((answer["outcome"], answer["status"]), ("delivered", 200))
        event = bugsink.wait_for_event("the test event", lambda event: event["event_id"] == answer["event_id"])
        self.assertEqual((event["level"], event["environment"]), ("info", "trial"))
        key = re.search(r"//(\w+)@", bugsink.dsn)[1]
        stranger = "f" * len(key)
        code, output = try_out({"SENTRY_DSN": bugsink.dsn.replace(key, stranger)})
        self.assertEqual(code, 1, output)
        self.assertEqual(json.loads(output)["outcome"], "refused")
        self.assertNotIn(stranger, output)

    def test_a_dsn_that_is_none_ends_the_start_and_is_not_shown(self):
        for arguments in (["test-error-report"], ["serve", "--data", "/nonexistent", "--http", "127.0.0.1:0"]):
            done = run_lectern(arguments, {"SENTRY_DSN": "https://verysecretkey@host.example/"})
            self.assertEqual(done.returncode, 2)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.assertIn("SENTRY_DSN: the DSN names no project", done.stderr)
            self.assertNotIn("verysecretkey", done.stdout + done.stderr)
        self.assertEqual(run_lectern(["test-error-report"], {"SENTRY_DSN": ""}).returncode, 2)

    def test_certificates_are_checked(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="lectern-tls-")))
        server = self.enterContext(TlsServer(folder))
        code, output = try_out({"SENTRY_DSN": server.dsn})
        self.assertEqual((code, json.loads(output)["outcome"]), (1, "not delivered"), output)
        self.assertEqual(server.got, [])
        code, output = try_out({"SENTRY_DSN": server.dsn, "LECTERN_TELEMETRY_SENTRY_CA_FILE": str(server.certificate)})
        self.assertEqual((code, json.loads(output)["outcome"]), (0, "delivered"), output)
        self.assertEqual(server.got, ["/api/7/envelope/"])


class TlsServer(http.server.ThreadingHTTPServer):
    """Takes envelopes over TLS, with a certificate that nobody knows."""

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), TlsAnswer)
        self.got = []
        self.certificate, key = certificates.self_signed(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.dsn = f"https://key@127.0.0.1:{self.server_port}/7"
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.thread.join()
        self.server_close()

    def handle_error(self, *_):
        pass  # of handshakes that clients give up


class TlsAnswer(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(self.path)
        self.send_response(200)
        self.end_headers()


def run_lectern(arguments, environment):
    variables = {name: value for name, value in os.environ.items() if not name.startswith("SENTRY_")}
    return subprocess.run([default_binary(), *arguments], capture_output=True, text=True, env={**variables, **environment}, timeout=60)


def try_out(environment):
    done = run_lectern(["test-error-report", "--json"], environment)
    return done.returncode, done.stdout + done.stderr


def metrics(server):
    with urllib.request.urlopen(server.admin_url + "/metrics", timeout=10) as answer:
        return answer.read().decode()


def threads_named(server, name):
    tasks = pathlib.Path(f"/proc/{server.process.pid}/task").iterdir()
    return [int(task.name) for task in tasks if (task / "comm").read_text().strip() == name]


def send_to_thread(pid, thread, number):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.tgkill(pid, thread, int(number)) != 0:
        raise OSError(ctypes.get_errno(), "tgkill")


if __name__ == "__main__":
    unittest.main()
