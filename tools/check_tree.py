#!/usr/bin/env python3
"""Checks rules of the tree that no other tool knows; prints each breach as file:line and exits 1 when there is one.

- C++ files are at most 500 lines, and every header begins with #pragma once.
- Every module of src/layers.txt has a README.md of at most 30 lines.
- Every log line's field names are in api/telemetry/log_fields.yaml, and its message is constant and lower case.
- Every span's name and attributes are in api/telemetry/spans.yaml, and each of those is in src/.
- Every metric of api/telemetry/metrics.yaml is measured somewhere, and every field of log_fields.yaml written.
- Scripts are at most 60 lines, runnable, and begin with their own help.
- Workflows run nothing but scripts/ commands.
"""
import pathlib
import re
import subprocess
import sys

import yaml

import generate_spans

ROOT = pathlib.Path(__file__).resolve().parent.parent
SPAN = re.compile(r"\bStage(?:>|\s+\w+)\(")
SPAN_NAME = re.compile(r'\b(?:observe\(\s*\w+,|stage(?:_options)?\()\s*"([^"]+)"')
SPAN_ATTRIBUTE = re.compile(r'(?:\.|->)set\(\{\s*"([^"]+)"')
LOG_CALL = re.compile(r"\blog(?:_)?\.(?:debug|info|warning|error|write)\(", re.DOTALL)


def tracked(*patterns):
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in sorted(set(names)) if (ROOT / name).exists()]


def check_cpp(file):
    lines = file.read_text().splitlines()
    if len(lines) > 500:
        yield 501, f"{len(lines)} lines; 500 is the limit"
    if file.suffix == ".hpp" and (not lines or lines[0] != "#pragma once") and "testing" not in file.parts:
        yield 1, "does not begin with #pragma once"


def check_modules():
    for line in (ROOT / "src/layers.txt").read_text().splitlines():
        module = line.split("#")[0].partition(":")[0].strip()
        readme = ROOT / "src" / module / "README.md"
        if module and not readme.exists():
            yield readme, 1, "is missing"
        elif module and len(readme.read_text().splitlines()) > 30:
            yield readme, 31, "is longer than 30 lines"


def argument_text(text, start):
    """From an opening parenthesis' end to its closing one."""
    depth, place = 1, start
    while depth and place < len(text):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        place += 1
    return text[start : place - 1]


def check_log_calls(file, fields):
    text = file.read_text()
    for call in LOG_CALL.finditer(text):
        arguments = argument_text(text, call.end())
        line = text.count("\n", 0, call.start()) + 1
        message = re.search(r'"((?:[^"\\]|\\.)*)"', arguments)
        if message and message[1][:1].isupper():
            yield line, f"log message {message[1]!r} begins with a capital"
        for name in re.findall(r'\{\s*"(\w+)"\s*,', arguments):
            if name not in fields:
                yield line, f"log field {name} is not in api/telemetry/log_fields.yaml"


def check_catalogues(sources):
    """What is promised to dashboards, alerts and those who read logs, and never comes."""
    text = "\n".join(file.read_text() for file in sources)
    used = set(re.findall(r"catalog::(\w+)", text))
    catalogue = ROOT / "api/telemetry/metrics.yaml"
    for metric in yaml.safe_load(catalogue.read_text())["metrics"]:
        if metric["name"] not in used:
            yield catalogue, 1, f"{metric['name']} is measured nowhere"
    catalogue = ROOT / "api/telemetry/log_fields.yaml"
    written = set(re.findall(r'"(\w+)"', text))
    for name in yaml.safe_load(catalogue.read_text())["fields"]:
        if name not in written:
            yield catalogue, 1, f"{name} is on no line"


def spans_named(text):
    """Pairs of place and name, for every span whose name is written out."""
    for call in SPAN.finditer(text):
        arguments = argument_text(text, call.end())
        name = re.search(r'\.span = "([^"]+)"', arguments) or re.search(r'\.name = "([^"]+)"', arguments)
        if name:
            yield call.start(), name[1]
    for call in SPAN_NAME.finditer(text):
        yield call.start(), call[1]


def check_spans(files, catalogue):
    names = {name: "in" in span for span in catalogue["spans"] for name in span["names"]}
    texts = {file: file.read_text() for file in files}
    for file, text in texts.items():
        for place, name in spans_named(text):
            if name not in names:
                yield file, text.count("\n", 0, place) + 1, f"span {name} is not in api/telemetry/spans.yaml"
        for call in SPAN_ATTRIBUTE.finditer(text):
            if call[1] not in catalogue["attributes"]:
                line = text.count("\n", 0, call.start()) + 1
                yield file, line, f"span attribute {call[1]} is not in api/telemetry/spans.yaml"
    everything = "\n".join(texts.values())
    written = [name for name, varies in names.items() if not varies] + list(catalogue["attributes"])
    for name in written:
        if f'"{name}"' not in everything:
            yield generate_spans.SOURCE, 1, f"{name} is nowhere in src"
    for span in catalogue["spans"]:
        if "in" in span and not (ROOT / span["in"]).exists():
            yield generate_spans.SOURCE, 1, f"{span['in']} does not exist"


def check_script(file):
    lines = file.read_text().splitlines()
    if file.suffix in (".txt", ".sh"):
        return
    if len(lines) > 60:
        yield 61, f"{len(lines)} lines; 60 is the limit"
    if not file.stat().st_mode & 0o100:
        yield 1, "has no run bit"
    if lines[:1] != ["#!/usr/bin/env bash"] or not lines[1].startswith("# "):
        yield 1, "does not begin with #!/usr/bin/env bash and its help"


def check_workflow(file):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        command = re.match(r"\s*-?\s*run:\s*(.*)", line)
        if command and not re.fullmatch(r"scripts/\w+[^;&|]*", command[1]):
            yield number, f"runs {command[1]!r}, which is no command of scripts/"


def main():
    breaches = list(check_modules())
    fields = set(yaml.safe_load((ROOT / "api/telemetry/log_fields.yaml").read_text())["fields"])
    for file in tracked("src/*.cpp", "src/*.hpp", "bench/*.cpp", "bench/*.hpp"):
        breaches += [(file, *breach) for breach in check_cpp(file)]
        if not file.stem.endswith("_test") and "testing" not in file.parts:
            breaches += [(file, *breach) for breach in check_log_calls(file, fields)]
    shipped = [file for file in tracked("src/*.cpp", "src/*.hpp") if not file.stem.endswith("_test") and "testing" not in file.parts]
    breaches += check_catalogues(shipped)
    sources = [
        file
        for file in tracked("src/*.cpp", "src/*.hpp")
        if not file.stem.endswith("_test") and "testing" not in file.parts
    ]
    breaches += check_spans(sources, generate_spans.load())
    for file in tracked("scripts/*"):
        breaches += [(file, *breach) for breach in check_script(file)]
    for file in tracked(".github/workflows/*"):
        breaches += [(file, *breach) for breach in check_workflow(file)]
    for file, line, what in breaches:
        print(f"{file.relative_to(ROOT)}:{line}: {what}")
    print(f"check_tree: {len(breaches)} breaches")
    sys.exit(bool(breaches))


if __name__ == "__main__":
    main()
