"""The OpenTelemetry Collector, built from Go's modules with the parts that otel_collector_builder.yaml names."""
import hashlib
import os
import pathlib
import subprocess

from services import go_program
from services.go_program import compile_to, go
from services.process import Process, answers, free_port

VERSION = "0.155.0"
BUILDER = pathlib.Path(__file__).with_name("otel_collector_builder.yaml")
CONTRIB = "github.com/open-telemetry/opentelemetry-collector-contrib"
# What the parts that are of an older version need is replaced by what they were made with.
OLDER = [f"{CONTRIB}/{module}={CONTRIB}/{module}@v0.149.0" for module in ("internal/coreinternal", "pkg/ottl")]


def write_sources(work):
    """Its exit status is about a module that only tests of these need."""
    subprocess.run(["go", "run", f"go.opentelemetry.io/collector/cmd/builder@v{VERSION}", f"--config={BUILDER}",
                    "--skip-compilation", "--skip-strict-versioning"], cwd=work, check=False)


def install():
    return go_program.build(
        "otelcol", f"{VERSION}-{hashlib.sha256(BUILDER.read_bytes()).hexdigest()[:8]}", "otelcol",
        write_sources,
        go("mod", "edit", *[f"-replace={module}" for module in OLDER], folder="source"),
        go("mod", "tidy", "-e", folder="source"),
        compile_to("otelcol", ".", "-p", "1", folder="source"),
        output="source",
    )


def check_config(path, variables=None):
    """What the collector says of a configuration that is wrong; nothing when it is right."""
    command = [install(), "validate", f"--config={path}"]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(variables or {})}, check=False)
    return None if run.returncode == 0 else run.stdout + run.stderr


class OtelCollector(Process):
    """Runs a configuration whose variables are given: `ops/otel-collector/collector.yaml` listens where they say.

    `otlp_grpc` is host:port, `otlp_http` and `health` are base addresses.
    """

    def __init__(self, config, variables):
        super().__init__("otelcol")
        self.config = pathlib.Path(config).resolve()
        ports = [free_port() for _ in range(4)]
        self.otlp_grpc = f"127.0.0.1:{ports[0]}"
        self.otlp_http = f"http://127.0.0.1:{ports[1]}"
        self.health = f"http://127.0.0.1:{ports[2]}"
        (self.folder / "state").mkdir()
        self.variables = {
            "COLLECTOR_OTLP_GRPC": self.otlp_grpc,
            "COLLECTOR_OTLP_HTTP": f"127.0.0.1:{ports[1]}",
            "COLLECTOR_HEALTH": f"127.0.0.1:{ports[2]}",
            "COLLECTOR_METRICS_PORT": str(ports[3]),
            "COLLECTOR_STATE": str(self.folder / "state"),
            **variables,
        }
        self.metrics = f"http://127.0.0.1:{ports[3]}/metrics"

    def __enter__(self):
        self.start([install(), f"--config={self.config}"], lambda: answers(self.health), self.variables, seconds=90)
        return self
