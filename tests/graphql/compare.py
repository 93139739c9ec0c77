#!/usr/bin/env python3
"""Compares our answers with those of the reference implementation.

    compare.py REQUESTS REFERENCE OURS [--least N] [--show N]

Each file holds JSON lines (oracle/answer.js says what is in them), in the same order. Equal must be: whether a document
parses, and if not, where it fails; the rules that it breaks, with the places that each error cites (as a set, since the
order of errors and repetitions are nobody's business); the result of its execution, with the order of keys, and the paths
and places of its errors. Not compared is what the specification leaves open: the order in which introspection lists
types and directives, the descriptions of built-in ones, and how many errors one wrong variable makes. Prints what was
compared and exits 1 on any difference, or if fewer than N documents were there.
"""
import argparse
import collections
import json
import re
import sys

NOT_EXECUTABLE = "ExecutableDefinitions"
BUILT_IN = re.compile(r"__\w+|Int|Float|String|Boolean|ID|skip|include|deprecated|specifiedBy")
UNORDERED = ("types", "directives", "possibleTypes")


def evened(value, key="", built_in=False):
    """An introspection result without what is left open."""
    if isinstance(value, list):
        items = [evened(item, built_in=built_in) for item in value]
        return sorted(items, key=json.dumps) if key in UNORDERED else items
    if not isinstance(value, dict):
        return value
    built_in = built_in or bool(BUILT_IN.fullmatch(str(value.get("name"))))
    left = {name: item for name, item in value.items() if not (built_in and name == "description")}
    return {name: evened(item, name, built_in) for name, item in left.items()}


def data(result):
    whole = result.get("data")
    if not isinstance(whole, dict):
        return whole
    return {name: evened(item) if name in ("__schema", "__type") else item for name, item in whole.items()}


def typed(value):
    """The value so that 1 and true differ, 1 and 1.0 do not, and the order of keys counts."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return (type(value).__name__, value)
    if isinstance(value, (int, float)):
        return ("number", float(value))
    if isinstance(value, list):
        return ("list", [typed(item) for item in value])
    return ("object", [(key, typed(item)) for key, item in value.items()])


def rules(answer):
    """Type system definitions are no business of the other rules here, but they are in the reference."""
    found = {(rule, tuple(sorted(map(tuple, places)))) for rule, places in answer["rules"]}
    if any(rule == NOT_EXECUTABLE for rule, _ in found):
        found = {(rule, places) for rule, places in found if rule == NOT_EXECUTABLE}
    return found


def is_refused(result):
    """Whether execution did not begin. The reference says so with null data where the operation's root is missing."""
    return result.get("data") is None and all(error["path"] is None for error in result["errors"])


def null_above(whole, path):
    """The place of the null that an error at this path left in the data: the path, or the beginning of it."""
    for length, step in enumerate(path):
        if whole is None:
            return path[:length]
        whole = whole[step]
    return path


def exact_errors(result):
    return sorted(json.dumps([error["path"], sorted(error["locations"])]) for error in result["errors"])


def errors(result):
    """The errors of fields by the place of the null that each left behind; those of a refused request as a set.

    Where a null spread upwards and several fields below could be why, the specification (6.4.4) asks for one of them, and
    which depends on the order of execution: then only the place is compared.
    """
    if is_refused(result):
        return sorted({json.dumps(error["locations"]) for error in result["errors"]})
    found = set()
    for error in result["errors"]:
        place = null_above(result["data"], error["path"])
        exact = place == error["path"]
        found.add(json.dumps([place, sorted(error["locations"]) if exact else "spread from below"]))
    return sorted(found)


def difference(reference, ours):
    """What differs first, as (stage, reference's view, our view), or None."""
    if reference["parse"] != ours["parse"]:
        return "parse", reference["parse"], ours["parse"]
    if reference["parse"] != "ok":
        return None
    if rules(reference) != rules(ours):
        return "rules", sorted(rules(reference) - rules(ours)), sorted(rules(ours) - rules(reference))
    if "result" not in reference:
        return None
    theirs, mine = reference["result"], ours["result"]
    if is_refused(theirs) != is_refused(mine) or typed(data(theirs)) != typed(data(mine)):
        return "data", theirs.get("data", "none"), mine.get("data", "none")
    if errors(theirs) != errors(mine):
        return "errors", errors(theirs), errors(mine)
    return None


def unexpected(request, reference):
    """Whether a hand-made document is not what its author says it is."""
    if request.get("expect", "any") == "any":
        return False
    broken = {rule for rule, _ in reference.get("rules", [])}
    if reference["parse"] != "ok" or "crash" in reference:
        return True
    return bool(broken) if request["expect"] == "valid" else request["rule"] not in broken


def stage_of(answer):
    if answer["parse"] != "ok":
        return "do not parse"
    if answer["rules"]:
        return "invalid"
    return "executed with errors" if answer["result"]["errors"] else "executed"


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("requests")
    parser.add_argument("reference")
    parser.add_argument("ours")
    parser.add_argument("--least", type=int, default=3000)
    parser.add_argument("--show", type=int, default=10, help="how many differences to print")
    arguments = parser.parse_args()
    requests, reference, ours = lines(arguments.requests), lines(arguments.reference), lines(arguments.ours)
    if not len(requests) == len(reference) == len(ours):
        sys.exit(f"compare: {len(requests)} requests, but {len(reference)} and {len(ours)} answers")

    counts = collections.defaultdict(collections.Counter)
    rule_counts = collections.Counter()
    differences, crashes, by_place = [], 0, 0
    for request, theirs, mine in zip(requests, reference, ours):
        if theirs["id"] != request["id"] or mine["id"] != request["id"]:
            sys.exit(f"compare: answers are not in the order of requests at {request['id']}")
        if unexpected(request, theirs):
            differences.append((request, ("label", request["expect"], theirs.get("rules", theirs["parse"]))))
        if "crash" in theirs:
            crashes += 1
            continue
        counts[request["kind"]][stage_of(theirs)] += 1
        rule_counts.update({rule for rule, _ in theirs.get("rules", [])})
        found = difference(theirs, mine)
        if found:
            differences.append((request, found))
        elif "result" in theirs and not is_refused(theirs["result"]):
            by_place += exact_errors(theirs["result"]) != exact_errors(mine["result"])

    report(counts, rule_counts, differences, arguments.show)
    print(f"errors below a null that spread were compared by its place alone in {by_place} documents")
    print(f"the reference implementation itself throws on {crashes} documents: not compared")
    compared = sum(sum(kinds.values()) for kinds in counts.values())
    if crashes * 100 > compared:
        sys.exit("compare: the reference implementation throws on more than one document of a hundred")
    if compared < arguments.least:
        sys.exit(f"compare: only {compared} documents were compared, {arguments.least} are asked for")
    sys.exit(bool(differences))


def report(counts, rule_counts, differences, show):
    for kind, stages in sorted(counts.items()):
        print(f"{kind}: {sum(stages.values())} documents:", ", ".join(f"{n} {stage}" for stage, n in sorted(stages.items())))
    print("documents that break a rule:", ", ".join(f"{rule} {n}" for rule, n in sorted(rule_counts.items())))
    by_stage = collections.Counter(stage for _, (stage, _, _) in differences)
    for request, (stage, theirs, mine) in differences[:show]:
        print(f"\n--- {request['id']}: {stage}\n{request['document']}\nvariables: {json.dumps(request['variables'])}")
        print(f"reference: {theirs}\nours:      {mine}")
    total = sum(sum(stages.values()) for stages in counts.values())
    print(f"\ncompared {total} documents: {len(differences)} differences", dict(by_stage) if differences else "")


if __name__ == "__main__":
    main()
