#!/usr/bin/env python3
"""Shows that compare.py sees what it is there to see, and forgives what it says it does."""
import unittest

from compare import difference, null_above, unexpected


def executed(data, *errors):
    found = [{"path": path, "locations": places} for path, places in errors]
    return {"parse": "ok", "rules": [], "result": {"data": data, "errors": found}}


def invalid(*rules):
    return {"parse": "ok", "rules": [list(rule) for rule in rules]}


class Difference(unittest.TestCase):
    def assert_differ(self, stage, reference, ours):
        self.assertEqual(difference(reference, ours)[0], stage)

    def test_place_of_a_syntax_error(self):
        self.assert_differ("parse", {"parse": [1, 2]}, {"parse": [1, 3]})
        self.assert_differ("parse", {"parse": [1, 2]}, executed({}))
        self.assertIsNone(difference({"parse": [1, 2]}, {"parse": [1, 2]}))

    def test_rules_and_their_places(self):
        one = ("ScalarLeafs", [[1, 1]])
        self.assert_differ("rules", invalid(one), invalid())
        self.assert_differ("rules", invalid(one), invalid(("ScalarLeafs", [[1, 2]])))
        self.assert_differ("rules", invalid(one), invalid(("KnownTypeNames", [[1, 1]])))
        self.assertIsNone(difference(invalid(one, one), invalid(one)))

    def test_order_of_keys(self):
        self.assert_differ("data", executed({"a": 1, "b": 2}), executed({"b": 2, "a": 1}))

    def test_kinds_of_values(self):
        self.assert_differ("data", executed({"a": 1}), executed({"a": True}))
        self.assert_differ("data", executed({"a": 1}), executed({"a": "1"}))
        self.assertIsNone(difference(executed({"a": 1}), executed({"a": 1.0})))

    def test_absent_is_not_null(self):
        refused = {"parse": "ok", "rules": [], "result": {"errors": [{"path": None, "locations": [[1, 1]]}]}}
        self.assert_differ("data", executed(None, (["a"], [[1, 1]])), refused)

    def test_errors_of_fields(self):
        reference = executed({"a": None}, (["a"], [[1, 3]]))
        self.assert_differ("errors", reference, executed({"a": None}))
        self.assert_differ("errors", reference, executed({"a": None}, (["a"], [[1, 4]])))

    def test_any_error_below_a_null_that_spread(self):
        reference = executed({"a": None}, (["a", "b"], [[1, 3]]))
        self.assertIsNone(difference(reference, executed({"a": None}, (["a", "c"], [[1, 5]]))))
        self.assert_differ("errors", reference, executed({"a": None}, (["a"], [[1, 5]])))

    def test_introspection_but_for_order_and_built_in_descriptions(self):
        first = {"__schema": {"types": [{"name": "A", "description": "a"}, {"name": "Int", "description": "x"}]}}
        second = {"__schema": {"types": [{"name": "Int", "description": "y"}, {"name": "A", "description": "a"}]}}
        third = {"__schema": {"types": [{"name": "Int", "description": "y"}, {"name": "A", "description": "b"}]}}
        self.assertIsNone(difference(executed(first), executed(second)))
        self.assert_differ("data", executed(first), executed(third))

    def test_place_of_a_null(self):
        self.assertEqual(null_above({"a": [None, {"b": 1}]}, ["a", 0, "b"]), ["a", 0])
        self.assertEqual(null_above(None, ["a"]), [])

    def test_labels_of_hand_made_documents(self):
        request = {"expect": "invalid", "rule": "ScalarLeafs"}
        self.assertTrue(unexpected(request, invalid(("KnownTypeNames", []))))
        self.assertFalse(unexpected(request, invalid(("ScalarLeafs", []))))
        self.assertTrue(unexpected({"expect": "valid", "rule": "X"}, invalid(("ScalarLeafs", []))))


if __name__ == "__main__":
    unittest.main()
