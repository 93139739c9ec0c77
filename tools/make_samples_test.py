"""The samples are what their generator writes, and well-formed."""
import io
import re
import unittest
import xml.dom.minidom
import zipfile

import make_samples
from sample_blocks import read_blocks
from sample_docx import make_docx
from sample_pdf import make_pdf

BLOCKS = [("h1", "A (title)"), ("p", "word " * 400), ("h2", "Part"), ("li", "item <1>"), ("tr", ["a", "b & c"])]


class Samples(unittest.TestCase):
    def test_committed_ones_are_current(self):
        for name, (make, source) in make_samples.SAMPLES.items():
            blocks = read_blocks(make_samples.ROOT / "tools" / "samples" / source)
            with self.subTest(name):
                self.assertEqual((make_samples.ROOT / "docs" / "samples" / name).read_bytes(), make(blocks))

    def test_pdf_objects_stand_where_the_table_says(self):
        pdf = make_pdf(BLOCKS)
        start = int(re.search(rb"startxref\n(\d+)\n", pdf).group(1))
        self.assertTrue(pdf[start:].startswith(b"xref\n"))
        offsets = re.findall(rb"(\d{10}) 00000 n ", pdf[start:])
        for number, offset in enumerate(offsets, 1):
            self.assertTrue(pdf[int(offset):].startswith(b"%d 0 obj\n" % number))

    def test_docx_parts_are_xml(self):
        archive = zipfile.ZipFile(io.BytesIO(make_docx(BLOCKS)))
        self.assertIsNone(archive.testzip())
        for name in archive.namelist():
            xml.dom.minidom.parseString(archive.read(name))
        self.assertIn("item &lt;1&gt;", archive.read("word/document.xml").decode())


if __name__ == "__main__":
    unittest.main()
