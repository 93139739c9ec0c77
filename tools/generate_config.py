#!/usr/bin/env python3
"""Makes the C++ option struct and the reference page of settings from api/config/lectern.schema.yaml.

    generate_config.py --header OUT.hpp      at build time
    generate_config.py --reference OUT.md    by scripts/generate, committed
"""
import pathlib
import re
import sys

import generated
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "api/config/lectern.schema.yaml"
CPP_TYPES = {
    "string": "std::string",
    "choice": "std::string",
    "integer": "std::uint64_t",
    "number": "double",
    "boolean": "bool",
    "duration": "std::chrono::milliseconds",
    "bytes": "std::uint64_t",
}
DURATIONS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
SIZES = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def load(source=SOURCE):
    options = yaml.safe_load(source.read_text())["options"]
    names = [option["key"] for option in options] + [environment(option) for option in options]
    names += [option["flag"] for option in options if "flag" in option]
    for option in options:
        if not re.fullmatch(r"[a-z]+(\.[a-z]+)?\.[a-z_]+", option["key"]) or option["type"] not in CPP_TYPES:
            sys.exit(f"{source.name}: {option['key']}: bad key or type")
    if len(names) != len(set(names)):
        sys.exit(f"{source.name}: two options share a key, an environment variable or a flag")
    return options


def environment(option):
    return "LECTERN_" + option["key"].upper().replace(".", "_")


def cpp_default(option):
    value = option["default"]
    if option["type"] in ("string", "choice"):
        return f'"{value}"'
    if option["type"] == "boolean":
        return str(value).lower()
    if option["type"] == "duration":
        number, unit = re.fullmatch(r"(\d+)(ms|s|m|h)", value).groups()
        return f"std::chrono::milliseconds{{{int(number) * DURATIONS[unit]}}}"
    if option["type"] == "bytes":
        number, unit = re.fullmatch(r"(\d+)(KiB|MiB|GiB|)", str(value)).groups()
        return str(int(number) * SIZES[unit])
    return str(value)


def parser_of(option):
    target = f"config.{option['key']}"
    if option["type"] == "choice":
        choices = ", ".join(f'"{choice}"' for choice in option["choices"])
        return f"parse_choice(text, {{{choices}}}, {target})"
    if option["type"] == "integer":
        low, high = option["range"]
        return f"parse_integer(text, {low}, {high}, {target})"
    if option["type"] == "number":
        low, high = option["range"]
        return f"parse_number(text, {low}, {high}, {target})"
    return f"parse_{option['type']}(text, {target})"


def section_struct(name, options, depth):
    """The struct of a section, and of the sections in it. `options` are pairs of the rest of the key and the option."""
    indent = "    " * depth
    lines, inner = [f"{indent}struct {name.capitalize()} {{"], {}
    for key, option in options:
        first, _, rest = key.partition(".")
        if rest:
            inner.setdefault(first, []).append((rest, option))
            continue
        lines.append(f"{indent}    {CPP_TYPES[option['type']]} {key} = {cpp_default(option)};  ///< {option['help']}")
    for section, members in inner.items():
        lines += section_struct(section, members, depth + 1)
    return lines + [f"{indent}}} {name}{{}};"]


def header(options):
    sections = {}
    for option in options:
        section, _, rest = option["key"].partition(".")
        sections.setdefault(section, []).append((rest, option))
    lines = [
        "// Made from api/config/lectern.schema.yaml by tools/generate_config.py.",
        "#pragma once",
        "",
        "#include <array>",
        "#include <chrono>",
        "#include <cstdint>",
        "#include <string>",
        "#include <string_view>",
        "",
        '#include "app/option_values.hpp"',
        '#include "core/result.hpp"',
        "",
        "namespace lectern::app {",
        "",
        "/// Every setting, at its default.",
        "struct Config {",
    ]
    for section, members in sections.items():
        lines += section_struct(section, members, 1)
    lines += [
        "};",
        "",
        "/// How a setting is named outside, and how its text is read.",
        "struct Option {",
        "    std::string_view key;",
        "    std::string_view environment;",
        "    std::string_view flag;  ///< Empty: none of its own.",
        "    std::string_view help;",
        "    bool is_switch = false; ///< The flag stands alone.",
        "    Result<void> (*set)(Config& config, std::string_view text);",
        "};",
        "",
        f"inline constexpr std::array<Option, {len(options)}> all_options{{{{",
    ]
    for option in options:
        switch = str(option["type"] == "boolean").lower()
        help_text = option["help"].replace("`", "'")
        lines.append(
            f'    {{"{option["key"]}", "{environment(option)}", "{option.get("flag", "")}", "{help_text}", {switch},'
        )
        lines.append(f"     [](Config& config, std::string_view text) {{ return {parser_of(option)}; }}}},")
    lines += ["}};", "", "}  // namespace lectern::app", ""]
    return "\n".join(lines)


def reference(options):
    lines = [
        "# Configuration",
        "",
        "Made from `api/config/lectern.schema.yaml` by `scripts/generate`; change it there.",
        "",
        "A setting is read from the TOML file named by `--config` or `LECTERN_CONFIG`, then from the environment, then from",
        "the command line (`--set key=value`, or its own flag); the later wins. A name that is not below is an error.",
        "",
        "| setting | environment | flag | default | meaning |",
        "| --- | --- | --- | --- | --- |",
    ]
    for option in options:
        flag = f"`{option['flag']}`" if "flag" in option else ""
        default = str(option["default"]).lower() if option["type"] == "boolean" else option["default"]
        meaning = option["help"]
        if "range" in option:
            meaning += f" {option['range'][0]} to {option['range'][1]}."
        default = f"`{default}`" if default != "" else "empty"
        lines.append(f"| `{option['key']}` | `{environment(option)}` | {flag} | {default} | {meaning} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    generated.main(__doc__, load, header=header, reference=reference)
