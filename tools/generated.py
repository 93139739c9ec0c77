"""What the generators of tools/ share: their command line, and the header of a list of names."""
import argparse
import pathlib


def main(doc, load, **makers):
    """Writes what each maker makes of what `load` gives, to the file that its option names."""
    parser = argparse.ArgumentParser(description=doc)
    for name in makers:
        parser.add_argument(f"--{name}", type=pathlib.Path)
    wanted = {name: path for name, path in vars(parser.parse_args()).items() if path}
    source = load()
    for name, path in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(makers[name](source))


def names_header(source, tool, meaning, constant, names):
    """A C++ header of the catalogue with an array of names, in order."""
    quoted = "".join(f'    "{name}",\n' for name in sorted(names))
    return f"""// Made from {source} by tools/{tool}.
#pragma once

#include <array>
#include <string_view>

namespace lectern::telemetry::catalog {{

/// {meaning} In order.
inline constexpr std::array<std::string_view, {len(names)}> {constant}{{
{quoted}}};

}}  // namespace lectern::telemetry::catalog
"""
