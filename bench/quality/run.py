#!/usr/bin/env python3
"""Retrieval quality on a folder in BEIR form (corpus.jsonl, queries.jsonl, qrels.tsv): nDCG@10 and recall@100 a mode.

    bench/quality/run.py FOLDER... [--binary build/release/lectern] [--json]

Title and text are indexed as any client's documents are; a document's rank is that of its best chunk.
"""
import argparse
import json
import math
import pathlib
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from lectern_server import Server  # noqa: E402

MODES = ("lexical", "vector", "hybrid")


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines() if line]


def judgements(file):
    relevant = {}
    for line in file.read_text().splitlines()[1:]:
        query, document, score = line.split("\t")
        if int(score) > 0:
            relevant.setdefault(query, {})[document] = int(score)
    return relevant


def ndcg(ranking, relevant, depth=10):
    gain = sum(relevant.get(document, 0) / math.log2(rank + 2) for rank, document in enumerate(ranking[:depth]))
    ideal = sum(score / math.log2(rank + 2) for rank, score in enumerate(sorted(relevant.values(), reverse=True)[:depth]))
    return gain / ideal


def recall(ranking, relevant, depth=100):
    return len(set(ranking[:depth]) & set(relevant)) / len(relevant)


def ingest(server, corpus):
    body = "".join(
        json.dumps({"id": one["_id"], "title": one.get("title", ""), "text": one["text"] or one.get("title") or "-"}) + "\n"
        for one in corpus
    )
    headers = {"Content-Type": "application/x-ndjson", "Prefer": "wait=0"}
    status, _, job = server.request("POST", "/v1/ingest/quality", body.encode(), headers, timeout=600)
    while status < 300 and job["state"] in ("queued", "running"):
        with_events = f"/v1/jobs/{urllib.parse.quote(job['id'])}/events"
        server.request("GET", with_events, timeout=3600)  # ends with the job
        status, _, job = server.request("GET", f"/v1/jobs/{job['id']}")
    if status >= 300 or job["state"] not in ("succeeded", "partially_failed"):
        sys.exit(f"ingest answered {status}: {job}")
    return job["counts"]


def rank(server, query, mode):
    request = {"query": query, "mode": mode, "top_k": 200, "highlight": False, "include_text": False}
    status, _, answer = server.request("POST", "/v1/retrieve", request)
    if status != 200 or answer["degraded"]:
        sys.exit(f"retrieve answered {status}: {answer}")
    return list(dict.fromkeys(hit["document_id"] for hit in answer["hits"]))


def measure(server, folder):
    relevant = judgements(folder / "qrels.tsv")
    queries = [query for query in lines(folder / "queries.jsonl") if query["_id"] in relevant]
    figures = {}
    for mode in MODES:
        rankings = {query["_id"]: rank(server, query["text"], mode) for query in queries}
        figures[mode] = {
            "ndcg@10": sum(ndcg(ranking, relevant[query]) for query, ranking in rankings.items()) / len(rankings),
            "recall@100": sum(recall(ranking, relevant[query]) for query, ranking in rankings.items()) / len(rankings),
        }
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/lectern")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    for folder in arguments.folders:
        with Server(arguments.binary) as server:
            counts = ingest(server, lines(folder / "corpus.jsonl"))
            figures = measure(server, folder)
        if arguments.json:
            print(json.dumps({"folder": folder.name, "counts": counts, "figures": figures}))
            continue
        print(f"{folder.name}: {counts['indexed']} documents indexed, {counts['failed']} failed")
        for mode, figure in figures.items():
            print(f"  {mode:8} " + "  ".join(f"{name} {value:.3f}" for name, value in figure.items()))


if __name__ == "__main__":
    main()
