"""The labelled set for scrubbing is deterministic, large enough, and its values are what they claim to be."""
import collections
import random
import re
import unittest

import generate_log_fields
import make_scrub_set
import scrub_secrets
import scrub_values


class ScrubSet(unittest.TestCase):
    def test_is_the_same_for_the_same_seed_and_another_for_another(self):
        first = list(make_scrub_set.make_lines(300, 1))
        self.assertEqual(first, list(make_scrub_set.make_lines(300, 1)))
        self.assertNotEqual(first, list(make_scrub_set.make_lines(300, 2)))

    def test_has_every_kind_and_marks_that_are_balanced(self):
        kinds = collections.Counter()
        for line in make_scrub_set.make_lines(3000, 1):
            self.assertRegex(line, r"^\w+\t")
            self.assertNotIn("\n", line)
            marks = re.findall(r"\x01(\w+)\x02[^\x01-\x03]+\x03", line)
            self.assertEqual(sum(line.count(mark) for mark in "\x01\x02\x03"), 3 * len(marks))
            kinds.update(marks)
        self.assertEqual(set(kinds), set(make_scrub_set.KINDS))
        self.assertGreater(min(kinds.values()), 50)


class Values(unittest.TestCase):
    """Published numbers, so that generator and scrubber cannot be wrong together."""

    def test_know_the_checksum_of_cards(self):
        self.assertEqual(scrub_values.luhn_digit("411111111111111"), "1")
        self.assertEqual(scrub_values.luhn_digit("37828224631000"), "5")

    def test_make_ibans_of_remainder_one(self):
        rng = random.Random(1)
        for _ in range(100):
            text = scrub_values.iban(rng).replace(" ", "").upper()
            self.assertEqual(int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97, 1)

    def test_make_a_checksum_at_the_end_of_tokens(self):
        token = scrub_secrets.lectern_key(random.Random(1))
        self.assertEqual(scrub_secrets.base62_crc(token[:-6]), token[-6:])
        self.assertEqual(len(token), 69)


class LogFields(unittest.TestCase):
    def test_lists_unscrubbed_fields_in_order(self):
        header = generate_log_fields.header({"fields": {}, "unscrubbed": ["b", "a"]})
        self.assertIn("std::array<std::string_view, 2>", header)
        self.assertLess(header.index('"a"'), header.index('"b"'))

    def test_knows_each_of_them(self):
        catalogue = generate_log_fields.load()
        self.assertLessEqual(set(catalogue["unscrubbed"]), set(catalogue["fields"]))
        for name in ("detail", "error", "reason", "remote_address", "file", "document_id"):
            self.assertNotIn(name, catalogue["unscrubbed"])


if __name__ == "__main__":
    unittest.main()
