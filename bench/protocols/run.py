#!/usr/bin/env python3
"""What each protocol adds to the same retrieve, and what subscriptions cost.

    bench/protocols/run.py [--passages 2000] [--queries 1000] [--binary FILE] [--client FILE]

Starts a server with generated passages and lets lectern_protocols_bench ask every query over REST, GraphQL and gRPC in turn, one
at a time over kept connections. Then opens 200 WebSockets that each follow a job which does not end, and tells by how much
the server's memory grew. Needs TEST_CLIENTS, the folder that tests/clients/install prints.
"""
import argparse
import asyncio
import json
import pathlib
import random
import subprocess
import sys

import websockets

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "bench/retrieve")]

from lectern_server import Server  # noqa: E402
from run import ingest, make_passages, resident_megabytes  # noqa: E402

DOCUMENTS = ROOT / "tests/contract/documents"


def compare(arguments, passages, queries):
    with Server(arguments.binary, ["--set", "embedding.kind=none"]) as server:
        ingest(server, passages)
        command = [arguments.client, server.url.removeprefix("http://"), server.grpc_address, DOCUMENTS / "retrieve.graphql"]
        subprocess.run([str(part) for part in command], input="\n".join(queries), text=True, check=True)


async def follow(url, job):
    socket = await websockets.connect(url, subprotocols=["graphql-transport-ws"], compression=None)
    await socket.send(json.dumps({"type": "connection_init"}))
    await socket.recv()
    payload = {"query": (DOCUMENTS / "watchJob.graphql").read_text(), "variables": {"jobId": job}}
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
    event = json.loads(await socket.recv())
    if event["type"] != "next":
        sys.exit(f"no event came: {event}")
    return socket


async def subscribe(server, job, count):
    url = server.url.replace("http://", "ws://") + "/graphql"
    first = await follow(url, job)  # what the first of its kind loads is not the price of one more
    before = resident_megabytes(server)
    sockets = [await follow(url, job) for _ in range(count)]
    grown = resident_megabytes(server) - before
    await asyncio.gather(*(socket.close() for socket in [first, *sockets]))
    return grown


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=2_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--subscriptions", type=int, default=200)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/lectern")
    parser.add_argument("--client", type=pathlib.Path, default=ROOT / "build/release/bench/protocols/lectern_protocols_bench")
    arguments = parser.parse_args()
    randomness = random.Random(1)
    passages = list(make_passages(randomness, arguments.passages))
    queries = [" ".join(randomness.sample(randomness.choice(passages), 3)) for _ in range(arguments.queries)]
    compare(arguments, passages, queries)
    with Server(arguments.binary, ["--set", "embedding.kind=none", "--set", "ingest.workers=0"]) as server:
        _, _, job = server.request("POST", "/v1/ingest/bench", {"documents": [{"id": "a", "text": "waits for ever"}]})
        grown = asyncio.run(subscribe(server, job["id"], arguments.subscriptions))
        print(f"{arguments.subscriptions} subscriptions: {grown:.1f} MB more resident")


if __name__ == "__main__":
    main()
