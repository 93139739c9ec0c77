"""The generators refuse catalogues that would mislead, and are deterministic."""
import copy
import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_tree
import generate_config
import generate_spans
import generate_telemetry

TOOLS = pathlib.Path(__file__).resolve().parent


class TelemetryCatalogue(unittest.TestCase):
    def metric(self, **changes):
        metric = {"name": "things_total", "type": "counter", "help": "Things.", "labels": {}, "max_series": 1}
        return metric | changes

    def check(self, metric, seen=None):
        catalogue = {"bucket_sets": {"b": [0.5, 1], "falling": [2, 0.5], "coarse": [1, 2]}, "label_sets": {}}
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
            {"name": "wait_seconds", "type": "histogram", "buckets": "coarse"},
            {"labels": {"a": {"first": "x.y"}, "b": {"first": "x.y"}}},
        ):
            with self.subTest(changes), self.assertRaises(SystemExit):
                self.check(self.metric(**changes))

    def test_begins_at_zero_what_has_known_labels(self):
        known = self.metric(from_zero=True, labels={"color": ["red", "blue"], "size": ["s"]}, max_series=2)
        self.check(known)
        zeros = list(generate_telemetry.counters_from_zero({"metrics": [known, self.metric()]}))
        self.assertEqual(zeros, [("things_total", ("red", "s")), ("things_total", ("blue", "s"))])
        for changes in (
            {"max_series": 1},
            {"labels": {"color": {"bounded": 2}}},
            {"name": "things", "type": "gauge"},
        ):
            with self.subTest(changes), self.assertRaises(SystemExit):
                self.check(known | changes)

    def test_tells_which_label_is_folded(self):
        self.assertIsNone(generate_telemetry.folded_place(self.metric(labels={"a": ["b"], "c": {"bounded": 2}})))
        self.assertEqual(generate_telemetry.folded_place(self.metric(labels={"a": ["b"], "c": {"first": "x.y"}})), 1)

    def test_refuses_a_name_twice(self):
        with self.assertRaises(SystemExit):
            self.check(self.metric(), {"things_total"})

    def test_gives_the_same_header_twice(self):
        catalogue = generate_telemetry.load()
        self.assertEqual(generate_telemetry.header(catalogue), generate_telemetry.header(copy.deepcopy(catalogue)))


class SpanCatalogue(unittest.TestCase):
    ATTRIBUTES = {"http.route": "The route."}

    def span(self, **changes):
        return {"names": ["fuse"], "kind": "internal", "when": "Always.", "attributes": []} | changes

    def found(self, source):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "some.cpp"
            file.write_text(source)
            catalogue = {"spans": [self.span(names=["fuse", "retrieve"])], "attributes": self.ATTRIBUTES}
            return [what for _, _, what in check_tree.check_spans([file], catalogue)]

    def test_refuses_misleading_spans(self):
        generate_spans.check(self.span(names=["{a} {b}"], **{"in": "x.cpp"}), self.ATTRIBUTES, set())
        for changes in (
            {"kind": "inner"},
            {"when": "Always"},
            {"names": ["fuse", "fuse"]},
            {"names": ["{a}"]},
            {"in": "x.cpp"},
            {"attributes": ["http.rout"]},
        ):
            with self.subTest(changes), self.assertRaises(SystemExit):
                generate_spans.check(self.span(**changes), self.ATTRIBUTES, set())

    def test_gives_the_same_page_twice(self):
        self.assertEqual(generate_spans.reference(generate_spans.load()), generate_spans.reference(generate_spans.load()))

    def test_finds_spans_and_attributes_that_are_not_in_the_catalogue(self):
        good = 'Stage s(t, c, {.name = "total", .span = "retrieve"}); s.set({"http.route", r}); stage("fuse");'
        self.assertEqual(self.found(good), [])
        self.assertEqual(len(self.found(good + 'telemetry::Stage x(t, c, {.name = "other"});')), 1)
        self.assertEqual(len(self.found(good + 'calls_.observe(context, "drop", f);')), 1)
        self.assertEqual(len(self.found(good + 'span->set({"http.rout", 1});')), 1)
        self.assertEqual(len(self.found(good.replace('stage("fuse")', ""))), 1)


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
