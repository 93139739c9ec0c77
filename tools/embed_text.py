#!/usr/bin/env python3
"""Makes a C++ function of a text file, so that the program carries it.

    embed_text.py <text file> <output folder> <path of the header in it, e.g. a/b/schema_text.hpp> <function>

Writes the header and a source beside it; the function, in the namespace that follows from the header's folder, gives
the text. The output depends on the input alone.
"""
import pathlib
import sys

PART = 8000  # Compilers limit the length of one literal.
DELIMITER = "text"


def literals(text):
    """The text as raw literals that the compiler joins."""
    if f"){DELIMITER}\"" in text:
        raise ValueError(f'the text must not hold ){DELIMITER}"')
    parts = [text[at : at + PART] for at in range(0, len(text), PART)] or [""]
    return "\n".join(f'    R"{DELIMITER}({part}){DELIMITER}"' for part in parts)


def render(text, name, header, function):
    """The contents of header and source."""
    note = f"// Made by tools/embed_text.py from {name}; do not edit.\n"
    namespace = "lectern::" + "::".join(pathlib.PurePosixPath(header).parent.parts)
    opening, closing = f"namespace {namespace} {{\n\n", f"}}  // namespace {namespace}\n"
    return (
        f"{note}#pragma once\n\n#include <string_view>\n\n{opening}"
        f"/// The text of {name}.\nstd::string_view {function}();\n\n{closing}",
        f'{note}#include "{header}"\n\n{opening}'
        f"std::string_view {function}() {{\n    return\n{literals(text)};\n}}\n\n{closing}",
    )


def main():
    source, folder, header, function = sys.argv[1:5]
    source = pathlib.Path(source)
    target = pathlib.Path(folder) / header
    declaration, definition = render(source.read_text(encoding="utf-8"), source.name, header, function)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(declaration, encoding="utf-8")
    target.with_suffix(".cpp").write_text(definition, encoding="utf-8")


if __name__ == "__main__":
    main()
