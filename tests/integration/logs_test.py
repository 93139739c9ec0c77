"""What the log says and where it goes: ids end to end, slow requests, its level, hostile input, and through the collector."""
import json
import pathlib
import secrets
import signal
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request

import grpc
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/integration")]
from guarded_server import GuardedServer  # noqa: E402
from lectern_server import Server, default_binary  # noqa: E402
from protocols import grpc_stubs  # noqa: E402
from services import otel_collector  # noqa: E402
from services.otel_collector import OtelCollector  # noqa: E402
from services.process import wait_for  # noqa: E402
from services.raw_http import RawConnection  # noqa: E402
from services.token_issuer import TokenIssuer  # noqa: E402
from services.victoria_logs import VictoriaLogs  # noqa: E402

COLLECTOR = ROOT / "ops/otel-collector/collector.yaml"
LOKI = ROOT / "ops/loki/loki.yaml"
QUICK = ["--set", "embedding.kind=none"]
FIELDS = yaml.safe_load((ROOT / "api/telemetry/log_fields.yaml").read_text())["fields"].keys() | {
    "timestamp", "level", "message", "service"}


def lines(server):
    """The log so far: every line is an object."""
    return [json.loads(line) for line in server.log_file.read_bytes().split(b"\n")[:-1]]


def find(server, message=None, **fields):
    return [line for line in lines(server)
            if (message is None or line["message"] == message) and fields.items() <= line.items()]


def wait_for_line(server, message=None, seconds=20, **fields):
    return wait_for(f"a line {message} with {fields}", lambda: find(server, message, **fields), seconds)[0]


def correlation():
    """Two new ids and the headers that carry them."""
    name, trace = "test-" + secrets.token_hex(8), secrets.token_hex(16)
    return name, trace, {"X-Correlation-ID": name, "traceparent": f"00-{trace}-{secrets.token_hex(8)}-01"}


class CorrelationTest(unittest.TestCase):
    """A caller's id stands on all that is done for it, wherever."""

    def test_it_goes_from_the_request_to_the_worker_and_back(self):
        with Server(default_binary(), [*QUICK, "--set", "log.level=debug"]) as server:
            name, trace, headers = correlation()
            body = {"documents": [{"id": "broken", "media_type": "application/pdf", "content": "bm90IGEgcGRm"}]}
            status, answered, job = server.request("POST", "/v1/ingest/library", body, {**headers, "Prefer": "wait=30", "X-Request-ID": "r-1"})
            self.assertEqual(status, 200)
            self.assertEqual(answered["x-correlation-id"], name)
            self.assertEqual(answered["x-request-id"], "r-1")
            self.assertEqual(job["correlation_id"], name)
            access = wait_for_line(server, "request finished", correlation_id=name)
            self.assertEqual((access["request_id"], access["trace_id"], access["endpoint"]), ("r-1", trace, "/v1/ingest/{dataset}"))
            found = wait_for("a line of the worker", lambda: [
                line for line in find(server, correlation_id=name) if "job_id" in line and line.get("stage") == "extract"], 20)
            self.assertEqual(found[0]["request_id"], "r-1")

    def test_every_protocol_answers_it(self):
        stubs = grpc_stubs.load()
        messages, services = stubs["job"]
        with Server(default_binary(), QUICK) as server:
            name, _, headers = correlation()
            _, answered, _ = server.request("POST", "/graphql", {"query": "{ __typename }"}, headers)
            self.assertEqual(answered["x-correlation-id"], name)
            with grpc.insecure_channel(server.grpc_address) as channel:
                _, call = services.JobServiceStub(channel).ListJobs.with_call(
                    messages.ListJobsRequest(), timeout=10, metadata=[("x-correlation-id", name)])
                self.assertEqual(dict(call.initial_metadata())["x-correlation-id"], name)
            for protocol in ("graphql", "grpc"):
                wait_for_line(server, "request finished", protocol=protocol, correlation_id=name)

    def test_ids_that_may_not_be_are_replaced(self):
        with Server(default_binary(), QUICK) as server:
            for wrong in ("a b", "x" * 129, "a\"b", "ada@example.org", "é"):
                _, answered, _ = server.request("GET", "/v1/jobs", None, {"X-Correlation-ID": wrong.encode().decode("latin-1"), "X-Request-ID": wrong.encode().decode("latin-1")})
                self.assertRegex(answered["x-request-id"], "^req_[0-9a-z]+$")
                self.assertEqual(answered["x-correlation-id"], answered["x-request-id"])

    def test_it_goes_out_to_others(self):
        with TokenIssuer() as issuer, GuardedServer(default_binary(), [*QUICK, *issuer.settings]) as server:
            name, _, headers = correlation()
            status, _, _ = server.request("GET", "/v1/jobs", None, {**headers, "Authorization": f"Bearer {issuer.token('acme')}"})
            self.assertEqual(status, 200)
            self.assertIn(name, [seen.get("X-Correlation-ID") for seen in issuer.seen])


class SlowRequestTest(unittest.TestCase):
    """A request that hangs is told of while it does."""

    @classmethod
    def setUpClass(cls):
        # Nobody ingests here, so that whoever waits for a job waits for as long as it said.
        cls.server = cls.enterClassContext(Server(
            default_binary(), [*QUICK, "--set", "ingest.workers=0", "--set", "log.slow_request=300ms"]))
        cls.stubs = grpc_stubs.load()

    def check(self, protocol, call):
        name, _, headers = correlation()
        caller = threading.Thread(target=call, args=(headers,))
        caller.start()
        slow = wait_for_line(self.server, "request is slow", correlation_id=name)
        self.assertTrue(caller.is_alive(), "the line came after the request")
        self.assertFalse(find(self.server, "request finished", correlation_id=name))
        self.assertEqual((slow["level"], slow["protocol"], slow["tenant"]), ("warning", protocol, "default"))
        self.assertGreaterEqual(slow["duration_ms"], 300)
        self.assertIn("trace_id", slow)
        caller.join()
        finished = wait_for_line(self.server, "request finished", correlation_id=name)
        self.assertIs(finished["slow"], True)
        self.assertEqual(finished["trace_id"], slow["trace_id"])
        self.assertEqual(len(find(self.server, "request is slow", correlation_id=name)), 1)
        return slow, finished

    def test_rest(self):
        body = {"documents": [{"id": "a", "text": "text"}]}
        slow, _ = self.check("rest", lambda headers: self.server.request(
            "POST", "/v1/ingest/library", body, {**headers, "Prefer": "wait=4"}))
        self.assertEqual((slow["endpoint"], slow["method"]), ("/v1/ingest/{dataset}", "POST"))

    def test_graphql(self):
        document = 'mutation { ingest(input: {dataset: "library", documents: [{id: "a", text: "text"}], waitSeconds: 4}) { job { id } } }'
        slow, _ = self.check("graphql", lambda headers: self.server.request("POST", "/graphql", {"query": document}, headers))
        self.assertEqual(slow["endpoint"], "/graphql")

    def test_grpc(self):
        messages, services = self.stubs["ingestion"]

        def call(headers):
            request = messages.IngestRequest(
                dataset="library", documents=[messages.DocumentInput(id="a", text="text")], wait_seconds=4)
            with grpc.insecure_channel(self.server.grpc_address) as channel:
                services.IngestionServiceStub(channel).Ingest(
                    request, timeout=30, metadata=[(key.lower(), value) for key, value in headers.items()])
        slow, _ = self.check("grpc", call)
        self.assertEqual(slow["method"], "unary")

    def test_what_is_quick_says_nothing_of_it(self):
        name, _, headers = correlation()
        self.server.request("GET", "/v1/jobs", None, headers)
        line = wait_for_line(self.server, "request finished", correlation_id=name)
        self.assertNotIn("slow", line)
        self.assertNotIn("stages", line)

    def test_stages_of_a_slow_retrieval(self):
        with Server(default_binary(), ["--set", "log.slow_request=1ms"]) as server:
            body = {"documents": [{"id": str(n), "text": f"text number {n} " * 50} for n in range(50)]}
            server.request("POST", "/v1/ingest/library", body, {"Prefer": "wait=60"})
            for protocol, ask in (
                ("rest", lambda headers: server.request("POST", "/v1/retrieve", {"query": "text"}, headers)),
                ("graphql", lambda headers: server.request(
                    "POST", "/graphql", {"query": '{ retrieve(input: {query: "text"}) { hits { documentId } } }'}, headers)),
            ):
                name, _, headers = correlation()
                ask(headers)
                finished = wait_for_line(server, "request finished", correlation_id=name)
                self.assertTrue(finished["slow"], protocol)
                stages = dict(part.split("=") for part in finished["stages"].split())
                self.assertLessEqual({"embed_query", "lexical", "vector", "fuse", "hydrate"}, stages.keys(), protocol)
                self.assertLessEqual(float(stages["lexical"]), finished["duration_ms"])


class LevelTest(unittest.TestCase):
    def set_level(self, server, body, headers=None):
        request = urllib.request.Request(
            server.admin_url + "/admin/log-level", data=json.dumps(body).encode(), method="PUT",
            headers={"Content-Type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def probe_is_logged(self, server):
        """Probes are logged at debug level alone."""
        name, _, headers = correlation()
        urllib.request.urlopen(urllib.request.Request(server.admin_url + "/livez", headers=headers), timeout=10).close()
        marker, _, headers = correlation()
        server.request("GET", "/v1/jobs", None, headers)
        wait_for_line(server, "request finished", correlation_id=marker)
        return bool(find(server, "request finished", correlation_id=name))

    def test_it_is_changed_for_a_while(self):
        with Server(default_binary(), QUICK) as server:
            self.assertFalse(self.probe_is_logged(server))
            status, state = self.set_level(server, {"level": "debug", "expires_in": "10m"})
            self.assertEqual((status, state), (200, {"level": "debug", "configured_level": "info", "expires_in": "600s"}))
            self.assertTrue(wait_for("a probe to be logged", lambda: self.probe_is_logged(server), 10))
            changed = wait_for_line(server, "log level changed", new_level="debug")
            self.assertEqual(changed["remote_address"], "127.0.0.1")
            self.set_level(server, {"level": "debug", "expires_in": "1s"})
            wait_for_line(server, "log level changed", reason="expired", new_level="info")
            self.assertFalse(self.probe_is_logged(server))

    def test_pages_and_wrong_values_are_refused(self):
        with Server(default_binary(), QUICK) as server:
            self.assertEqual(self.set_level(server, {"level": "debug"}, {"Origin": "http://evil.example"})[0], 403)
            self.assertEqual(self.set_level(server, {"level": "debug", "expires_in": "100h"})[0], 400)
            self.assertEqual(self.set_level(server, {"level": "trace"})[0], 400)
            self.assertFalse(find(server, "log level changed"))

    def test_on_the_main_listener_it_needs_the_scope_and_stands_in_the_trail(self):
        with GuardedServer(default_binary(), QUICK) as server:
            headers = {"Authorization": f"Bearer {server.make_key(['admin'])}"}
            self.assertEqual(server.request("PUT", "/admin/log-level", {"level": "debug"}, headers)[0], 403)
            self.assertEqual(server.request("PUT", "/admin/log-level", {"level": "debug"})[0], 401)
            answer = server.ask(server.admin, "PUT", "/admin/log-level", {"level": "debug"})
            self.assertEqual(answer["level"], "debug")
            wait_for("the change in the trail", lambda: server.ask(
                server.admin, "GET", "/v1/audit?operation=setLogLevel&outcome=ok")["items"], 10)
            self.assertTrue(wait_for_line(server, "log level changed", new_level="debug")["key_id"])

    def test_sighup_reads_it_again(self):
        config = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "lectern.toml"
        config.write_text('[log]\nlevel = "info"\n[ingest]\nworkers = 1\n')
        with Server(default_binary(), [*QUICK, "--config", str(config)]) as server:
            self.set_level(server, {"level": "error", "expires_in": "1h"})
            config.write_text('[log]\nlevel = "debug"\n')
            server.process.send_signal(signal.SIGHUP)
            wait_for_line(server, "log level changed", reason="configuration read again", new_level="debug")
            self.assertTrue(self.probe_is_logged(server))
            config.write_text('[log]\nlevel = "loud"\n')
            server.process.send_signal(signal.SIGHUP)
            error = wait_for_line(server, "the configuration could not be read again")
            self.assertIn("log.level", error["error"])
            self.assertTrue(self.probe_is_logged(server), "everything stays as it was")


class AuditStreamTest(unittest.TestCase):
    def test_records_are_lines_of_a_stream_of_their_own(self):
        with GuardedServer(default_binary(), [*QUICK, "--set", "log.audit=true", "--set", "log.level=error"]) as server:
            name, trace, headers = correlation()
            server.ask(server.admin, "PUT", "/v1/datasets/library", {"language": "en", "embedding": {"kind": "none"}}, headers)
            line = wait_for_line(server, "audit record", operation="putDataset")
            self.assertEqual((line["stream"], line["outcome"], line["target"], line["trace_id"], line["tenant"]),
                             ("audit", "ok", "library", trace, "default"))
            record = server.ask(server.admin, "GET", "/v1/audit?operation=putDataset")["items"][0]
            self.assertEqual(line["sequence"], record["sequence"])
        with GuardedServer(default_binary(), QUICK) as server:
            server.ask(server.admin, "PUT", "/v1/datasets/library", {"language": "en", "embedding": {"kind": "none"}})
            server.stop()
            self.assertFalse(find(server, stream="audit"))


class HostileInputTest(unittest.TestCase):
    def test_every_line_stays_one_object_with_known_fields(self):
        hostile = ["\x00", "\x7f", "\xff\xfe", "\u2028", "\x1b[2J", '"}\n{"level":"error","message":"forged"}', "\\", "\ud800", "😀", "x" * (1 << 20)]
        with Server(default_binary(), [*QUICK, "--set", "log.level=debug"]) as server:
            for text in hostile:
                encoded = text.encode("utf-8", "surrogatepass")
                with RawConnection(server.url) as connection:
                    connection.send(b"GET /v1/jobs?x=" + encoded[:4000] + b" HTTP/1.1\r\nHost: t\r\nX-Request-ID: " + encoded[:4000]
                                    + b"\r\nX-Correlation-ID: " + encoded[:4000] + b"\r\ntraceparent: " + encoded[:100] + b"\r\n\r\n")
                    connection.answer()
                body = json.dumps({"documents": [{"id": text[:200] or "x", "text": text, "media_type": "application/pdf"}]}).encode()
                server.request("POST", "/v1/ingest/library", body, {"Content-Type": "application/json", "Prefer": "wait=10"})
                body = json.dumps({"query": text}).encode()
                server.request("POST", "/graphql", body, {"Content-Type": "application/json"})
                server.request("POST", "/graphql", encoded, {"Content-Type": "application/json"})
            server.stop()
            found = lines(server)
            self.assertGreater(len(found), 20)
            for line in found:
                self.assertLessEqual(line.keys(), FIELDS)
                self.assertNotEqual(line["message"], "forged")
            for raw in server.log_file.read_bytes().split(b"\n"):
                self.assertLess(len(raw), 64 * 1024)
                self.assertFalse([byte for byte in raw if byte < 0x20 or byte == 0x7f])


class CollectorTest(unittest.TestCase):
    """The shipped configuration, between a real Lectern and a store of logs."""

    SECRETS = ["ada.lovelace@example.org", "4111111111111111", "4111 1111 1111 1111", "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"]

    def plant(self, server, headers):
        """Secrets wherever a client's text can get into the log."""
        for secret in self.SECRETS:
            documents = [{"id": f"{secret} {place}", "media_type": "application/pdf", "content": "bm90IGEgcGRm"} for place in range(2)]
            server.request("POST", "/v1/ingest/library", {"documents": documents}, {**headers, "Prefer": "wait=20"})
            server.request("GET", f"/v1/datasets/library/documents/{urllib.parse.quote(secret)}", None, headers)
            server.request("GET", f"/v1/jobs?token={urllib.parse.quote(secret)}", None, headers)
            server.request("DELETE", f"/v1/datasets/{urllib.parse.quote(secret)}", None, headers)
            server.request("GET", "/v1/jobs", None, {"Authorization": f"Bearer {secret}"})

    def test_a_request_is_found_and_no_secret_is(self):
        with VictoriaLogs() as store, GuardedServer(
                default_binary(), [*QUICK, "--set", "log.level=debug", "--set", "log.audit=true"]) as server:
            variables = {
                "LECTERN_LOG_FILES": str(server.log_file), "LOKI_ENDPOINT": store.otlp, "JAEGER_ENDPOINT": "127.0.0.1:1",
                "LECTERN_ENVIRONMENT": "test",
            }
            with OtelCollector(COLLECTOR, variables) as collector:
                name, trace, headers = correlation()
                headers["Authorization"] = f"Bearer {server.admin}"
                self.plant(server, headers)
                server.request("GET", "/v1/datasets", None, headers)
                wait_for_line(server, "request finished", correlation_id=name, endpoint="/v1/datasets")

                found = store.wait_for(f'correlation_id:="{name}" AND endpoint:="/v1/datasets" AND _msg:="request finished"')
                self.assertEqual(len(found), 1)
                line = found[0]
                self.assertEqual((line["trace_id"], line["tenant"], line["status"]), (trace, "default", "200"))
                self.assertTrue(store.wait_for(f'trace_id:="{trace}" AND _msg:="request finished"'))
                self.assertTrue(store.wait_for('stream:="audit" AND operation:="ingestDocuments"'))
                raw = lines(server)
                store.wait_for("*", lambda all_of_them: len(all_of_them) >= len(raw), 60)
                stored = store.query("*", 100000)
                labels = {frozenset(part.split("=")[0] for part in one["value"].strip("{}").split(",")) for one in store.streams()}
                self.assertLessEqual(set().union(*labels), {"service.name", "deployment.environment.name", "level", "stream"})
                self.assertLess(len(store.streams()), 10)
                output = collector.log.read_text()
            everywhere = {"the log": server.log_file.read_text(), "the store": json.dumps(stored, ensure_ascii=False), "the collector": output}
            for place, text in everywhere.items():
                for secret in [*self.SECRETS, server.admin, server.admin.split("_")[-1]]:
                    self.assertNotIn(secret, text, place)
            self.assertIn("[redacted:email]", everywhere["the store"])

    def test_its_configuration_is_valid(self):
        self.assertIsNone(otel_collector.check_config(COLLECTOR))

    def test_loki_makes_labels_of_what_the_collector_puts_on_resources(self):
        collector, loki = yaml.safe_load(COLLECTOR.read_text()), yaml.safe_load(LOKI.read_text())
        resources = set()
        for operator in collector["receivers"]["file_log"]["operators"]:
            target = operator.get("to") or operator.get("field") or ""
            if target.startswith("resource"):
                resources.add(target.removeprefix("resource").strip('[]".'))
        rules = loki["limits_config"]["otlp_config"]["resource_attributes"]["attributes_config"]
        labels = {name for rule in rules if rule["action"] == "index_label" for name in rule["attributes"]}
        self.assertEqual(labels, resources)
        self.assertTrue(loki["limits_config"]["allow_structured_metadata"])


if __name__ == "__main__":
    unittest.main()
