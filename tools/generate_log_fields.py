#!/usr/bin/env python3
"""Makes the C++ list of log fields that scrubbing leaves alone, from api/telemetry/log_fields.yaml.

    generate_log_fields.py --header OUT.hpp      at build time
"""
import argparse
import pathlib
import re
import sys

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
    names = sorted(catalogue.get("unscrubbed", []))
    quoted = "".join(f'    "{name}",\n' for name in names)
    return f"""// Made from api/telemetry/log_fields.yaml by tools/generate_log_fields.py.
#pragma once

#include <array>
#include <string_view>

namespace lectern::telemetry::catalog {{

/// Fields that scrubbing leaves alone: ids, numbers and names of bounded sets. In order.
inline constexpr std::array<std::string_view, {len(names)}> unscrubbed_log_fields{{
{quoted}}};

}}  // namespace lectern::telemetry::catalog
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--header", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    text = header(load())
    arguments.header.parent.mkdir(parents=True, exist_ok=True)
    arguments.header.write_text(text)


if __name__ == "__main__":
    main()
