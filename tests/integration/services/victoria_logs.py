"""VictoriaLogs: stands in for Loki where logs come by OTLP, keeps them in a temporary folder, and finds them again."""
import json
import urllib.parse
import urllib.request

from services import go_program
from services.go_program import compile_to, go
from services.process import Process, answers, free_port, wait_for

VERSION = "1.51.1-0.20260624061259-dc94972a8708"
PACKAGE = "github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs"
METRICS = "github.com/VictoriaMetrics/VictoriaMetrics@v1.151.0"


def install():
    return go_program.build(
        "victoria-logs", VERSION, "victoria-logs",
        go("mod", "init", "wrapper"),
        go("get", "-tool", f"{PACKAGE}@v{VERSION}", METRICS),
        compile_to("victoria-logs", PACKAGE),
    )


class VictoriaLogs(Process):
    """`url` is the base address, `otlp` that to which logs are sent by OTLP over HTTP."""

    def __init__(self):
        super().__init__("victoria-logs")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.otlp = f"{self.url}/insert/opentelemetry/v1/logs"

    def __enter__(self):
        command = [install(), f"-storageDataPath={self.folder / 'data'}", f"-httpListenAddr=127.0.0.1:{self.port}",
                   "-retentionPeriod=100y"]
        self.start(command, lambda: answers(f"{self.url}/health"))
        return self

    def query(self, expression, limit=1000):
        """The lines that an expression in LogsQL finds, each as the fields that it was stored with."""
        parameters = urllib.parse.urlencode({"query": expression, "limit": limit})
        with urllib.request.urlopen(f"{self.url}/select/logsql/query?{parameters}", timeout=30) as answer:
            return [json.loads(line) for line in answer.read().decode().splitlines() if line]

    def streams(self):
        """The label sets that lines are stored under, with how many each has."""
        with urllib.request.urlopen(f"{self.url}/select/logsql/streams?query=*", timeout=30) as answer:
            return json.load(answer)["values"]

    def wait_for(self, expression, holds=bool, seconds=60):
        """What a query finds once `holds` of it: lines arrive in batches."""
        def look():
            found = self.query(expression)
            return (found,) if holds(found) else None
        return wait_for(expression, look, seconds, self.is_running)[0]
