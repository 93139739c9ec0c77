"""Tests of embed_text.py: python3 -m unittest tools/embed_text_test.py"""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import embed_text


class EmbedText(unittest.TestCase):
    def test_the_literals_join_to_the_text(self):
        text = "".join(f'line {n} "quoted" \\ )\n' for n in range(2000))
        parts = re.findall(r'R"text\((.*?)\)text"', embed_text.literals(text), re.DOTALL)
        self.assertGreater(len(parts), 1)
        self.assertTrue(all(len(part) <= embed_text.PART for part in parts))
        self.assertEqual("".join(parts), text)

    def test_an_empty_text_is_an_empty_literal(self):
        self.assertEqual(embed_text.literals("").strip(), 'R"text()text"')

    def test_a_text_that_would_end_its_literal_is_refused(self):
        with self.assertRaises(ValueError):
            embed_text.literals('a )text" b')

    def test_namespace_and_include_follow_from_the_header(self):
        header, source = embed_text.render("x", "a.graphql", "transport/graphql/contract/schema_text.hpp", "schema_text")
        self.assertIn("namespace lectern::transport::graphql::contract {", header)
        self.assertIn("std::string_view schema_text();", header)
        self.assertIn('#include "transport/graphql/contract/schema_text.hpp"', source)


if __name__ == "__main__":
    unittest.main()
