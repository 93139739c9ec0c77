"""What /metrics says: read by the official parsers and by Prometheus, complete for every way to be refused, and bounded."""
import asyncio
import json
import os
import pathlib
import secrets
import sys
import time
import unittest
import urllib.request

import grpc
import websockets
import yaml
from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics_parser

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/integration")]
from guarded_server import GuardedServer, fill  # noqa: E402
from lectern_server import Server, default_binary  # noqa: E402
from protocols import grpc_stubs  # noqa: E402
from services.process import wait_for  # noqa: E402
from services.prometheus import Prometheus, scraping  # noqa: E402
from services.raw_http import RawConnection, get, post  # noqa: E402
from services.token_issuer import TokenIssuer  # noqa: E402

GOLDEN = ROOT / "tests/golden/metrics/families.txt"
QUIET = ["--set", "embedding.kind=none", "--set", "log.slow_request=0s", "--set", "telemetry.gpu.library=/nonexistent/libnvml.so"]
OPEN_METRICS = "application/openmetrics-text;version=1.0.0"
CATALOGUE = {one["name"]: one for one in yaml.safe_load((ROOT / "api/telemetry/metrics.yaml").read_text())["metrics"]}


def scrape(server, accept="text/plain;version=0.0.4"):
    """The content type and the text."""
    request = urllib.request.Request(server.admin_url + "/metrics", headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def families(server):
    """By the official parser of the text format: the samples of each family, as (name, labels, value)."""
    return {family.name: family for family in parser.text_string_to_metric_families(scrape(server)[1])}


def series_count(server):
    return sum(len(family.samples) for family in families(server).values())


def requests_total(server, **labels):
    """The sum of api_requests_total with these labels."""
    family = families(server).get("api_requests")
    samples = family.samples if family else []
    return sum(one.value for one in samples
               if one.name == "api_requests_total" and labels.items() <= one.labels.items())


def traceparent():
    trace = secrets.token_hex(16)
    return trace, f"00-{trace}-{secrets.token_hex(8)}-01"


class Counted(unittest.TestCase):
    def assert_counted(self, server, before, **labels):
        """One more request with these labels than before; an exchange is counted after its answer was sent."""
        wait_for(f"one more request with {labels}", lambda: requests_total(server, **labels) == before + 1, 10)


class FormatTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(GuardedServer(default_binary(), QUIET))
        cls.started = time.time()
        fill(cls.server, cls.server.admin)
        cls.traces = set()
        for number in range(20):
            trace, parent = traceparent()
            cls.traces.add(trace)
            cls.server.ask(cls.server.admin, "POST", "/v1/retrieve", {"query": f"engine {number}", "mode": "lexical"},
                           {"traceparent": parent})

    def test_both_formats_say_what_the_catalogue_says(self):
        text = list(parser.text_string_to_metric_families(scrape(self.server)[1]))
        strict = list(openmetrics_parser.text_string_to_metric_families(scrape(self.server, OPEN_METRICS)[1]))
        self.assertEqual([one.name for one in text], [one.name for one in strict])
        self.assertGreater(len(text), 40)
        for family in strict:
            name = family.name + ("_total" if family.type == "counter" else "")
            known = CATALOGUE[name]
            self.assertEqual(family.type, known["type"], name)
            self.assertEqual(family.unit, known.get("unit", ""), name)
            self.assertEqual(family.documentation, known["help"], name)
            for sample in family.samples:
                self.assertEqual(sample.labels.keys() - {"le"}, known["labels"].keys(), name)

    def test_label_values_are_those_of_the_catalogue(self):
        sets = yaml.safe_load((ROOT / "api/telemetry/metrics.yaml").read_text())["label_sets"]
        for family in families(self.server).values():
            known = CATALOGUE.get(family.name) or CATALOGUE[family.name + "_total"]
            for sample in family.samples:
                for label, allowed in known["labels"].items():
                    allowed = sets[allowed] if isinstance(allowed, str) else allowed
                    if isinstance(allowed, list):
                        self.assertIn(sample.labels[label], allowed, (sample.name, label))

    def test_exemplars_name_traces_that_were_asked_for(self):
        found = set()
        for family in openmetrics_parser.text_string_to_metric_families(scrape(self.server, OPEN_METRICS)[1]):
            for sample in family.samples:
                if sample.exemplar is None:
                    continue
                self.assertTrue(sample.name.endswith("_bucket"), sample.name)
                self.assertRegex(sample.exemplar.labels["trace_id"], "^[0-9a-f]{32}$")
                self.assertLessEqual(sample.exemplar.value, float(sample.labels["le"]))
                self.assertGreaterEqual(float(sample.exemplar.timestamp), self.started - 1)
                found.add(sample.exemplar.labels["trace_id"])
        self.assertTrue(found & self.traces)
        self.assertNotIn("trace_id", scrape(self.server)[1])

    def test_format_follows_the_qualities(self):
        for accept, wanted in (
            ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4", "application/openmetrics-text"),
            ("application/openmetrics-text;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.5", "text/plain"),
            ("application/openmetrics-text;version=1.0.0;q=0,*/*", "text/plain"),
            ("*/*", "text/plain"),
        ):
            self.assertTrue(scrape(self.server, accept)[0].startswith(wanted), accept)

    def test_prometheus_stores_all_of_it(self):
        with Prometheus(scraping(self.server.admin_url)) as prometheus:
            prometheus.wait_for_scrape()
            wanted = {name for family in families(self.server).values() for name in {one.name for one in family.samples}}
            stored = prometheus.wait_for_query('{job="lectern",__name__!~"up|scrape_.*"}')
            self.assertLessEqual(wanted, {labels["__name__"] for labels, _ in stored})
            self.assertEqual(prometheus.value('sum(retrievals_total{mode="lexical"})'), 20)
            metadata = prometheus.metadata()
            self.assertEqual(metadata["api_requests"]["type"], "counter")
            self.assertEqual(metadata["api_request_duration_seconds"]["unit"], "seconds")

    def test_prometheus_gives_exemplars_back(self):
        with Prometheus(scraping(self.server.admin_url)) as prometheus:
            prometheus.wait_for_scrape()

            def look():
                now = time.time()
                found = prometheus.exemplars("api_request_duration_seconds_bucket", now - 600, now + 60)
                return {one["labels"]["trace_id"] for _, exemplars in found for one in exemplars} & self.traces
            self.assertTrue(wait_for("exemplars of requests", look, 30))


class GoldenTest(unittest.TestCase):
    """Names, types, units and labels of all that a server of the embedded shape shows: dashboards, alerts and whatever
    people made for themselves rest on them. `LECTERN_UPDATE_GOLDEN=1` accepts what is there now."""

    def test_families_are_as_they_were(self):
        with GuardedServer(default_binary(), QUIET) as server:
            fill(server, server.admin)
            for mode in ("lexical", "vector", "hybrid", "graph"):
                server.request("POST", "/v1/retrieve", {"query": "engine", "mode": mode},
                               {"Authorization": f"Bearer {server.admin}"})
            server.request("GET", "/v1/jobs")
            wait_for("the queue to be looked at", lambda: "job_queue_depth" in families(server), 10)
            found = "".join(
                f"{one.name} {one.type} {one.unit or '-'} {','.join(sorted({label for each in one.samples for label in each.labels})) or '-'}\n"
                for one in sorted(openmetrics_parser.text_string_to_metric_families(scrape(server, OPEN_METRICS)[1]),
                                  key=lambda family: family.name))
        if os.environ.get("LECTERN_UPDATE_GOLDEN"):
            GOLDEN.parent.mkdir(parents=True, exist_ok=True)
            GOLDEN.write_text(found)
        self.assertEqual(found, GOLDEN.read_text())


class RefusalTest(Counted):
    """Whoever is refused is counted too, with the status that they got."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(GuardedServer(default_binary(), QUIET))
        cls.bearer = {"Authorization": f"Bearer {cls.server.admin}"}

    def check_raw(self, data, status, closes=True, **labels):
        labels = {"protocol": "rest", "status": str(status), **labels}
        before = requests_total(self.server, **labels)
        with RawConnection(self.server.url) as connection:
            self.assertEqual(connection.exchange(data)[0], status)
        self.assert_counted(self.server, before, **labels)

    def test_what_is_no_http(self):
        self.check_raw("rubbish\r\n\r\n", 400, endpoint="unmatched")

    def test_a_head_that_is_too_large(self):
        self.check_raw(get("/v1/jobs", X_Padding="x" * 20000), 431, endpoint="unmatched")

    def test_a_body_that_is_too_large(self):
        self.check_raw("POST /v1/retrieve HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
                       f"Authorization: {self.bearer['Authorization']}\r\nContent-Length: 99999999999\r\n\r\n",
                       413, endpoint="/v1/retrieve")

    def test_no_credential(self):
        self.check_raw(get("/v1/jobs"), 401, endpoint="/v1/jobs", method="GET")

    def test_an_unknown_path_and_an_unknown_method(self):
        self.check_raw(get("/v1/nothing/" + secrets.token_hex(8)), 404, endpoint="unmatched")
        self.check_raw("BREW /v1/jobs HTTP/1.1\r\nHost: t\r\n\r\n", 405, method="other")

    def test_a_client_that_goes_away(self):
        labels = {"protocol": "rest", "status": "499"}
        before = requests_total(self.server, **labels)
        with RawConnection(self.server.url) as connection:
            connection.send("POST /v1/retrieve HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
                            f"Authorization: {self.bearer['Authorization']}\r\nContent-Length: 100\r\n\r\n{{")
        self.assert_counted(self.server, before, **labels)

    def test_graphql_without_credential_and_with_rubbish(self):
        labels = {"protocol": "graphql", "status": "401", "method": "POST"}
        before = requests_total(self.server, **labels)
        self.server.request("POST", "/graphql", {"query": "{ jobs { nodes { id } } }"})
        self.assert_counted(self.server, before, **labels)
        labels = {"protocol": "graphql", "status": "400", "method": "POST"}
        before = requests_total(self.server, **labels)
        self.server.request("POST", "/graphql", b"rubbish", {**self.bearer, "Content-Type": "application/json"})
        self.assert_counted(self.server, before, **labels)

    def test_web_sockets_that_are_no_proper_ones(self):
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
        for fields, status in (
            ({**upgrade, "Sec_WebSocket_Version": "12", "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
              "Sec_WebSocket_Protocol": "graphql-transport-ws"}, 426),
            ({**upgrade, "Sec_WebSocket_Version": "13", "Sec_WebSocket_Protocol": "graphql-transport-ws"}, 400),
            ({**upgrade, "Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
              "Sec_WebSocket_Protocol": "soap"}, 400),
        ):
            with self.subTest(status=status, fields=fields):
                labels = {"protocol": "graphql", "endpoint": "web_socket", "status": str(status)}
                before = requests_total(self.server, **labels)
                with RawConnection(self.server.url) as connection:
                    self.assertEqual(connection.exchange(get("/graphql", **fields))[0], status)
                self.assert_counted(self.server, before, **labels)

    def test_a_web_socket_conversation_without_credential(self):
        async def converse():
            url = self.server.url.replace("http://", "ws://") + "/graphql"
            async with websockets.connect(url, subprotocols=["graphql-transport-ws"]) as socket:
                await socket.send(json.dumps({"type": "connection_init"}))
                with self.assertRaises(websockets.ConnectionClosed) as closed:
                    await socket.recv()
                return closed.exception.rcvd.code
        labels = {"protocol": "graphql", "endpoint": "web_socket", "status": "101"}
        before = requests_total(self.server, **labels)
        self.assertEqual(asyncio.run(converse()), 4403)
        self.assert_counted(self.server, before, **labels)

    def test_grpc_without_credential_and_without_method(self):
        stubs = grpc_stubs.load()
        messages, services = stubs["job"]
        with grpc.insecure_channel(self.server.grpc_address) as channel:
            for status, call in (
                ("UNAUTHENTICATED", lambda: services.JobServiceStub(channel).ListJobs(messages.ListJobsRequest(), timeout=10)),
                ("UNIMPLEMENTED", lambda: channel.unary_unary("/lectern.v1.JobService/Invent")(b"", timeout=10)),
            ):
                labels = {"protocol": "grpc", "status": status}
                before = requests_total(self.server, **labels)
                with self.assertRaises(grpc.RpcError) as raised:
                    call()
                self.assertEqual(raised.exception.code().name, status)
                self.assert_counted(self.server, before, **labels)

    def test_what_is_refused_has_a_duration_too(self):
        self.server.request("GET", "/v1/jobs")

        def look():
            family = families(self.server)["api_request_duration_seconds"]
            return [one for one in family.samples if one.name.endswith("_count") and one.labels["outcome"] == "unauthenticated"]
        self.assertTrue(wait_for("durations of refused requests", look, 10))


class BoundsTest(unittest.TestCase):
    """Ten thousand names that a client makes up add no more series than one does."""

    MANY = 10_000

    def count_after(self, server, first, rest):
        """How many series `rest` adds to those that are there after `first`, which does the same once or twice."""
        first()
        wait_for("the queue to be looked at, which is done each second", lambda: "job_queue_depth" in families(server), 10)
        wait_for("the server to be done", lambda: self.in_flight(server) == 0, 30)
        before = series_count(server)
        rest()
        wait_for("the server to be done", lambda: self.in_flight(server) == 0, 60)
        return series_count(server) - before

    def in_flight(self, server):
        """But for the request that asks this."""
        return sum(one.value for one in families(server)["api_requests_in_flight"].samples) - 1

    def dropped(self, server):
        family = families(server)["telemetry_dropped"]
        return sum(one.value for one in family.samples if one.labels["signal"] == "metric")

    def test_rest_paths_queries_methods_and_ids(self):
        def ask(server, numbers):
            requests = []
            for number in numbers:
                name = f"{number}-{secrets.token_hex(8)}"
                requests.append([
                    get(f"/{name}"), get(f"/v1/jobs/{name}"), get(f"/v1/datasets/{name}"), get(f"/v1/jobs?{name}=1"),
                    get("/v1/jobs", X_Request_ID=name, X_Correlation_ID=name, User_Agent=name),
                    f"M{number}X /v1/jobs HTTP/1.1\r\nHost: t\r\n\r\n",
                    post("/v1/retrieve", json.dumps({"query": name, "mode": "lexical", "datasets": [name]})),
                ][number % 7])
            with RawConnection(server.url, 120) as connection:
                self.assertEqual(len(connection.pipeline(requests)), len(requests))
        with Server(default_binary(), [*QUIET, "--set", "storage.kind=memory", "--set", "log.level=error"]) as server:
            # Durations fall into other buckets, which are there from the start.
            added = self.count_after(server, lambda: ask(server, range(70)), lambda: ask(server, range(self.MANY)))
            self.assertEqual(added, 0)
            self.assertEqual(self.dropped(server), 0)

    def test_graphql_documents_names_and_variables(self):
        def ask(server, numbers):
            requests = []
            for number in numbers:
                name = f"n{number}_{secrets.token_hex(8)}"
                document = [
                    f"query {name} {{ job(id: \"{name}\") {{ id }} }}", f"{{ {name} }}", f"{{ {name}: __typename }}", f"mutation {name} {{ {name} }}",
                ][number % 4]
                requests.append(post("/graphql", json.dumps({"query": document, "operationName": name if number % 8 == 0 else None})))
            with RawConnection(server.url, 120) as connection:
                self.assertEqual(len(connection.pipeline(requests)), len(requests))
        with Server(default_binary(), [*QUIET, "--set", "storage.kind=memory", "--set", "log.level=error"]) as server:
            added = self.count_after(server, lambda: ask(server, range(80)), lambda: ask(server, range(self.MANY)))
            self.assertEqual(added, 0)
            self.assertEqual(self.dropped(server), 0)

    def test_grpc_methods_ids_and_metadata(self):
        stubs = grpc_stubs.load()
        messages, services = stubs["job"]

        def ask(server, numbers):
            with grpc.insecure_channel(server.grpc_address) as channel:
                jobs = services.JobServiceStub(channel)
                pending = []
                for number in numbers:
                    name = f"n{number}_{secrets.token_hex(8)}"
                    if number % 2 == 0:
                        pending.append(jobs.GetJob.future(messages.GetJobRequest(job_id=name), timeout=60,
                                                          metadata=[("x-request-id", name), ("user-agent", name)]))
                    else:
                        pending.append(channel.unary_unary(f"/lectern.v1.{name}/{name}").future(b"", timeout=60))
                    if len(pending) == 64:
                        codes = {call.code() for call in pending}
                        self.assertLessEqual(codes, {grpc.StatusCode.NOT_FOUND, grpc.StatusCode.UNIMPLEMENTED})
                        pending.clear()
                for call in pending:
                    call.code()
        with Server(default_binary(), [*QUIET, "--set", "storage.kind=memory", "--set", "log.level=error"]) as server:
            added = self.count_after(server, lambda: ask(server, range(64)), lambda: ask(server, range(self.MANY)))
            self.assertEqual(added, 0)
            self.assertEqual(self.dropped(server), 0)

    def test_tenants(self):
        """Series of their own for the first, one more for all others; nothing is dropped and all are counted."""
        own = 20
        with TokenIssuer() as issuer, GuardedServer(
                default_binary(), [*QUIET, *issuer.settings, "--set", f"telemetry.metrics.tenants={own}", "--set", "log.level=error"]) as server:
            requests = [get("/v1/jobs", Authorization=f"Bearer {issuer.token(f'tenant-{number}')}") for number in range(self.MANY)]
            with RawConnection(server.url, 120) as connection:
                self.assertEqual(set(connection.pipeline(requests)), {200})

            def look():
                family = families(server)["tenant_requests"]
                return {(one.labels["tenant"], one.labels["outcome"]): one.value for one in family.samples}
            counted = wait_for("all requests to be counted", lambda: (found := look()) and sum(found.values()) >= self.MANY and found, 60)
            self.assertEqual(len(counted), own + 1)
            self.assertEqual(counted["other", "ok"], self.MANY - own)
            self.assertEqual({value for (tenant, _), value in counted.items() if tenant != "other"}, {1})
            self.assertEqual(self.dropped(server), 0)


if __name__ == "__main__":
    unittest.main()
