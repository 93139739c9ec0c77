"""Jaeger all-in-one: takes spans by OTLP over gRPC and HTTP, keeps them in memory, and gives them back by trace id."""
import json
import urllib.error
import urllib.parse
import urllib.request

from services import go_program
from services.go_program import compile_to, go
from services.process import Process, answers, free_port, wait_for

VERSION = "1.62.0"
PACKAGE = "github.com/jaegertracing/jaeger/cmd/all-in-one"
# Jaeger asks for a module by its old name, under which the present versions are not to be had.
REPLACED = "github.com/Shopify/sarama=github.com/Shopify/sarama@v1.33.0"


def install():
    return go_program.build(
        "jaeger", VERSION, "jaeger",
        go("mod", "init", "wrapper"),
        go("mod", "edit", "-replace", REPLACED),
        go("get", f"{PACKAGE}@v{VERSION}"),
        compile_to("jaeger", PACKAGE),
    )


class Jaeger(Process):
    """`otlp_grpc` is host:port, `otlp_http` a base address, `url` that of the query API."""

    def __init__(self):
        super().__init__("jaeger")
        self.program = install()
        ports = [free_port() for _ in range(12)]
        self.otlp_grpc = f"127.0.0.1:{ports[0]}"
        self.otlp_http = f"http://127.0.0.1:{ports[1]}"
        self.url = f"http://127.0.0.1:{ports[2]}"
        self.admin = f"127.0.0.1:{ports[3]}"
        names = ["collector.grpc-server", "collector.http-server", "query.grpc-server", "http-server"]
        others = [f"--{name}.host-port=127.0.0.1:{port}" for name, port in zip(names, ports[4:])]
        agents = ["jaeger-compact", "jaeger-binary", "zipkin-compact"]
        others += [f"--processor.{name}.server-host-port=127.0.0.1:{port}" for name, port in zip(agents, ports[8:])]
        self.command = [
            self.program, "--collector.otlp.enabled=true",
            f"--collector.otlp.grpc.host-port={self.otlp_grpc}",
            f"--collector.otlp.http.host-port={self.otlp_http.removeprefix('http://')}",
            f"--query.http-server.host-port={self.url.removeprefix('http://')}",
            f"--admin.http.host-port={self.admin}", *others,
        ]

    def __enter__(self):
        self.start(self.command, lambda: answers(f"{self.url}/api/services"), {"SPAN_STORAGE_TYPE": "memory"})
        return self

    def trace(self, trace_id):
        """The spans of a trace, by span id; empty while there is none."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/traces/{trace_id}", timeout=10) as answer:
                found = json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return {}
            raise
        return {span["spanID"]: Span(span, trace) for trace in found for span in trace["spans"]}

    def wait_for_trace(self, trace_id, complete, seconds=30):
        """The spans once `complete(spans)` is true: they arrive in batches of several processes."""
        def look():
            spans = self.trace(trace_id)
            return spans if complete(spans) else None
        return wait_for(f"trace {trace_id}", look, seconds, self.is_running)

    def services(self):
        with urllib.request.urlopen(f"{self.url}/api/services", timeout=10) as answer:
            return json.load(answer)["data"] or []

    def find(self, service, tags=None, limit=200):
        """Traces of a service in which a span has these tags: each as `trace` gives it."""
        query = {"service": service, "limit": limit}
        if tags:
            query["tags"] = json.dumps(tags)
        with urllib.request.urlopen(f"{self.url}/api/traces?{urllib.parse.urlencode(query)}", timeout=10) as answer:
            found = json.load(answer)["data"]
        return [{span["spanID"]: Span(span, trace) for span in trace["spans"]} for trace in found]


class Span:
    """A span as Jaeger's query API tells it."""

    def __init__(self, raw, trace):
        process = trace["processes"][raw["processID"]]
        self.id = raw["spanID"]
        self.trace_id = raw["traceID"]
        self.name = raw["operationName"]
        self.service = process["serviceName"]
        self.resource = {tag["key"]: tag["value"] for tag in process["tags"]}
        self.tags = {tag["key"]: tag["value"] for tag in raw["tags"]}
        self.kind = self.tags.get("span.kind", "internal")
        self.has_failed = self.tags.get("otel.status_code") == "ERROR"
        self.started = raw["startTime"]
        self.duration = raw["duration"]
        parents = [one for one in raw["references"] if one["refType"] == "CHILD_OF"]
        self.parent = parents[0]["spanID"] if parents else None
        self.links = [(one["traceID"], one["spanID"]) for one in raw["references"] if one["refType"] == "FOLLOWS_FROM"]

    def __repr__(self):
        return f"{self.name} [{self.id} of {self.parent}] {self.tags}"
