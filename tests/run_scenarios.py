#!/usr/bin/env python3
"""Runs tests/scenarios/*.yaml against a real server by every protocol, one fresh server a file, storage kind and protocol.

    run_scenarios.py [--binary build/dev/lectern] [--storage embedded|memory|all] [--protocol rest|graphql|grpc|all] [FILE...]

A scenario speaks of operations of api/openapi/lectern.yaml, not of HTTP:

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

The answers of all protocols to a step, errors with the members that they name included, must be equal but for what
differs from server to server (ids that are made, times, timings). The words of an error, and how deep it points, may
differ: in REST the schema speaks before the service does.
"""
import argparse
import json
import pathlib
import re
import sys

import yaml

from lectern_server import Server, default_binary
from protocols import make_caller

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROTOCOLS = ["rest", "graphql", "grpc"]
MADE = re.compile(r"\b(job|req|doc|dead)_[0-9a-f]{32}\b")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT[\d:.]+Z$")
# Made anew by every server, or by every request.
VOLATILE = {"request_id", "correlation_id", "trace_id", "next_cursor"}


class Mismatch(Exception):
    pass


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


def run_step(caller, step, saved):
    answer = caller.call(step["call"], substituted(step.get("with", {}), saved))
    if "error" in step:
        if answer.code != step["error"]:
            raise Mismatch(f"answered {answer.code or 'well'}: {json.dumps(answer.value)[:500]}, not the error {step['error']}")
        return {"error": answer.code, "members": sorted({field.split("/")[1] for field in answer.violations if "/" in field})}
    if answer.code:
        raise Mismatch(f"answered the error {answer.code}: {answer.detail or json.dumps(answer.value)[:1000]}")
    compare(substituted(step.get("expect", {}), saved) if answer.value != "" else {}, answer.value if answer.value != "" else {})
    for name, path in step.get("save", {}).items():
        saved[name] = pick(answer.value, path)
    return answer.value


def steady(value, names, member=""):
    """The answer without what differs from server to server: ids that were made go by their order of appearance."""
    if member == "timings":
        return sorted(value)
    if member in VOLATILE:
        return type(value).__name__
    if isinstance(value, dict):
        return {name: steady(one, names, name) for name, one in sorted(value.items())}
    if isinstance(value, list):
        return [steady(one, names) for one in value]
    if isinstance(value, str):
        if TIME.match(value):
            return "time"
        return MADE.sub(lambda match: names.setdefault(match[0], f"{match[1]} {len(names)}"), value)
    return value


def run_file(file, binary, storage, protocol):
    """Returns the answers, and what went wrong or nothing."""
    scenario = yaml.safe_load(file.read_text())
    saved, names, answers = {}, {}, []
    with Server(binary, ["--set", f"storage.kind={storage}", *scenario.get("server", [])]) as server:
        caller = make_caller(protocol, server)
        for number, step in enumerate(scenario["steps"], 1):
            if step["call"] == "restart":
                if storage == "memory":
                    break  # nothing survives: the rest has no subject
                server.stop()
                server.start()
                caller = make_caller(protocol, server)
                continue
            try:
                answers.append((number, step["call"], steady(run_step(caller, step, saved), names)))
            except Exception as error:  # any kind of failure fails the step, with the server's own words
                wrong = f"step {number} ({step['call']}): {type(error).__name__}: {error}\n{server.log_tail(5)}"
                return answers, wrong
        if server.stop() != 0:
            return answers, f"the server ended with {server.process.returncode}:\n{server.log_tail()}"
    return answers, None


def difference(one, other, where=""):
    """Where two answers differ first, in words; nothing when they are equal."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            if name not in one or name not in other:
                return f"{where}.{name} is only in {'the second' if name in other else 'the first'}"
            if found := difference(one[name], other[name], f"{where}.{name}"):
                return found
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return next(filter(None, (difference(a, b, f"{where}.{i}") for i, (a, b) in enumerate(zip(one, other)))), None)
    return None if one == other else f"{where}: {json.dumps(one)[:300]} is not {json.dumps(other)[:300]}"


def compare_protocols(first, answers, protocol):
    for (number, call, one), (_, _, other) in zip(first, answers):
        if found := difference(one, other):
            return f"step {number} ({call}): rest and {protocol} differ: {found}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary())
    parser.add_argument("--storage", choices=["embedded", "memory", "all"], default="all")
    parser.add_argument("--protocol", choices=[*PROTOCOLS, "all"], default="all")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    files = arguments.files or sorted((ROOT / "tests/scenarios").glob("*.yaml"))
    kinds = ["embedded", "memory"] if arguments.storage == "all" else [arguments.storage]
    protocols = PROTOCOLS if arguments.protocol == "all" else [arguments.protocol]
    passed = failed = 0
    for file, storage in ((file, storage) for file in files for storage in kinds):
        first = None
        for protocol in protocols:
            answers, wrong = run_file(file, arguments.binary, storage, protocol)
            first = first or answers
            wrong = wrong or compare_protocols(first, answers, protocol)
            line = f"{'FAIL' if wrong else 'ok  '} {file.stem} ({storage}, {protocol})"
            print(line + (f"\n{wrong}" if wrong else ""), flush=True)
            passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f"scenarios: {passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
