"""Reads the texts of the sample documents (tools/samples) for tools/make_samples.py."""

import pathlib


def read_blocks(path):
    """Gives (kind, text) pairs; kind is h1, h2, li, tr or p, and a row's text is a list of cells."""
    blocks = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        for mark, kind in (("## ", "h2"), ("# ", "h1"), ("- ", "li")):
            if line.startswith(mark):
                blocks.append((kind, line[len(mark):]))
                break
        else:
            if line.startswith("|"):
                blocks.append(("tr", [cell.strip() for cell in line.strip("|").split("|")]))
            elif line:
                blocks.append(("p", line))
    return blocks


def runs(blocks):
    """Groups neighbours of one kind, as lists and tables need an element around them."""
    group = []
    for block in blocks:
        if group and group[0][0] != block[0]:
            yield group[0][0], [text for _, text in group]
            group = []
        group.append(block)
    if group:
        yield group[0][0], [text for _, text in group]


def title_of(blocks):
    return next(text for kind, text in blocks if kind == "h1")
