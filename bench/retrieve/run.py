#!/usr/bin/env python3
"""Latency of retrieve over HTTP with one client, memory at rest and time to start, over generated passages.

    bench/retrieve/run.py [--passages 20000] [--queries 300] [--binary build/release/lectern]

Passages are 60 to 160 words drawn by Zipf's law from the words that the model knows, so that term frequencies and tokens
are like those of text; queries are 3 to 6 words of some passage. Percentiles are of the whole request as the client sees
it.
"""
import argparse
import http.client
import json
import pathlib
import random
import statistics
import subprocess
import sys
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from lectern_server import Server  # noqa: E402


def model_words():
    command = [sys.executable, str(ROOT / "tools/fetch_model.py"), "--print-path"]
    folder = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    words = (pathlib.Path(folder) / "vocab.txt").read_text().splitlines()
    return [word for word in words if word.isascii() and word.isalpha() and len(word) > 2]


def make_passages(randomness, count):
    vocabulary = model_words()
    randomness.shuffle(vocabulary)
    weights = [1 / (rank + 2.7) for rank in range(len(vocabulary))]
    for _ in range(count):
        yield randomness.choices(vocabulary, weights, k=randomness.randint(60, 160))


def ingest(server, passages):
    def body():
        for number, words in enumerate(passages):
            yield json.dumps({"id": f"p{number}", "text": " ".join(words) + "."}).encode() + b"\n"

    started = time.monotonic()
    headers = {"Content-Type": "application/x-ndjson"}
    status, _, job = server.request("POST", "/v1/ingest/bench", b"".join(body()), headers, timeout=600)
    while status < 300 and job["state"] in ("queued", "running"):
        server.request("GET", f"/v1/jobs/{job['id']}/events", timeout=7200)
        status, _, job = server.request("GET", f"/v1/jobs/{job['id']}")
    if job.get("state") != "succeeded":
        sys.exit(f"ingest answered {status}: {job}")
    return time.monotonic() - started


def resident_megabytes(server):
    for line in pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def latencies(server, mode, queries):
    """Milliseconds a query over one kept connection, and the median of each stage."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc)
    times, stages = [], {}
    for query in queries:
        body = json.dumps({"query": query, "mode": mode, "top_k": 10})
        started = time.perf_counter()
        connection.request("POST", "/v1/retrieve", body, {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        times.append((time.perf_counter() - started) * 1000)
        for stage, milliseconds in answer["timings"].items():
            stages.setdefault(stage, []).append(milliseconds)
    connection.close()
    return times, {stage: statistics.median(values) for stage, values in stages.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/lectern")
    arguments = parser.parse_args()
    randomness = random.Random(1)
    passages = list(make_passages(randomness, arguments.passages))
    queries = [" ".join(randomness.sample(randomness.choice(passages), randomness.randint(3, 6))) for _ in range(arguments.queries)]

    for model in ("none", "local"):
        with Server(arguments.binary, ["--set", f"embedding.kind={model}"]) as server:
            print(f"empty server, embedding {model}: {resident_megabytes(server):.0f} MB resident")

    with Server(arguments.binary) as server:
        seconds = ingest(server, passages)
        print(f"{arguments.passages} passages searchable in {seconds:.1f} s ({arguments.passages / seconds:.0f}/s)")
        server.stop()
        started = time.monotonic()
        server.start()
        print(f"start to ready: {(time.monotonic() - started) * 1000:.0f} ms, {resident_megabytes(server):.0f} MB resident")
        for mode in ("lexical", "vector", "hybrid"):
            latencies(server, mode, queries[:50])
            times, stages = latencies(server, mode, queries)
            cut = statistics.quantiles(times, n=100)
            split = ", ".join(f"{stage} {value:.2f}" for stage, value in stages.items())
            print(f"{mode:8} p50 {cut[49]:.2f} ms  p95 {cut[94]:.2f} ms  p99 {cut[98]:.2f} ms  (median stages: {split})")
        print(f"after queries: {resident_megabytes(server):.0f} MB resident")


if __name__ == "__main__":
    main()
