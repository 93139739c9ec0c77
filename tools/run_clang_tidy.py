#!/usr/bin/env python3
"""Runs clang-tidy 19 over the sources of a build, two at a time, and remembers which came out clean.

    run_clang_tidy.py BUILD_FOLDER [FILE...]

A file is looked at again only when it, a header of ours, .clang-tidy or its command changed since it was clean.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLEAN = pathlib.Path(os.environ.get("LECTERN_CACHE", pathlib.Path.home() / ".cache/lectern")) / "clang-tidy"


def digest(*parts):
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def includes(file, seen):
    """Our headers that a file includes, also through others."""
    for line in file.read_text().splitlines():
        if line.startswith('#include "'):
            header = ROOT / "src" / line.split('"')[1]
            if header.exists() and header not in seen:
                seen.add(header)
                includes(header, seen)
    return seen


def fingerprint(entry):
    file = pathlib.Path(entry["file"])
    parts = [(ROOT / ".clang-tidy").read_bytes(), file.read_bytes(), entry["command"].replace(str(ROOT), "").encode()]
    return digest(*parts, *(header.read_bytes() for header in sorted(includes(file, set()))))


def check(build, entry):
    mark = CLEAN / fingerprint(entry)
    if mark.exists():
        return 0, ""
    command = ["clang-tidy-19", "--quiet", "-p", str(build), "--extra-arg=-w", entry["file"]]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        mark.touch()
    return result.returncode, result.stdout


def main():
    build = pathlib.Path(sys.argv[1])
    wanted = {str(pathlib.Path(name).resolve()) for name in sys.argv[2:]}
    entries = [
        entry
        for entry in json.loads((build / "compile_commands.json").read_text())
        if entry["file"].startswith(str(ROOT / "src"))
        and not entry["file"].endswith("_test.cpp")
        and (not wanted or entry["file"] in wanted)
    ]
    CLEAN.mkdir(parents=True, exist_ok=True)
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for code, text in pool.map(lambda entry: check(build, entry), entries):
            failures += code != 0
            if text.strip() and code != 0:
                print(text)
    print(f"clang-tidy: {len(entries)} files, {failures} with findings")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
