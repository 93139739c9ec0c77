"""The generators refuse catalogues that would mislead, and are deterministic."""
import copy
import pathlib
import subprocess
import sys
import tempfile
import unittest

import generate_config
import generate_telemetry

TOOLS = pathlib.Path(__file__).resolve().parent


class TelemetryCatalogue(unittest.TestCase):
    def metric(self, **changes):
        metric = {"name": "things_total", "type": "counter", "help": "Things.", "labels": {}, "max_series": 1}
        return metric | changes

    def check(self, metric, seen=None):
        catalogue = {"bucket_sets": {"b": [1, 2], "falling": [2, 1]}, "label_sets": {}}
        generate_telemetry.check(metric, catalogue, set() if seen is None else seen)

    def test_accepts_a_good_metric(self):
        self.check(self.metric())
        self.check(self.metric(name="wait_seconds", type="histogram", unit="seconds", buckets="b"))

    def test_refuses_misleading_ones(self):
        for changes in (
            {"name": "Things_total"},
            {"name": "things"},
            {"type": "gauge"},
            {"type": "summary"},
            {"help": "Things"},
            {"unit": "seconds"},
            {"max_series": 0},
            {"buckets": "b"},
            {"name": "wait_seconds", "type": "histogram"},
            {"name": "wait_seconds", "type": "histogram", "buckets": "falling"},
        ):
            with self.subTest(changes), self.assertRaises(SystemExit):
                self.check(self.metric(**changes))

    def test_refuses_a_name_twice(self):
        with self.assertRaises(SystemExit):
            self.check(self.metric(), {"things_total"})

    def test_gives_the_same_header_twice(self):
        catalogue = generate_telemetry.load()
        self.assertEqual(generate_telemetry.header(catalogue), generate_telemetry.header(copy.deepcopy(catalogue)))


class ConfigSchema(unittest.TestCase):
    def load(self, text):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "schema.yaml"
            source.write_text(text)
            return generate_config.load(source)

    def test_refuses_bad_keys_and_shared_names(self):
        option = "{{key: {}, type: string, default: a, help: b}}"
        self.assertEqual(len(self.load("options:\n - " + option.format("a.b"))), 1)
        self.assertEqual(len(self.load("options:\n - " + option.format("a.b.c"))), 1)
        for keys in (["ab"], ["A.b"], ["a.b", "a.b"], ["a.b.c", "a.b_c"], ["a.b.c.d"]):
            with self.subTest(keys), self.assertRaises(SystemExit):
                self.load("options:\n" + "".join(f" - {option.format(key)}\n" for key in keys))

    def test_puts_sections_into_sections(self):
        options = self.load(
            "options:\n - {key: a.x, type: boolean, default: true, help: h}\n"
            " - {key: a.b.y, type: number, range: [0, 1], default: 0.5, help: h}\n"
        )
        header = generate_config.header(options)
        self.assertIn("struct A {\n        bool x = true;  ///< h\n        struct B {\n            double y = 0.5;", header)
        self.assertIn("parse_number(text, 0, 1, config.a.b.y)", header)

    def test_writes_defaults_in_base_units(self):
        default = lambda kind, value: generate_config.cpp_default({"type": kind, "default": value})
        self.assertEqual(default("duration", "5m"), "std::chrono::milliseconds{300000}")
        self.assertEqual(default("bytes", "64KiB"), "65536")
        self.assertEqual(default("boolean", False), "false")


class LayerCheck(unittest.TestCase):
    def run_check(self, layers, files):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder)
            (source / "layers.txt").write_text(layers)
            for name, text in files.items():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                (source / name).write_text(text)
            command = [sys.executable, TOOLS / "check_layers.py", source]
            return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_lets_allowed_includes_pass(self):
        result = self.run_check("a:\nb: a\n", {"a/x.hpp": "", "b/y.cpp": '#include "a/x.hpp"\n'})
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_names_the_line_of_a_wrong_include(self):
        result = self.run_check("a:\nb: a\n", {"a/x.hpp": '\n#include "b/y.hpp"\n', "b/y.hpp": ""})
        self.assertEqual(result.returncode, 1)
        self.assertIn("x.hpp:2: a may not include b", result.stdout)

    def test_refuses_directions_that_point_down(self):
        self.assertNotEqual(self.run_check("a: b\nb:\n", {}).returncode, 0)


if __name__ == "__main__":
    unittest.main()
