"""Every query of ops/ and of the runbooks, against a real Prometheus that scraped real servers under load: each has an answer.

Two servers run: one that everybody calls by every protocol, with GPUs (a stand-in for NVML) and an issuer of tokens that
cannot be reached; and one with TLS whose store is destroyed, so that requests and calls to back ends fail for real.
"""
import contextlib
import math
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/integration"), str(ROOT / "tools")]
import check_ops  # noqa: E402
import promql  # noqa: E402
from guarded_server import GuardedServer  # noqa: E402
from lectern_server import Server, default_binary  # noqa: E402
from protocols import make_caller  # noqa: E402
from services import fake_nvml, monitoring  # noqa: E402
from services.alertmanager import Alertmanager, MailReceiver, WebhookReceiver  # noqa: E402
from services.certificates import self_signed  # noqa: E402
from services.process import free_port, wait_for  # noqa: E402

PDF = {"id": "broken", "media_type": "application/pdf", "content": "bm90IGEgcGRm"}
RATE_INTERVAL = "20s"
PATIENCE = 20  # seconds until a query has data


class Load:
    """Calls the servers by every protocol until it is stopped; what the calls answer is other tests' matter."""

    def __init__(self, guarded, broken):
        self.guarded = guarded
        self.broken = broken
        self.stopped = threading.Event()
        self.rounds = 0
        self.error = None
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            callers = [make_caller(protocol, self.guarded, self.guarded.admin) for protocol in ("rest", "graphql", "grpc")]
            while not self.stopped.wait(0.05):
                for caller in callers:
                    self.call(caller)
                self.fail()
                self.rounds += 1
        except Exception as error:  # told by the test
            self.error = error

    def call(self, caller):
        documents = [{"id": f"d{self.rounds % 50}", "title": "Tea", "text": f"Green tea, steeped {self.rounds} times."}, PDF]
        caller.call("ingestDocuments", {"dataset": "notes", "body": {"documents": documents}, "Prefer": "wait=10"})
        for mode in ("hybrid", "lexical", "vector", "graph"):
            caller.call("retrieve", {"body": {"query": "green tea", "mode": mode}})
        caller.call("retrieve", {"body": {"query": "zzzyx", "mode": "lexical"}})
        caller.call("retrieve", {"body": {"query": ""}})
        caller.call("getJob", {"job_id": "none"})

    def fail(self):
        """Wrong credentials, an unknown route, and requests to the server that cannot answer."""
        self.guarded.request("GET", "/v1/datasets", headers={"Authorization": "Bearer wrong"})
        self.guarded.request("GET", "/nowhere")
        if self.rounds % 10 == 0:
            self.guarded.request("DELETE", "/v1/documents/notes/d1", headers={"Authorization": f"Bearer {self.guarded.admin}"})
        for path in ("/v1/jobs", "/v1/retrieve?q=tea"):
            request = urllib.request.Request(self.broken.url.replace("http:", "https:") + path)
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(request, timeout=30, context=ssl._create_unverified_context()).close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()


def destroy(server):
    """Overwrites the server's store."""
    for file in (server.folder / "data/store").glob("lectern.db*"):
        with file.open("r+b") as opened:
            opened.write(b"\xff" * file.stat().st_size)


def filled_in(query):
    """A panel's query as Grafana sends it with everything chosen."""
    for variable, value in (("__rate_interval", RATE_INTERVAL), ("__range", "10m"), ("__interval", RATE_INTERVAL)):
        query = query.replace("$" + variable, value)
    return re.sub(r"\$\w+", ".*", query)


def unbounded(expression):
    """An alert's expression that answers whether it is over its limit or not: comparisons give 0 or 1, and nothing looks
    further back than the test has run."""
    return re.sub(r" offset \w+", "", re.sub(r"(?<=\s)(>=?|<=?|==)(?=\s)", r"\1 bool", expression))


class Ops(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lectern-ops-")))
        cls.enterClassContext(environment("FAKE_NVML_DEVICES", "2"))
        cls.guarded = cls.enterClassContext(GuardedServer(default_binary(), [
            "--set", f"telemetry.gpu.library={fake_nvml.build(cls.folder)}", "--set", "telemetry.gpu.interval=500ms",
            "--set", "auth.jwt.issuer=http://127.0.0.1:1", "--set", f"auth.jwt.jwks_url=http://127.0.0.1:{free_port()}",
            "--set", "auth.jwt.audience=test", "--set", "log.slow_request=1ms",
        ]))
        certificate, key = self_signed(cls.folder)
        cls.broken = cls.enterClassContext(Server(default_binary(), [
            "--set", f"http.tls_certificate={certificate}", "--set", f"http.tls_key={key}", "--set", "embedding.kind=none",
            "--set", "telemetry.gpu.enabled=false",
        ]))
        destroy(cls.broken)
        receivers = cls.enterClassContext(WebhookReceiver()), cls.enterClassContext(MailReceiver())
        cls.alertmanager = cls.enterClassContext(Alertmanager(monitoring.alertmanager_config(cls.folder / "alertmanager", *receivers)))
        targets = {"lectern": [cls.guarded.admin_url], "worker": [cls.broken.admin_url]}
        cls.prometheus = cls.enterClassContext(monitoring.prometheus(cls.folder / "prometheus", targets, cls.alertmanager))
        cls.load = cls.enterClassContext(Load(cls.guarded, cls.broken))
        cls.prometheus.wait_for_scrape()
        cls.prometheus.wait_for_query("subject:over_baseline:ratio == subject:over_baseline:ratio", seconds=120)
        cls.prometheus.wait_for_query('rate(dead_letters_total[20s]) > 0', seconds=120)

    def setUp(self):
        self.assertIsNone(self.load.error)

    def answers(self, query):
        """What is wrong with the answer to a query, if anything. Load goes on meanwhile, so that a moment later may do."""
        def numbers():
            return [value for _, value in self.prometheus.query(query) if not math.isnan(value)]
        try:
            wait_for(query, numbers, PATIENCE)
        except RuntimeError as error:
            return str(error)
        except TimeoutError:
            return "no data" if not self.prometheus.query(query) else "no number"
        return None

    def check(self, queries):
        """`queries`: where each stands, and what it is."""
        wrong = [f"{where}: {fault}\n  {query}" for where, query in queries if (fault := self.answers(query))]
        self.assertEqual(wrong, [], "\n".join(["", *wrong]))

    def test_every_rule_is_evaluated_without_an_error(self):
        def bad():
            return [(rule["name"], rule.get("lastError")) for group in self.prometheus.rules() for rule in group["rules"]
                    if rule["health"] != "ok"]
        wait_for("all rules to be evaluated", lambda: not bad(), 30)

    def test_every_recorded_series_is_there(self):
        self.check([(rule["record"], rule["record"]) for _, rule in check_ops.rules() if "record" in rule])

    def test_everything_that_alerts_read_is_there(self):
        self.check({(f"{name}: what it reads", selector) for name, alert in check_ops.alerts().items()
                    for selector in promql.selectors(alert["expr"])})

    def test_every_alert_compares_something(self):
        compared = {name: alert["expr"] for name, alert in check_ops.alerts().items()}
        # These have an answer only when something is missing; what they read is there, as the test before says.
        self.assertEqual({name for name, expression in compared.items() if re.search(r"\babsent\b|\bunless\b", expression)},
                         {"MetricsAbsent", "QueueMetricsAbsent", "JwksRefreshFailing"})
        for name in ("MetricsAbsent", "QueueMetricsAbsent"):
            del compared[name]
        self.check([(name, re.sub(r"unless.*", "", unbounded(expression), flags=re.DOTALL)) for name, expression in compared.items()])

    def test_every_panel_and_annotation_has_data(self):
        for file, dashboard in check_ops.dashboards().items():
            with self.subTest(file.name):
                self.check([(title, filled_in(query)) for title, query in check_ops.panel_queries(dashboard)])

    def test_every_variable_has_values(self):
        for file, dashboard in check_ops.dashboards().items():
            for variable in dashboard["templating"]["list"]:
                if variable["type"] != "query":
                    continue
                series, label = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["query"]["query"]).groups()
                with self.subTest(file.name, variable=variable["name"]):
                    self.check([(variable["name"], f'count by ({label}) ({filled_in(series)}) and count by ({label}) ({{{label}!=""}})')])

    def test_what_runbooks_tell_to_look_at_can_be_looked_at(self):
        self.check([(name, query) for name, file in check_ops.runbooks().items() for query in check_ops.fences(file, "promql")])
        addresses = {"REST": self.guarded.url, "ADMIN": self.guarded.admin_url, "LOG": str(self.guarded.log_file),
                     "PROM": self.prometheus.url, "ALERTMANAGER": self.alertmanager.url}
        for name, file in check_ops.runbooks().items():
            for command in check_ops.fences(file, "sh"):
                with self.subTest(name, command=command):
                    run = subprocess.run(["bash", "-euc", command], env={**os.environ, **addresses}, capture_output=True, text=True)
                    self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_failures_are_seen_as_such(self):
        """The numbers mean what they say: one server fails for good, the other does not."""
        ratio = 'slo:bad_requests:ratio_rate5m{slo="availability", service="%s"}'
        self.assertEqual(self.prometheus.value(ratio % "worker"), 1)
        self.assertEqual(self.prometheus.value(ratio % "lectern"), 0)
        self.assertEqual(self.prometheus.value('sum(gpu_devices{service="lectern"})'), 2)
        def raised():  # many of them wait until it has been so for long
            return {alert["labels"]["alertname"] for alert in self.prometheus.alerts()}
        wait_for("alerts", lambda: {"Watchdog", "AvailabilityBurnsFast", "BackendErrors", "ErrorRateHigh"} <= raised(), 120)
        self.assertEqual(raised() & {"TargetDown", "ServiceDown", "MetricsAbsent", "RuleEvaluationFails", "GpuLost", "IndexBehind"}, set())
        for alert in self.prometheus.alerts():
            self.assertNotIn("error expanding template", str(alert["annotations"]))


@contextlib.contextmanager
def environment(name, value):
    """A variable that servers started meanwhile have."""
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


if __name__ == "__main__":
    unittest.main()
