"""Spans in a real Jaeger: what one client request that ingests and one that retrieves leave in every signal, by each
protocol, from a client that traces and from one that does not; and what a collector that is down, slow or refuses costs.
"""
import asyncio
import collections
import concurrent.futures
import contextlib
import dataclasses
import http.server
import json
import os
import pathlib
import secrets
import socket
import sys
import threading
import time
import unittest
import unittest.mock
import urllib.request

import grpc
import websockets
from google.protobuf import json_format
from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from prometheus_client import parser

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/integration")]
from guarded_server import GuardedServer  # noqa: E402
from lectern_server import Server, default_binary  # noqa: E402
from protocols import grpc_stubs  # noqa: E402
from services.background_server import BackgroundServer  # noqa: E402
from services.jaeger import Jaeger  # noqa: E402
from services.process import wait_for  # noqa: E402
from services.token_issuer import TokenIssuer  # noqa: E402

STUBS = grpc_stubs.load()
DOCUMENTS = ROOT / "tests/contract/documents"
QUICK = ["--set", "telemetry.tracing.batch_delay=50ms"]
TEXT = "Ada Lovelace wrote about the analytical engine."


@dataclasses.dataclass
class Expected:
    """A row of the signal matrix: what one request by one protocol leaves behind."""
    operation: str  # ingest | retrieve
    protocol: str
    server_span: str
    attributes: dict  # of the server span
    below: list  # names of spans from below the server span down to what is the same for all protocols
    endpoint: str  # of the log line and the metrics
    status: str


STAGES = ["extract", "chunk", "embed", "link", "index"]
INGEST_REST = {"http.request.method": "POST", "http.route": "/v1/ingest/{dataset}", "http.response.status_code": 200,
               "url.path": "/v1/ingest/{dataset_id}", "url.scheme": "http"}
RETRIEVE_REST = {"http.request.method": "POST", "http.route": "/v1/retrieve", "http.response.status_code": 200,
                 "url.path": "/v1/retrieve", "url.scheme": "http"}
GRAPHQL = {"http.request.method": "POST", "http.route": "/graphql", "http.response.status_code": 200, "url.scheme": "http"}


def grpc_attributes(service, method):
    return {"rpc.system": "grpc", "rpc.service": f"lectern.v1.{service}", "rpc.method": method, "rpc.grpc.status_code": 0}


MATRIX = [
    Expected("ingest", "rest", "POST /v1/ingest/{dataset}", INGEST_REST, [], "/v1/ingest/{dataset}", "200"),
    Expected("retrieve", "rest", "POST /v1/retrieve", RETRIEVE_REST, [], "/v1/retrieve", "200"),
    Expected("ingest", "graphql", "POST /graphql", GRAPHQL, ["mutation", "Mutation.ingest"], "ingest", "200"),
    Expected("retrieve", "graphql", "POST /graphql", GRAPHQL, ["query", "Query.retrieve"], "retrieve", "200"),
    Expected("ingest", "grpc", "lectern.v1.IngestionService/Ingest", grpc_attributes("IngestionService", "Ingest"), [],
             "lectern.v1.IngestionService/Ingest", "OK"),
    Expected("retrieve", "grpc", "lectern.v1.RetrievalService/Retrieve", grpc_attributes("RetrievalService", "Retrieve"), [],
             "lectern.v1.RetrievalService/Retrieve", "OK"),
]
# What is below them by whatever protocol: name -> the name of its parent, in a hybrid retrieval.
RETRIEVAL = {"embed_query": "retrieve", "lexical": "retrieve", "vector": "retrieve", "fuse": "retrieve", "hydrate": "retrieve",
             "search_lexical": "lexical", "search_vector": "vector", "embed": "embed_query"}


@dataclasses.dataclass
class Answer:
    headers: dict
    body: dict


class Client:
    """Sends one operation by each protocol; `headers` go with it."""

    def __init__(self, server, token):
        self.server = server
        self.token = token

    def send(self, operation, protocol, dataset, headers):
        headers = {"authorization": f"Bearer {self.token}", **headers}
        return getattr(self, protocol)(operation, dataset, headers)

    def rest(self, operation, dataset, headers):
        if operation == "ingest":
            body = {"documents": [{"id": "engine", "text": TEXT}]}
            answer = self.server.request("POST", f"/v1/ingest/{dataset}", body, {**headers, "Prefer": "wait=60"})
        else:
            answer = self.server.request("POST", "/v1/retrieve", {"query": "engine", "datasets": [dataset]}, headers)
        return self.good(answer)

    def graphql(self, operation, dataset, headers):
        document = (DOCUMENTS / {"ingest": "ingestDocuments.graphql", "retrieve": "retrieve.graphql"}[operation]).read_text()
        if operation == "ingest":
            given = {"dataset": dataset, "documents": [{"id": "engine", "text": TEXT}], "waitSeconds": 60}
        else:
            given = {"query": "engine", "datasets": [dataset]}
        answer = self.good(self.server.request("POST", "/graphql", {"query": document, "variables": {"input": given}}, headers))
        assert "errors" not in answer.body, answer.body
        (answer.body,) = answer.body["data"].values()
        return answer

    def grpc(self, operation, dataset, headers):
        if operation == "ingest":
            messages, services = STUBS["ingestion"]
            given = {"dataset": dataset, "documents": [{"id": "engine", "text": TEXT}], "wait_seconds": 60}
            request, stub, name = messages.IngestRequest(), services.IngestionServiceStub, "Ingest"
        else:
            messages, services = STUBS["retrieval"]
            given = {"query": "engine", "datasets": [dataset]}
            request, stub, name = messages.RetrieveRequest(), services.RetrievalServiceStub, "Retrieve"
        with grpc.insecure_channel(self.server.grpc_address) as channel:
            method = getattr(stub(channel), name)
            answer, call = method.with_call(json_format.ParseDict(given, request), metadata=list(headers.items()), timeout=60)
        return Answer(dict(call.initial_metadata()) | dict(call.trailing_metadata()), json_format.MessageToDict(answer))

    @staticmethod
    def good(answer):
        status, headers, body = answer
        assert status < 300, (status, body)
        return Answer(headers, body)


class Instrumented:
    """A client's own tracing, into the same Jaeger."""

    def __init__(self, jaeger):
        self.provider = TracerProvider(resource=Resource.create({"service.name": "client"}))
        self.provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(f"{jaeger.otlp_http}/v1/traces")))
        self.tracer = self.provider.get_tracer("tracing_test")

    @contextlib.contextmanager
    def span(self, name):
        """Gives the headers that carry the span, and its context."""
        with self.tracer.start_as_current_span(name, kind=trace.SpanKind.CLIENT) as span:
            headers = {}
            propagate.inject(headers)
            yield headers, span.get_span_context()

    def close(self):
        self.provider.shutdown()


def log_lines(server):
    for line in server.log_file.read_text().splitlines():
        with contextlib.suppress(ValueError):
            yield json.loads(line)


def metric(server, name, **labels):
    """The sum of a counter's series that have these labels."""
    with urllib.request.urlopen(server.admin_url + "/metrics", timeout=30) as answer:
        text = answer.read().decode()
    families = {family.name: family for family in parser.text_string_to_metric_families(text)}
    family = families.get(name.removesuffix("_total"))
    return sum(one.value for one in family.samples if one.name == name and labels.items() <= one.labels.items()) if family else 0


def by_name(spans):
    return {span.name: span for span in spans.values()}


def path_to_root(spans, span):
    """Names from the span up to where its parent is not in the trace."""
    names = [span.name]
    while span.parent in spans:
        span = spans[span.parent]
        names.append(span.name)
    return names


def is_whole(operation, client_span=None):
    """A check whether all of a request's spans have arrived."""
    last = {"ingest", "index"} if operation == "ingest" else {"retrieve"}

    def check(spans):
        servers = [span for span in spans.values() if span.kind == "server"]
        parents = {span.parent for span in spans.values() if span.parent}
        complete = parents <= set(spans)
        return complete and servers and last <= {span.name for span in spans.values()} and (
            client_span is None or client_span in spans)
    return check


class TracingTest(unittest.TestCase):
    exporter = "otlp_grpc"

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.jaeger = cls.stack.enter_context(Jaeger())
        endpoint = cls.jaeger.otlp_grpc if cls.exporter == "otlp_grpc" else cls.jaeger.otlp_http
        settings = ["--set", f"telemetry.tracing.exporter={cls.exporter}", "--set", f"telemetry.tracing.endpoint={endpoint}"]
        cls.server = cls.stack.enter_context(GuardedServer(default_binary(), [*settings, *QUICK]))
        cls.client = Client(cls.server, cls.server.admin)
        cls.instrumented = Instrumented(cls.jaeger)
        cls.stack.callback(cls.instrumented.close)

    def expect_attributes(self, span, expected, dataset):
        for name, value in expected.items():
            if isinstance(value, str):
                value = value.replace("{dataset_id}", dataset)
            self.assertEqual(span.tags.get(name), value, (name, span))
        self.assertIn("client.address", span.tags)
        self.assertFalse(span.has_failed, span)
        self.assertNotIn("error.type", span.tags)

    def check_ingest(self, spans):
        """The worker's batch is below the request that handed it in, and its stages are linked to that one."""
        names = by_name(spans)
        accepting = spans[names["accept_job"].parent]
        batch = names["ingest"]
        self.assertEqual(batch.kind, "consumer")
        self.assertEqual(batch.parent, accepting.id)
        self.assertEqual(batch.tags["messaging.batch.message_count"], 1)
        stages = {span.name: span for span in spans.values() if "lectern.ingest.items" in span.tags}
        self.assertEqual(sorted(stages, key=STAGES.index), STAGES)
        for stage in stages.values():
            self.assertEqual(stage.parent, batch.id, stage)
            self.assertEqual(stage.tags["lectern.ingest.items"], 1)
            self.assertEqual(stage.links, [(accepting.trace_id, accepting.id)], stage)
        self.assertEqual(batch.links, [])
        self.assertEqual({spans[names[name].parent].name for name in ("apply", "put_graph")}, {"index"})
        stored = names["accept_job"]
        self.assertEqual((stored.kind, stored.tags["db.system.name"], stored.tags["db.operation.name"]),
                         ("client", "sqlite", "accept_job"))

    def check_retrieve(self, spans):
        names = by_name(spans)
        self.assertEqual(names["retrieve"].tags["lectern.retrieval.mode"], "hybrid")
        self.assertEqual(names["retrieve"].tags["lectern.retrieval.hits"], 1)
        for name, parent in RETRIEVAL.items():
            self.assertEqual(spans[names[name].parent].name, parent, name)

    def check_request(self, row, dataset, headers, client_context):
        labels = {"protocol": row.protocol, "endpoint": row.endpoint, "status": row.status}
        before = metric(self.server, "api_requests_total", **labels)
        answer = self.client.send(row.operation, row.protocol, dataset, headers)
        _, trace_id, span_id, flags = answer.headers["traceresponse"].split("-")
        self.assertEqual(flags, "01")
        self.assertIn("request;dur=", answer.headers["server-timing"])
        return before, answer, trace_id, span_id

    def check_row(self, row, dataset, is_instrumented):
        client_span = None
        if is_instrumented:
            with self.instrumented.span(f"client {row.operation}") as (headers, client_context):
                before, answer, trace_id, span_id = self.check_request(row, dataset, headers, client_context)
            client_span = format(client_context.span_id, "016x")
            self.assertEqual(trace_id, format(client_context.trace_id, "032x"))
        else:
            before, answer, trace_id, span_id = self.check_request(row, dataset, {}, None)

        spans = self.jaeger.wait_for_trace(trace_id, is_whole(row.operation, client_span))
        server_span = spans[span_id]
        self.assertEqual((server_span.name, server_span.kind), (row.server_span, "server"))
        self.assertEqual(server_span.service, "lectern")
        self.assertEqual(server_span.parent, client_span)
        self.expect_attributes(server_span, row.attributes, dataset)
        names = by_name(spans)
        deepest = names[{"ingest": "accept_job", "retrieve": "retrieve"}[row.operation]]
        path = path_to_root(spans, deepest)[1:]
        self.assertEqual(path, [*reversed(row.below), row.server_span, *([f"client {row.operation}"] if is_instrumented else [])])
        if row.operation == "ingest":
            self.check_ingest(spans)
            self.check_job(answer, trace_id)
        else:
            self.check_retrieve(spans)
        self.check_signals(row, trace_id, span_id, before)

    def check_job(self, answer, trace_id):
        job = answer.body["job"]["id"] if "job" in answer.body else answer.body["id"]
        stored = self.server.ask(self.server.admin, "GET", f"/v1/jobs/{job}")
        self.assertEqual(stored["trace_id"], trace_id)

    def check_signals(self, row, trace_id, span_id, before):
        labels = {"protocol": row.protocol, "endpoint": row.endpoint, "status": row.status}
        wait_for("the request's metric", lambda: metric(self.server, "api_requests_total", **labels) == before + 1, 10)
        lines = wait_for("the request's log line", lambda: [
            line for line in log_lines(self.server)
            if line.get("trace_id") == trace_id and line["message"] == "request finished"], 10)
        self.assertEqual([(line["endpoint"], line["protocol"], line["span_id"]) for line in lines],
                         [(row.endpoint, row.protocol, span_id)])
        if row.operation != "ingest":
            return  # reading leaves no audit record

        def audited():
            records = self.server.ask(self.server.admin, "GET", "/v1/audit?operation=ingestDocuments&limit=200")["items"]
            return [record for record in records if record.get("trace_id") == trace_id]
        self.assertEqual(len(wait_for("the request's audit record", audited, 10)), 1)

    def test_every_request_is_the_same_in_every_signal(self):
        for is_instrumented in (True, False):
            for protocol in ("rest", "graphql", "grpc"):
                dataset = f"{protocol}-{'traced' if is_instrumented else 'plain'}"
                for row in (row for row in MATRIX if row.protocol == protocol):
                    with self.subTest(protocol=protocol, operation=row.operation, instrumented=is_instrumented):
                        self.check_row(row, dataset, is_instrumented)


    def test_a_batch_of_several_requests_is_a_trace_linked_to_each(self):
        """Several requests hand documents in at once; sooner or later a worker takes some of them together."""
        def accept(number):
            _, headers, job = self.server.request(
                "POST", "/v1/ingest/mixed", {"documents": [{"id": f"d{number}", "text": TEXT}]},
                {"authorization": f"Bearer {self.server.admin}"})
            _, trace_id, span_id, _ = headers["traceresponse"].split("-")
            return (trace_id, span_id), job["id"]

        def mixed():
            for spans in self.jaeger.find("lectern", {"span.kind": "consumer"}, limit=1000):
                for span in spans.values():
                    if span.name == "ingest" and len(span.links) > 1:
                        return span
            return None

        accepted = {}
        for _ in range(20):
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                accepted.update(pool.map(accept, range(len(accepted), len(accepted) + 40)))
            for job in accepted.values():
                self.server.request("GET", f"/v1/jobs/{job}/events", headers={"authorization": f"Bearer {self.server.admin}"})
            with contextlib.suppress(TimeoutError):
                batch = wait_for("a batch of several requests", mixed, 3)
                break
        else:
            self.fail("no worker ever took the documents of two requests together")
        self.assertIsNone(batch.parent)
        self.assertLessEqual(set(batch.links), set(accepted))
        self.assertEqual(batch.tags["messaging.batch.message_count"], len(batch.links))

    def test_failures_are_told_by_trace_and_problem_alike(self):
        """A client's mistake is no failure of the server's span."""
        token = {"authorization": f"Bearer {self.server.admin}"}
        status, headers, problem = self.server.request("POST", "/v1/retrieve", {"query": "x", "mode": "none"}, token)
        self.assertEqual(status, 400)
        _, trace_id, span_id, _ = headers["traceresponse"].split("-")
        self.assertEqual(problem["trace_id"], trace_id)
        spans = self.jaeger.wait_for_trace(trace_id, lambda spans: span_id in spans)
        self.assertEqual(spans[span_id].tags["http.response.status_code"], 400)
        self.assertFalse(spans[span_id].has_failed)

        status, headers, _ = self.server.request("GET", "/no/such/path", headers=token)
        self.assertEqual(status, 404)
        _, trace_id, span_id, _ = headers["traceresponse"].split("-")
        spans = self.jaeger.wait_for_trace(trace_id, lambda spans: span_id in spans)
        self.assertEqual(spans[span_id].name, "GET")
        self.assertNotIn("http.route", spans[span_id].tags)

    def test_an_operation_over_a_web_socket_has_a_span_of_its_own(self):
        async def converse(headers):
            url = self.server.url.replace("http://", "ws://") + "/graphql"
            token = {"authorization": f"Bearer {self.server.admin}"}
            async with websockets.connect(url, subprotocols=["graphql-transport-ws"], additional_headers=token) as socket:
                await socket.send(json.dumps({"type": "connection_init"}))
                await socket.recv()
                payload = {"query": "query Mine { datasets { nodes { id } } }", "extensions": headers}
                await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
                first, last = json.loads(await socket.recv()), json.loads(await socket.recv())
                return socket.response.headers["traceresponse"], first, last

        with self.instrumented.span("converse") as (headers, client):
            handshake, first, last = asyncio.run(converse(headers))
        self.assertEqual((first["type"], last["type"]), ("next", "complete"))
        client_span = format(client.span_id, "016x")
        trace_id = format(client.trace_id, "032x")
        spans = self.jaeger.wait_for_trace(trace_id, lambda spans: {"WS /graphql", "converse"} <= set(by_name(spans)))
        names = by_name(spans)
        operation = names["WS /graphql"]
        self.assertEqual((operation.kind, operation.parent), ("server", client_span))
        self.assertEqual(operation.tags["network.protocol.name"], "websocket")
        self.assertEqual(path_to_root(spans, names["Query.datasets"]), ["Query.datasets", "query", "WS /graphql", "converse"])
        _, connection_trace, connection_span, _ = handshake.split("-")
        self.assertEqual(operation.links, [(connection_trace, connection_span)])
        connection = self.jaeger.wait_for_trace(connection_trace, lambda spans: connection_span in spans)[connection_span]
        self.assertEqual((connection.name, connection.tags["http.response.status_code"]), ("GET /graphql", 101))


class TracingOverHttpTest(TracingTest):
    exporter = "otlp_http"


class OutsideTest(unittest.TestCase):
    """What needs a server of its own."""

    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.jaeger = self.stack.enter_context(Jaeger())
        self.exported = ["--set", "embedding.kind=none", "--set", f"telemetry.tracing.endpoint={self.jaeger.otlp_http}", *QUICK]

    def test_failures_of_the_server_are_failures_of_its_span(self):
        late = ["--set", "http.request_timeout=1ms"]
        server = self.stack.enter_context(Server(default_binary(), [*self.exported, *late]))
        body = b'{"query": "engine", "mode": "lexical"' + b" " * 200_000 + b"}"  # takes its time on the way

        def too_late():
            status, headers, problem = server.request("POST", "/v1/retrieve", body, {"Content-Type": "application/json"})
            return (headers, problem) if status == 504 else None
        headers, problem = wait_for("a request that takes too long", too_late)
        _, trace_id, span_id, _ = headers["traceresponse"].split("-")
        self.assertEqual(problem["trace_id"], trace_id)
        span = self.jaeger.wait_for_trace(trace_id, lambda spans: span_id in spans)[span_id]
        self.assertTrue(span.has_failed)
        self.assertEqual(span.tags["error.type"], "deadline_exceeded")
        self.assertEqual(span.tags["http.response.status_code"], 504)

    def test_what_goes_out_is_part_of_the_trace(self):
        issuer = self.stack.enter_context(TokenIssuer())
        server = self.stack.enter_context(
            Server(default_binary(), [*self.exported, "--set", "auth.mode=required", *issuer.settings]))
        caller = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
        status, headers, _ = server.request("GET", "/v1/datasets", headers={
            "authorization": f"Bearer {issuer.token('default')}", "traceparent": caller, "tracestate": "vendor=opaque"})
        self.assertEqual(status, 200)
        _, trace_id, span_id, _ = headers["traceresponse"].split("-")
        spans = self.jaeger.wait_for_trace(trace_id, lambda spans: "GET" in by_name(spans) and span_id in spans)
        asked = by_name(spans)["GET"]
        self.assertEqual((asked.kind, asked.parent), ("client", span_id))
        self.assertEqual(asked.tags["url.full"], f"http://127.0.0.1:{issuer.server.server_port}/keys")
        self.assertEqual(asked.tags["http.response.status_code"], 200)
        sent = {name.lower(): value for name, value in issuer.seen[0].items()}
        self.assertEqual(sent["traceparent"], f"00-{trace_id}-{asked.id}-01")
        self.assertEqual(sent["tracestate"], "vendor=opaque")

    def test_the_variables_of_the_standard_are_honoured(self):
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": self.jaeger.otlp_http, "OTEL_SERVICE_NAME": "search",
                     "OTEL_RESOURCE_ATTRIBUTES": "team=infra", "OTEL_BSP_SCHEDULE_DELAY": "50"}
        self.stack.enter_context(unittest.mock.patch.dict(os.environ, variables))
        server = self.stack.enter_context(Server(default_binary(), ["--set", "embedding.kind=none"]))
        _, headers, _ = server.request("GET", "/v1/datasets")
        _, trace_id, span_id, _ = headers["traceresponse"].split("-")
        span = self.jaeger.wait_for_trace(trace_id, lambda spans: span_id in spans)[span_id]
        self.assertEqual((span.service, span.resource["team"]), ("search", "infra"))

    def test_the_last_spans_are_sent_when_the_server_stops(self):
        settings = ["--set", f"telemetry.tracing.endpoint={self.jaeger.otlp_http}", "--set", "telemetry.tracing.batch_delay=1h"]
        server = self.stack.enter_context(Server(default_binary(), ["--set", "embedding.kind=none", *settings]))
        _, headers, _ = server.request("GET", "/v1/datasets")
        _, trace_id, span_id, _ = headers["traceresponse"].split("-")
        self.assertEqual(server.stop(), 0)
        self.assertIn(span_id, self.jaeger.wait_for_trace(trace_id, bool))


class RefusingCollector(BackgroundServer):
    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_error(503)

            def log_message(self, *_):
                pass
        super().__init__(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        self.address = f"127.0.0.1:{self.port}"


class SilentCollector:
    """Takes connections, reads, and never answers."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.taken = []
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        with contextlib.suppress(OSError):
            while True:
                self.taken.append(self.listener.accept()[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        for connection in self.taken:
            connection.close()


class BrokenCollectorTest(unittest.TestCase):
    REQUESTS = 300

    def check(self, exporter, address):
        """All requests are answered, each has its line, what was lost is counted, and the server stops as ever."""
        settings = ["embedding.kind=none", f"telemetry.tracing.exporter={exporter}", f"telemetry.tracing.endpoint={address}",
                    "telemetry.tracing.queue_size=50", "telemetry.tracing.batch_size=10", "telemetry.tracing.batch_delay=20ms",
                    "telemetry.tracing.timeout=500ms", "telemetry.tracing.flush_timeout=500ms"]
        with Server(default_binary(), [word for one in settings for word in ("--set", one)]) as server:
            traces = collections.Counter()
            for _ in range(self.REQUESTS):
                status, headers, _ = server.request("GET", "/v1/datasets")
                self.assertEqual(status, 200)
                traces[headers["traceresponse"].split("-")[1]] += 1
            wait_for("drops to be counted", lambda: metric(server, "telemetry_dropped_total", signal="span") > 0)
            self.assertEqual(metric(server, "telemetry_dropped_total", signal="log"), 0)
            self.assertEqual(server.stop(), 0)
            lines = [json.loads(line) for line in server.log_file.read_text().splitlines()]
        logged = collections.Counter(line["trace_id"] for line in lines if line["message"] == "request finished"
                                     and line["endpoint"] == "/v1/datasets")
        self.assertEqual(logged, traces)
        self.assertEqual(sum(line["message"] == "spans cannot be exported" for line in lines), 1)

    def test_a_collector_that_is_away(self):
        for exporter in ("otlp_http", "otlp_grpc"):
            with self.subTest(exporter):
                self.check(exporter, "http://127.0.0.1:1")

    def test_a_collector_that_refuses(self):
        with RefusingCollector() as collector:
            for exporter in ("otlp_http", "otlp_grpc"):
                with self.subTest(exporter):
                    self.check(exporter, collector.address)

    def test_a_collector_that_does_not_answer(self):
        with SilentCollector() as collector:
            for exporter in ("otlp_http", "otlp_grpc"):
                with self.subTest(exporter):
                    self.check(exporter, collector.address)


if __name__ == "__main__":
    unittest.main()
