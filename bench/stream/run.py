#!/usr/bin/env python3
"""How much memory a server takes while one large NDJSON body streams in.

    bench/stream/run.py [--megabytes 1024] [--binary build/release/lectern]

Sends documents of 10 kB in one chunked request to a server that only receives (no workers), and compares its resident
memory before with the highest during the request.
"""
import argparse
import http.client
import json
import pathlib
import sys
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from lectern_server import Server  # noqa: E402


def resident_megabytes(server):
    """Without pages of mapped files, which the kernel takes back when it needs them."""
    for line in pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return float("nan")


class Watch(threading.Thread):
    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.highest, self.done = server, 0, threading.Event()

    def run(self):
        while not self.done.wait(0.05):
            self.highest = max(self.highest, resident_megabytes(self.server))


def body(megabytes):
    text = "what a document says again and again " * 270
    for number in range(megabytes * 1_000_000 // 10_000):
        yield json.dumps({"id": f"d{number}", "text": f"{number} {text}"}).encode() + b"\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/lectern")
    arguments = parser.parse_args()
    with Server(arguments.binary, ["--set", "embedding.kind=none", "--set", "ingest.workers=0"]) as server:
        server.request("POST", "/v1/ingest/warm", {"documents": [{"id": "a", "text": "b"}]})
        before = resident_megabytes(server)
        watch = Watch(server)
        watch.start()
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc, timeout=600)
        started = time.monotonic()
        headers = {"Content-Type": "application/x-ndjson"}
        connection.request("POST", "/v1/ingest/stream", body(arguments.megabytes), headers, encode_chunked=True)
        response = connection.getresponse()
        job = json.loads(response.read())
        seconds = time.monotonic() - started
        watch.done.set()
        watch.join()
        if response.status != 202:
            sys.exit(f"answered {response.status}: {job}")
        print(f"{arguments.megabytes} MB, {job['counts']['total']} documents in {seconds:.1f} s ({arguments.megabytes / seconds:.0f} MB/s)")
        print(f"memory before {before:.0f} MB, highest {watch.highest:.0f} MB, rise {watch.highest - before:.0f} MB")


if __name__ == "__main__":
    main()
