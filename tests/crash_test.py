#!/usr/bin/env python3
"""Kills a loaded server with SIGKILL at random moments, again and again, and holds it to its word.

    crash_test.py [--rounds 200] [--seed N] [--binary build/dev/lectern]

After each restart: every job that was acknowledged ends; every acknowledged document is found exactly once, in its
newest acknowledged version; a job that was not acknowledged is there whole or not at all. At the end `lectern doctor`
finds nothing.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import threading
import time
import urllib.error

from lectern_server import Server, default_binary

DATASET = "crash"


class Failure(Exception):
    pass


class Client(threading.Thread):
    """Sends jobs of one to twenty documents until the server dies, and remembers what was acknowledged."""

    def __init__(self, server, number, round_number, randomness):
        super().__init__(daemon=True)
        self.server, self.name, self.randomness = server, f"r{round_number}c{number}", randomness
        self.sent = {}          # job key -> documents (id -> token)
        self.acknowledged = []  # (job id, job key), in order

    def run(self):
        for step in range(1_000_000):
            key = f"{self.name}s{step}"
            # Half of the ids come again within a client, so that versions replace each other.
            documents = {
                f"{self.name}d{self.randomness.randrange(40)}": f"token{key}n{place}"
                for place in range(self.randomness.choice([1, 1, 1, 3, 20]))
            }
            self.sent[key] = documents
            body = [{"id": name, "title": key, "text": f"{token} is what this document says"} for name, token in documents.items()]
            try:
                job = self.send(key, body)
            except (OSError, urllib.error.URLError, json.JSONDecodeError):
                return
            if job:
                self.acknowledged.append((job, key))

    def send(self, key, documents):
        headers, body = {"Idempotency-Key": key}, {"documents": documents}
        if self.randomness.random() < 0.3:
            headers["Content-Type"] = "application/x-ndjson"
            body = "".join(json.dumps(document) + "\n" for document in documents).encode()
        status, _, answer = self.server.request("POST", f"/v1/ingest/{DATASET}", body, headers, timeout=10)
        if status == 429:
            return None
        if status != 202:
            raise Failure(f"{key}: answered {status}: {answer}")
        return answer["id"]


def ended_job(server, job, deadline):
    while True:
        status, _, answer = server.request("GET", f"/v1/jobs/{job}")
        if status != 200:
            raise Failure(f"acknowledged job {job} is gone: {status} {answer}")
        if answer["state"] not in ("queued", "running"):
            return answer
        if time.monotonic() > deadline:
            raise Failure(f"job {job} does not end: {answer}")
        time.sleep(0.02)


def newest_tokens(client):
    """Token by document of the acknowledged jobs, and the tokens of what may or may not have been accepted after."""
    newest, perhaps = {}, {}
    acknowledged = {key for _, key in client.acknowledged}
    for key, documents in client.sent.items():
        target = newest if key in acknowledged else perhaps
        for name, token in documents.items():
            if target is newest:
                newest[name] = token
            else:
                perhaps.setdefault(name, set()).add(token)
    return newest, perhaps


def check_documents(server, client):
    newest, perhaps = newest_tokens(client)
    for name, token in newest.items():
        allowed = {token} | perhaps.get(name, set())
        found = []
        for candidate in allowed:
            request = {"query": candidate, "mode": "lexical", "datasets": [DATASET], "top_k": 10}
            status, _, answer = server.request("POST", "/v1/retrieve", request)
            if status != 200:
                raise Failure(f"retrieve answered {status}: {answer}")
            found += [hit for hit in answer["hits"] if hit["document_id"] == name]
        if len(found) != 1:
            raise Failure(f"document {name} ({token}) was found {len(found)} times: {found}")


def check_jobs(server, clients):
    """Every visible job of this round holds exactly the documents of one request."""
    requests = [set(documents) for client in clients for documents in client.sent.values()]
    names = tuple(client.name + "d" for client in clients)
    cursor = ""
    while True:
        status, _, page = server.request("GET", f"/v1/jobs?dataset={DATASET}&limit=200{cursor}")
        if status != 200:
            raise Failure(f"listing jobs answered {status}: {page}")
        for job in page["items"]:
            _, _, items = server.request("GET", f"/v1/jobs/{job['id']}/items?limit=100")
            documents = {item["document_id"] for item in items["items"]}
            if not next(iter(documents)).startswith(names):
                return  # newest first: the rest is of earlier rounds
            if documents not in requests or job["counts"]["total"] != len(documents):
                raise Failure(f"job {job['id']} is not what any request sent: {job} {sorted(documents)}")
        if not page["next_cursor"]:
            return
        cursor = "&cursor=" + page["next_cursor"]


def run_round(server, number, randomness, clients_count=4):
    server.start()
    clients = [Client(server, client, number, random.Random(randomness.random())) for client in range(clients_count)]
    for client in clients:
        client.start()
    time.sleep(randomness.uniform(0.02, 0.8))  # the moment of death is what this test draws
    server.kill()
    for client in clients:
        client.join()

    server.start()
    deadline = time.monotonic() + 120
    for client in clients:
        for job, key in client.acknowledged:
            answer = ended_job(server, job, deadline)
            if answer["state"] != "succeeded" or answer["counts"]["total"] != len(client.sent[key]):
                raise Failure(f"job {job} of {key} ended as {answer}")
        check_documents(server, client)
    check_jobs(server, clients)
    acknowledged = sum(len(client.acknowledged) for client in clients)
    server.kill() if randomness.random() < 0.5 else server.stop()
    return acknowledged


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary())
    arguments = parser.parse_args()
    randomness = random.Random(arguments.seed)
    server = Server(arguments.binary, ["--set", "embedding.kind=none"])
    acknowledged = 0
    try:
        for number in range(arguments.rounds):
            acknowledged += run_round(server, number, randomness)
        doctor = subprocess.run(
            [str(arguments.binary), "doctor", "--data", str(server.folder / "data")], capture_output=True, text=True, check=False
        )
        if doctor.returncode != 0:
            raise Failure(f"doctor found something:\n{doctor.stdout}{doctor.stderr}")
    except (Failure, RuntimeError) as failure:
        print(f"FAIL in round {number}, seed {arguments.seed}: {failure}\n{server.log_tail()}")
        print("crash test: 0 passed, 1 failed")
        sys.exit(1)
    finally:
        server.close()
    print(f"{arguments.rounds} rounds, {acknowledged} acknowledged jobs, nothing lost, seed {arguments.seed}")
    print("crash test: 1 passed, 0 failed")


if __name__ == "__main__":
    main()
