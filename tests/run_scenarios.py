#!/usr/bin/env python3
"""Runs tests/scenarios/*.yaml against a real server, one fresh server a file and storage kind.

    run_scenarios.py [--binary build/dev/lectern] [--storage embedded|memory|all] [FILE...]

A scenario speaks of operations of api/openapi/lectern.yaml, not of HTTP, so that other protocols can run the same file:

    server: [--set, embedding.kind=none]    arguments of `lectern serve`, optional
    steps:
      - call: getJob                        an operationId
        with: {job_id: "${job}"}            parameters by name; `body` is the request body
        expect: {state: succeeded}          what the answer holds at least
        save: {chunk: hits.0.chunk_id}      kept for later steps as ${chunk}
      - call: getJob
        with: {job_id: none}
        error: not_found                    instead of expect: the error's code

In `expect`, objects hold at least the members given; lists have exactly the elements given; a string that starts with
`~` is a regular expression, `*` is anything that is there.
"""
import argparse
import json
import pathlib
import re
import sys
import urllib.parse

import yaml

from lectern_server import Server, default_binary

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Mismatch(Exception):
    pass


def operations():
    contract = yaml.safe_load((ROOT / "api/openapi/lectern.yaml").read_text())
    found = {}
    for path, item in contract["paths"].items():
        for method in ("get", "put", "post", "delete"):
            if method in item:
                parameters = [resolved(contract, p) for p in item.get("parameters", []) + item[method].get("parameters", [])]
                found[item[method]["operationId"]] = (method.upper(), path, parameters)
    return found


def resolved(contract, node):
    if "$ref" in node:
        path, node = node["$ref"].split("/")[1:], contract
        for part in path:
            node = node[part]
    return node


def send(server, operation, arguments):
    """Puts the arguments where the contract says they go."""
    method, path, parameters = operation
    arguments = dict(arguments)
    body = arguments.pop("body", None)
    query, headers = [], {}
    for parameter in parameters:
        if parameter["name"] not in arguments:
            continue
        value = arguments.pop(parameter["name"])
        texts = [text_of(one) for one in (value if isinstance(value, list) else [value])]
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", urllib.parse.quote(texts[0], safe=""))
        elif parameter["in"] == "query":
            query += [(parameter["name"], text) for text in texts]
        else:
            headers[parameter["name"]] = texts[0]
    if arguments:
        raise Mismatch(f"the operation has no parameter {sorted(arguments)}")
    return server.request(method, path + ("?" + urllib.parse.urlencode(query) if query else ""), body, headers)


def text_of(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def substituted(value, saved):
    if isinstance(value, str):
        whole = re.fullmatch(r"\$\{(\w+)\}", value)
        return saved[whole[1]] if whole else re.sub(r"\$\{(\w+)\}", lambda match: str(saved[match[1]]), value)
    if isinstance(value, list):
        return [substituted(one, saved) for one in value]
    if isinstance(value, dict):
        return {name: substituted(one, saved) for name, one in value.items()}
    return value


def compare(expected, actual, where="answer"):
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            raise Mismatch(f"{where} is {actual!r}, not an object")
        for name, one in expected.items():
            if name not in actual:
                raise Mismatch(f"{where} has no member {name}: {json.dumps(actual)[:500]}")
            compare(one, actual[name], f"{where}.{name}")
    elif isinstance(expected, list):
        if not isinstance(actual, list) or len(actual) != len(expected):
            raise Mismatch(f"{where} is {json.dumps(actual)[:500]}, not a list of {len(expected)}")
        for index, one in enumerate(expected):
            compare(one, actual[index], f"{where}.{index}")
    elif isinstance(expected, str) and expected.startswith("~"):
        if not isinstance(actual, str) or not re.search(expected[1:], actual):
            raise Mismatch(f"{where} is {actual!r}, which does not match {expected[1:]}")
    elif expected != "*" and (expected != actual or isinstance(expected, bool) != isinstance(actual, bool)):
        raise Mismatch(f"{where} is {actual!r}, not {expected!r}")


def pick(value, path):
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def run_step(server, known, step, saved):
    if step["call"] not in known:
        raise Mismatch(f"there is no operation {step['call']}")
    status, _, answer = send(server, known[step["call"]], substituted(step.get("with", {}), saved))
    if "error" in step:
        code = answer.get("code") if isinstance(answer, dict) else None
        if status < 400 or code != step["error"]:
            raise Mismatch(f"answered {status} {json.dumps(answer)[:500]}, not the error {step['error']}")
    elif status >= 400:
        raise Mismatch(f"answered {status} {json.dumps(answer)[:1000]}")
    compare(substituted(step.get("expect", {}), saved) if answer != "" else {}, answer if answer != "" else {})
    for name, path in step.get("save", {}).items():
        saved[name] = pick(answer, path)


def run_file(file, binary, storage, known):
    """Returns what went wrong, or nothing."""
    scenario = yaml.safe_load(file.read_text())
    saved = {}
    with Server(binary, ["--set", f"storage.kind={storage}", *scenario.get("server", [])]) as server:
        for number, step in enumerate(scenario["steps"], 1):
            if step["call"] == "restart":
                if storage == "memory":
                    return None  # nothing survives: the rest has no subject
                server.stop()
                server.start()
                continue
            try:
                run_step(server, known, step, saved)
            except Exception as error:  # any kind of failure fails the step, with the server's own words
                return f"step {number} ({step['call']}): {type(error).__name__}: {error}\n{server.log_tail(5)}"
        if server.stop() != 0:
            return f"the server ended with {server.process.returncode}:\n{server.log_tail()}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary())
    parser.add_argument("--storage", choices=["embedded", "memory", "all"], default="all")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    files = arguments.files or sorted((ROOT / "tests/scenarios").glob("*.yaml"))
    kinds = ["embedded", "memory"] if arguments.storage == "all" else [arguments.storage]
    known = operations()
    passed = failed = 0
    for file in files:
        for storage in kinds:
            wrong = run_file(file, arguments.binary, storage, known)
            print(f"{'FAIL' if wrong else 'ok  '} {file.stem} ({storage})" + (f"\n{wrong}" if wrong else ""), flush=True)
            passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f"scenarios: {passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
