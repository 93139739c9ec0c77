"""What a PromQL expression reads: enough of the language to find its selectors, and no more."""
import re

WORDS = {"and", "or", "unless", "atan2", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"}
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)")
NAMELESS = re.compile(r"(?<=[(,])\{[^{}]*\}")
RANGE = re.compile(r"\[[^\[\]]*\]")
SELECTOR = re.compile(r"(?<![\w:.$])([a-zA-Z_:][\w:]*)\b(?!\s*\()(\s*\{[^{}]*\})?")


def blanked(pattern, text):
    """With blanks, or for strings a filler, in the place of what matches; of the same length."""
    return pattern.sub(lambda match: ("_" if pattern is STRING else " ") * len(match[0]), text)


def selectors(expression):
    """`name{matchers}` of each that has a name, as written, in order."""
    masked = re.sub(r"#[^\n]*", lambda match: " " * len(match[0]), blanked(STRING, expression))
    for pattern in (GROUPING, NAMELESS, RANGE):
        masked = blanked(pattern, masked)
    for match in SELECTOR.finditer(masked):
        if match[1].lower() not in WORDS and not set(match[1]) <= {"_"}:
            yield expression[match.start() : match.end()].strip()


def metric_names(expression):
    return {selector.partition("{")[0].strip() for selector in selectors(expression)}
