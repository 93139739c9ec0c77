#!/usr/bin/env python3
"""Makes the C++ catalogue and the reference page of metrics from api/telemetry/metrics.yaml.

    generate_telemetry.py --header OUT.hpp      at build time
    generate_telemetry.py --reference OUT.md    by scripts/generate, committed
"""
import itertools
import pathlib
import re
import sys

import generated
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "api/telemetry/metrics.yaml"
SLO_SECONDS = 0.5


def load(source=SOURCE):
    """Reads and checks the catalogue; label sets are resolved to lists or bounds."""
    catalogue = yaml.safe_load(source.read_text())
    seen = set()
    for metric in catalogue["metrics"]:
        check(metric, catalogue, seen)
        metric["labels"] = {
            label: catalogue["label_sets"][values] if isinstance(values, str) else values
            for label, values in metric["labels"].items()
        }
    return catalogue


def check(metric, catalogue, seen):
    name = metric["name"]

    def require(condition, what):
        if not condition:
            sys.exit(f"{SOURCE.name}: {name}: {what}")

    require(name not in seen, "is there twice")
    seen.add(name)
    require(re.fullmatch(r"[a-z][a-z0-9_]*", name), "is not a snake_case name")
    require(metric["type"] in ("counter", "gauge", "histogram"), "has an unknown type")
    require(metric["help"].endswith("."), "needs help that ends with a full stop")
    require((metric["type"] == "counter") == name.endswith("_total"), "counters, and they alone, end with _total")
    require((metric["type"] == "histogram") == ("buckets" in metric), "histograms, and they alone, have buckets")
    if "buckets" in metric:
        edges = catalogue["bucket_sets"][metric["buckets"]]
        require(edges == sorted(set(edges)), "has buckets that do not rise")
        require(SLO_SECONDS in edges, f"has no edge at {SLO_SECONDS}, where the objectives of latency are")
    if "unit" in metric:
        require(re.search(rf"_{metric['unit']}(_total)?$", name), "does not end with its unit")
    require(metric["max_series"] >= 1, "needs max_series")
    folded = [values for values in metric["labels"].values() if "first" in values and isinstance(values, dict)]
    require(len(folded) <= 1, "folds more than one label")
    if metric.get("from_zero"):
        sets = [catalogue["label_sets"][values] if isinstance(values, str) else values for values in metric["labels"].values()]
        require(metric["type"] == "counter", "only counters begin at zero")
        require(all(isinstance(values, list) for values in sets), "begins at zero, but its labels are not known")
        require(len(sets) <= 2 and len(list(itertools.product(*sets))) <= metric["max_series"], "begins with too many series")


def header(catalogue):
    lines = [
        "// Made from api/telemetry/metrics.yaml by tools/generate_telemetry.py.",
        "#pragma once",
        "",
        "#include <array>",
        "#include <string_view>",
        "",
        '#include "telemetry/metric.hpp"',
        "",
        "namespace lectern::telemetry::catalog {",
        "namespace detail {",
        "",
    ]
    for name, edges in catalogue["bucket_sets"].items():
        lines.append(f"inline constexpr std::array<double, {len(edges)}> {name}{{{', '.join(map(repr, edges))}}};")
    for metric in catalogue["metrics"]:
        labels = ", ".join(f'"{label}"' for label in metric["labels"])
        lines.append(
            f"inline constexpr std::array<std::string_view, {len(metric['labels'])}> {metric['name']}_labels{{{labels}}};"
        )
    lines += ["", "}  // namespace detail", ""]
    for metric in catalogue["metrics"]:
        lines += [f"/// {metric['help']}", f"inline constexpr MetricDefinition {metric['name']}{{"]
        lines += [f'    .name = "{metric["name"]}",', f"    .help = {quoted(metric['help'])},"]
        lines += [f"    .type = MetricType::{metric['type']},", f"    .labels = detail::{metric['name']}_labels,"]
        if "buckets" in metric:
            lines.append(f"    .buckets = detail::{metric['buckets']},")
        if "unit" in metric:
            lines.append(f"    .unit = {quoted(metric['unit'])},")
        if (place := folded_place(metric)) is not None:
            lines.append(f"    .folded_label = {place},")
        lines += [f"    .max_series = {metric['max_series']},", "};", ""]
    names = ", ".join(f"&{metric['name']}" for metric in catalogue["metrics"])
    lines += ["/// Every family, in the order of the catalogue."]
    lines += [f"inline constexpr std::array<const MetricDefinition*, {len(catalogue['metrics'])}> all{{{names}}};", ""]
    zeros = list(counters_from_zero(catalogue))
    lines += ["/// Series that are there from the start."]
    lines += [f"inline constexpr std::array<CounterFromZero, {len(zeros)}> from_zero{{{{"]
    lines += [f"    {{&{name}, {{{', '.join(map(quoted, values))}}}}}," for name, values in zeros]
    lines += ["}};", "", "}  // namespace lectern::telemetry::catalog", ""]
    return "\n".join(lines)


def folded_place(metric):
    """Where the label stands of which only the first values are told apart; none in most metrics."""
    for place, values in enumerate(metric["labels"].values()):
        if isinstance(values, dict) and "first" in values:
            return place
    return None


def counters_from_zero(catalogue):
    """The name and the label values of every series that is there from the start."""
    for metric in catalogue["metrics"]:
        if metric.get("from_zero"):
            yield from ((metric["name"], values) for values in itertools.product(*metric["labels"].values()))


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def reference(catalogue):
    lines = [
        "# Metrics",
        "",
        "Made from `api/telemetry/metrics.yaml` by `scripts/generate`; change it there.",
        "Served at `/metrics`. A family whose subject does not exist in this process is absent.",
        "",
    ]
    for metric in catalogue["metrics"]:
        unit = f" Unit: {metric['unit']}." if "unit" in metric else ""
        lines += [f"## `{metric['name']}`", "", f"{metric['help']} Type: {metric['type']}.{unit}"]
        if "buckets" in metric:
            edges = ", ".join(map(str, catalogue["bucket_sets"][metric["buckets"]]))
            lines.append(f"Bucket edges: {edges}.")
        lines.append(f"At most {metric['max_series']} series.")
        lines.append("")
        if metric["labels"]:
            lines += ["| label | values |", "| --- | --- |"]
            lines += [f"| `{label}` | {values_text(values)} |" for label, values in metric["labels"].items()]
            lines.append("")
    return "\n".join(lines)


def values_text(values):
    if isinstance(values, dict) and "first" in values:
        return f"the first seen, up to the setting `{values['first']}`, and `other` for the rest"
    if isinstance(values, dict):
        return f"a bounded set, about {values['bounded']}"
    return ", ".join(f"`{value}`" for value in values)


if __name__ == "__main__":
    generated.main(__doc__, load, header=header, reference=reference)
