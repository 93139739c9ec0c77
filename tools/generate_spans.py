#!/usr/bin/env python3
"""Makes the reference page of spans, and the C++ list of their attributes that scrubbing leaves alone, from
api/telemetry/spans.yaml.

    generate_spans.py --header OUT.hpp      at build time
    generate_spans.py --reference OUT.md    by scripts/generate, committed
"""
import pathlib
import re
import sys

import generated
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "api/telemetry/spans.yaml"
KINDS = ("internal", "server", "client", "producer", "consumer")


def load(source=SOURCE):
    """Reads and checks the catalogue; every span has `names`."""
    catalogue = yaml.safe_load(source.read_text())
    seen = set()
    for span in catalogue["spans"]:
        span.setdefault("names", [span.get("name")])
        check(span, catalogue["attributes"], seen)
    for name, meaning in catalogue["attributes"].items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", name) or not meaning.endswith("."):
            sys.exit(f"{SOURCE.name}: {name}: needs a dotted name and a meaning that ends with a full stop")
    for name in catalogue["unscrubbed"]:
        if name not in catalogue["attributes"]:
            sys.exit(f"{SOURCE.name}: unscrubbed: {name} is no attribute")
    used = {name for span in catalogue["spans"] for name in span["attributes"]} | {"error.type"}
    if unused := sorted(set(catalogue["attributes"]) - used):
        sys.exit(f"{SOURCE.name}: {unused[0]}: no span has it")
    return catalogue


def check(span, attributes, seen):
    what = span["names"][0]

    def require(condition, why):
        if not condition:
            sys.exit(f"{SOURCE.name}: {what}: {why}")

    for name in span["names"]:
        require(name not in seen, f"{name} is there twice")
        seen.add(name)
    require(span["kind"] in KINDS, "has an unknown kind")
    require(span["when"].endswith("."), "needs a `when` that ends with a full stop")
    require(("in" in span) == any("{" in name for name in span["names"]), "names that vary, and they alone, say `in`")
    for name in span["attributes"]:
        require(name in attributes, f"{name} is no attribute")


def header(catalogue):
    return generated.names_header(
        "api/telemetry/spans.yaml", "generate_spans.py",
        "Attributes that scrubbing leaves alone: numbers and names of bounded sets.",
        "unscrubbed_span_attributes", catalogue["unscrubbed"],
    )


def reference(catalogue):
    lines = [
        "# Spans",
        "",
        "Made from `api/telemetry/spans.yaml` by `scripts/generate`; change it there.",
        "What is recorded, and when: [tracing](../explanation/tracing.md).",
        "",
        "| span | kind | when | attributes |",
        "| --- | --- | --- | --- |",
    ]
    for span in catalogue["spans"]:
        names = ", ".join(f"`{name}`".replace("|", "\\|") for name in span["names"])
        attributes = ", ".join(f"`{name}`" for name in span["attributes"])
        lines.append(f"| {names} | {span['kind']} | {span['when']} | {attributes} |")
    lines += ["", "| attribute | meaning | scrubbed |", "| --- | --- | --- |"]
    for name, meaning in sorted(catalogue["attributes"].items()):
        lines.append(f"| `{name}` | {meaning} | {'no' if name in catalogue['unscrubbed'] else 'yes'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    generated.main(__doc__, load, header=header, reference=reference)
