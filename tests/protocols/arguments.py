"""What a call's arguments say, apart from the form that a protocol gives them."""
import re


def wait_seconds(arguments):
    """Of `Prefer: wait=N`; 0 without."""
    wait = re.search(r"wait=(\d+)", arguments.pop("Prefer", ""))
    return int(wait[1]) if wait else 0


def matched_version(arguments):
    """Of `If-Match: "N"`; None without."""
    match = arguments.pop("If-Match", None)
    return int(match.strip('"')) if match else None


def retrieve_body(arguments):
    """The body of `retrieve` that asks what the parameters of `retrieveByQuery` ask."""
    body = {name: arguments.pop(name) for name in ("mode", "top_k", "highlight", "explain", "cursor") if name in arguments}
    body["query"] = arguments.pop("q")
    for name, member in (("dataset", "datasets"), ("facet", "facets")):
        if name in arguments:
            value = arguments.pop(name)
            body[member] = value if isinstance(value, list) else [value]
    return body
