"""What api/openapi/lectern.yaml says of its operations."""
import functools
import pathlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def resolved(contract, node):
    """Follows a local reference."""
    if "$ref" in node:
        path, node = node["$ref"].split("/")[1:], contract
        for part in path:
            node = node[part]
    return node


@functools.cache
def operations():
    """operationId -> (method, path, parameters, operation)."""
    contract = yaml.safe_load((ROOT / "api/openapi/lectern.yaml").read_text())
    found = {}
    for path, item in contract["paths"].items():
        for method in ("get", "put", "post", "delete"):
            if method in item:
                given = item.get("parameters", []) + item[method].get("parameters", [])
                parameters = [resolved(contract, parameter) for parameter in given]
                found[item[method]["operationId"]] = (method.upper(), path, parameters, item[method])
    return found
