#!/usr/bin/env python3
"""Takes a new ops/prometheus/baseline.yml: what a real Prometheus records of a server at work, by the shipped rules.

    bench/baseline/run.py [--passages 2000] [--seconds 60] [--binary FILE] [--write]

One client retrieves, another ingests a document now and then; figures of a machine that does something else besides mean
nothing. Without --write they are only printed, beside those of the file.
"""
import argparse
import pathlib
import random
import sys
import tempfile
import time

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/integration"), str(ROOT / "tools"), str(ROOT / "bench/retrieve")]

import make_baseline  # noqa: E402
from lectern_server import Server  # noqa: E402
from run import ingest, latencies, make_passages  # noqa: E402
from services import monitoring  # noqa: E402


def work(server, passages, randomness, seconds):
    end = time.monotonic() + seconds
    round_number = 0
    while time.monotonic() < end:
        text = " ".join(randomness.choice(passages))
        server.request("POST", "/v1/ingest/bench", {"documents": [{"id": f"new{round_number}", "text": text}]}, {"Prefer": "wait=10"})
        queries = [" ".join(randomness.sample(randomness.choice(passages), randomness.randint(3, 6))) for _ in range(50)]
        for mode in ("hybrid", "lexical", "vector"):
            latencies(server, mode, queries)
        round_number += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/lectern")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    randomness = random.Random(1)
    passages = list(make_passages(randomness, arguments.passages))
    with tempfile.TemporaryDirectory() as folder, Server(arguments.binary) as server:
        ingest(server, passages)
        # Only now, so that the bulk of before is nowhere in what is recorded.
        with monitoring.prometheus(pathlib.Path(folder), {"lectern": [server.admin_url]}) as prometheus:
            prometheus.wait_for_scrape()
            work(server, passages, randomness, arguments.seconds)
            seconds = make_baseline.measured(prometheus.url)
    before = yaml.safe_load(make_baseline.BASELINE.read_text())["seconds"]
    for subject, value in seconds.items():
        print(f"{subject:20} {value * 1000:9.3f} ms, was {before.get(subject, float('nan')) * 1000:9.3f} ms")
    if arguments.write:
        make_baseline.BASELINE.write_text(make_baseline.page(seconds, make_baseline.BASELINE.read_text()))
        print("written; run scripts/generate")


if __name__ == "__main__":
    main()
