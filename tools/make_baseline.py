#!/usr/bin/env python3
"""The baseline of performance: how long things took when it was taken, for the alert PerformanceRegression to compare with.

    make_baseline.py --rules OUT.yml    recording rules of ops/prometheus/baseline.yml; by scripts/generate
    make_baseline.py --from URL         takes a new baseline: what a Prometheus has recorded of the last half an hour
"""
import argparse
import json
import pathlib
import sys
import urllib.parse
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASELINE = ROOT / "ops/prometheus/baseline.yml"
MEASURED = "max by (subject) (subject:seconds:p95_30m)"


def rules(baseline):
    lines = [
        "# Made from ops/prometheus/baseline.yml by scripts/generate; take a new one with tools/make_baseline.py --from.",
        "groups:",
        "  - name: baseline",
        "    interval: 1m",
        "    rules:",
    ]
    for subject, seconds in sorted(baseline["seconds"].items()):
        lines.append(f"      - {{record: baseline:seconds:p95, labels: {{subject: {subject}}}, expr: vector({seconds})}}")
    return "\n".join(lines) + "\n"


def measured(address):
    """Seconds by subject, to three digits, as a Prometheus has them now."""
    query = urllib.parse.urlencode({"query": MEASURED})
    with urllib.request.urlopen(f"{address}/api/v1/query?{query}", timeout=30) as answer:
        series = json.load(answer)["data"]["result"]
    found = {one["metric"]["subject"]: float(f"{float(one['value'][1]):.3g}") for one in series}
    return {subject: seconds for subject, seconds in sorted(found.items()) if seconds == seconds}


def page(seconds, before):
    """`before`'s words, with other numbers."""
    head = before.partition("\nseconds:\n")[0]
    return head + "\nseconds:\n" + "".join(f"  {subject}: {value}\n" for subject, value in seconds.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=pathlib.Path)
    parser.add_argument("--from", dest="prometheus")
    arguments = parser.parse_args()
    if arguments.prometheus:
        seconds = measured(arguments.prometheus)
        if not seconds:
            sys.exit("that Prometheus has nothing recorded: it needs rules/recording.yml and traffic")
        BASELINE.write_text(page(seconds, BASELINE.read_text()))
    if arguments.rules:
        arguments.rules.parent.mkdir(parents=True, exist_ok=True)
        arguments.rules.write_text(rules(yaml.safe_load(BASELINE.read_text())))


if __name__ == "__main__":
    main()
