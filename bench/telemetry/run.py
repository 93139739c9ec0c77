#!/usr/bin/env python3
"""What telemetry costs: throughput and processor time of retrieve and of ingest with everything on, against everything
off, and with exporters that are down.

    bench/telemetry/run.py [--rounds 7] [--seconds 5] [--passages 5000] [--documents 400] [--binary build/release/lectern]

on    metrics, JSON logs at level info, scrubbing, 10 % of traces exported by OTLP over HTTP to a collector on this machine
      that takes and forgets them
off   log.level=error, no tracing, no scrubbing (metrics cannot be turned off)
down  as on, but nobody listens where the collector should be

Three servers with the same passages run side by side; each round puts each under load in turn, so that what else the machine
does meets all alike. A figure is the median over rounds of the ratio to `off` (or `on`) of the same round. Processor time is
the server's own, per request or document, and moves less than throughput on a machine that others use too.
"""
import argparse
import contextlib
import http.client
import http.server
import json
import multiprocessing
import os
import pathlib
import random
import statistics
import sys
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "bench/retrieve"), str(ROOT / "tests/integration")]

from lectern_server import Server  # noqa: E402
from run import ingest, make_passages  # noqa: E402
from services.process import free_port  # noqa: E402

TRACED = ["--set", "telemetry.tracing.exporter=otlp_http", "--set", "telemetry.tracing.sample_ratio=0.1"]
OFF = ["--set", "log.level=error", "--set", "telemetry.tracing.exporter=none", "--set", "telemetry.scrub.enabled=false"]
CONNECTIONS = 4


class Sink(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def run_sink(port):
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Sink).serve_forever()


def ask(address, queries, deadline, counts):
    """As many as fit until the deadline, over one connection."""
    connection = http.client.HTTPConnection(address)
    count = 0
    while time.monotonic() < deadline:
        body = json.dumps({"query": queries[count % len(queries)], "top_k": 10})
        connection.request("POST", "/v1/retrieve", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status != 200:
            sys.exit(f"retrieve answered {answer.status}: {answer.read()}")
        answer.read()
        count += 1
    counts.put(count)


def processor_seconds(server):
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def measured(server, figures):
    """Appends how many a second, and the processor's milliseconds for one; the block says how many there were."""
    done = []
    before, started = processor_seconds(server), time.monotonic()
    yield done
    seconds, used = time.monotonic() - started, processor_seconds(server) - before
    figures.append((done[0] / seconds, used * 1000 / done[0]))


def put_under_load(server, queries, seconds, figures):
    address = urllib.parse.urlsplit(server.url).netloc
    counts = multiprocessing.Queue()
    with measured(server, figures) as done:
        deadline = time.monotonic() + seconds
        callers = [multiprocessing.Process(target=ask, args=(address, queries[i:], deadline, counts)) for i in range(CONNECTIONS)]
        for caller in callers:
            caller.start()
        done.append(sum(counts.get() for _ in callers))
        for caller in callers:
            caller.join()


def ingest_some(server, randomness, count, figures):
    """New texts under the same ids, so that the index does not grow from round to round."""
    passages = list(make_passages(randomness, count))
    with measured(server, figures) as done:
        ingest(server, passages)
        done.append(count)


def ratio(figures, name, other, place):
    return statistics.median(mine[place] / its[place] for mine, its in zip(figures[name], figures[other]))


def tell(what, figures):
    for name, values in figures.items():
        rates, costs = zip(*values)
        print(f"{what:9} {name:5} {statistics.median(rates):8.1f}/s  {statistics.median(costs):7.3f} ms of processor each")
    for name, other, target in (("on", "off", 3), ("down", "on", 1)):
        slower, dearer = 1 - ratio(figures, name, other, 0), ratio(figures, name, other, 1) - 1
        print(f"{what:9} {name} against {other}: {slower:+.1%} throughput lost, {dearer:+.1%} processor time (target: at most {target} %)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--passages", type=int, default=5_000)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/lectern")
    arguments = parser.parse_args()
    randomness = random.Random(1)
    passages = list(make_passages(randomness, arguments.passages))
    queries = [" ".join(randomness.sample(randomness.choice(passages), 3)) for _ in range(2_000)]
    port = free_port()
    sink = multiprocessing.Process(target=run_sink, args=(port,), daemon=True)
    sink.start()
    settings = {
        "off": OFF,
        "on": [*TRACED, "--set", f"telemetry.tracing.endpoint=http://127.0.0.1:{port}"],
        "down": [*TRACED, "--set", f"telemetry.tracing.endpoint=http://127.0.0.1:{free_port()}"],
    }
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(Server(arguments.binary, chosen)) for name, chosen in settings.items()}
        for server in servers.values():
            ingest(server, passages)
            put_under_load(server, queries, 2, [])
        retrieved, ingested = ({name: [] for name in servers} for _ in range(2))
        for number in range(arguments.rounds):
            order = list(servers.items())
            random.Random(number).shuffle(order)
            for name, server in order:
                put_under_load(server, queries, arguments.seconds, retrieved[name])
            for name, server in order:
                ingest_some(server, random.Random(number), arguments.documents, ingested[name])
    tell("retrieve", retrieved)
    tell("ingest", ingested)


if __name__ == "__main__":
    main()
