#!/usr/bin/env python3
"""Writes the sample documents in docs/samples: one HTML page, one PDF, one Word document.

  tools/make_samples.py          writes them
  tools/make_samples.py --check  fails when they differ from what would be written

The texts are in tools/samples/*.txt, one block a line: `# title`, `## heading`, `- item`, `| cell | cell |`, or a
paragraph. Only the standard library is used, and nothing depends on time or machine: equal input, equal bytes.
"""

import argparse
import html
import pathlib
import sys
import textwrap

from sample_blocks import read_blocks, runs, title_of
from sample_docx import make_docx
from sample_pdf import make_pdf

ROOT = pathlib.Path(__file__).resolve().parent.parent


def make_html(blocks):
    body = []
    for kind, texts in runs(blocks):
        if kind == "li":
            body += ["<ul>"] + [f"  <li>{html.escape(text)}</li>" for text in texts] + ["</ul>"]
        elif kind == "tr":
            body.append("<table>")
            for number, cells in enumerate(texts):
                tag = "td" if number else "th"
                body.append("  <tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>")
            body.append("</table>")
        else:
            for text in texts:
                lines = textwrap.wrap(html.escape(text), 110)
                body.append(f"<{kind}>" + "\n".join(lines) + f"</{kind}>")
    title = html.escape(title_of(blocks))
    head = f'<meta charset="utf-8">\n<title>{title}</title>'
    nav = '<nav><a href="/">Home</a> <a href="/docs">Documentation</a></nav>'
    page = f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{nav}\n<main>\n'
    page += "\n".join(body) + "\n</main>\n<footer>A sample document of Lectern</footer>\n</body>\n</html>\n"
    return page.encode()


SAMPLES = {
    "retrieval-terms.html": (make_html, "retrieval-terms.txt"),
    "operations-note.pdf": (make_pdf, "operations-note.txt"),
    "retention-policy.docx": (make_docx, "retention-policy.txt"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a sample is stale")
    check = parser.parse_args().check
    stale = False
    for name, (make, source) in SAMPLES.items():
        path = ROOT / "docs" / "samples" / name
        content = make(read_blocks(ROOT / "tools" / "samples" / source))
        if check:
            if not path.exists() or path.read_bytes() != content:
                print(f"{path.relative_to(ROOT)} is stale: run tools/make_samples.py", file=sys.stderr)
                stale = True
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
