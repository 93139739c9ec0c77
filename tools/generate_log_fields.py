#!/usr/bin/env python3
"""Makes the C++ list of log fields that scrubbing leaves alone, and the reference page, from api/telemetry/log_fields.yaml.

    generate_log_fields.py --header OUT.hpp      at build time
    generate_log_fields.py --reference OUT.md    by scripts/generate, committed
"""
import pathlib
import re
import sys

import generated
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "api/telemetry/log_fields.yaml"


def load(source=SOURCE):
    """Reads and checks the catalogue."""
    catalogue = yaml.safe_load(source.read_text())
    for name, meaning in catalogue["fields"].items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or not str(meaning).endswith("."):
            sys.exit(f"{source.name}: {name}: needs a snake_case name and a meaning that ends with a full stop")
    unscrubbed = catalogue.get("unscrubbed", [])
    for name in unscrubbed:
        if name not in catalogue["fields"]:
            sys.exit(f"{source.name}: unscrubbed: {name} is no field")
    if len(unscrubbed) != len(set(unscrubbed)):
        sys.exit(f"{source.name}: unscrubbed: a name is there twice")
    return catalogue


def header(catalogue):
    return generated.names_header(
        "api/telemetry/log_fields.yaml", "generate_log_fields.py",
        "Fields that scrubbing leaves alone: ids, numbers and names of bounded sets.",
        "unscrubbed_log_fields", catalogue.get("unscrubbed", []),
    )


def reference(catalogue):
    lines = [
        "# Log lines",
        "",
        "Made from `api/telemetry/log_fields.yaml` by `scripts/generate`; change it there.",
        "",
        "Each line is one JSON object in UTF-8, of at most some tens of KiB: texts are cut after 8 KiB and end with `…` then, what",
        "is no UTF-8 becomes U+FFFD, and control characters are escaped. Messages are constant; what varies stands in fields. A field",
        "is there where it has something to say. How lines are read and kept: [logs](../how-to/logs.md); what is scrubbed:",
        "[scrubbing](../explanation/scrubbing.md).",
        "",
        "| field | what | scrubbed |",
        "| --- | --- | --- |",
    ]
    always = {
        "timestamp": "When, in UTC, with milliseconds (RFC 3339).", "level": "debug, info, warning or error.",
        "message": "What happened; constant and lower case.", "service": "The program: lectern.",
    }
    unscrubbed = {*catalogue.get("unscrubbed", []), "timestamp", "level", "service"}
    for name, meaning in [*always.items(), *catalogue["fields"].items()]:
        text = str(meaning).replace("|", "\\|")
        lines.append(f"| `{name}` | {text} | {'no' if name in unscrubbed else 'yes'} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    generated.main(__doc__, load, header=header, reference=reference)
