#!/usr/bin/env python3
"""Turns api/openapi/lectern.yaml into C++: the table of operations and the document itself as JSON.

    generate_openapi.py <lectern.yaml> <output folder>

Writes operations.hpp and openapi_document.cpp. Refuses a document that breaks a rule which the server relies on:
unique operation ids, references that resolve, path parameters that are declared, a schema for every body, and no
schema keyword that the request validator does not know. The output depends on the input alone.
"""
import json
import pathlib
import sys

import yaml

METHODS = ("get", "put", "post", "delete", "patch")
# What src/transport/rest/schema_compiler.cpp checks, and what it may pass over.
CHECKED = set("""$ref type enum const properties required additionalProperties minProperties maxProperties items minItems
    maxItems uniqueItems minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum allOf anyOf oneOf
    not""".split())
ANNOTATIONS = set("title description default examples deprecated format contentEncoding contentMediaType".split())
OPERATION_KEYS = set("""operationId tags summary description parameters requestBody responses deprecated
    x-lectern-listener""".split())


class ContractError(Exception):
    """A rule that the document breaks, with the place where."""


def resolve(document, node):
    """Follows a local $ref."""
    while isinstance(node, dict) and "$ref" in node:
        target = document
        if not node["$ref"].startswith("#/"):
            raise ContractError(f"{node['$ref']}: only references within the document are allowed")
        for part in node["$ref"][2:].split("/"):
            part = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(target, dict) or part not in target:
                raise ContractError(f"{node['$ref']}: does not resolve")
            target = target[part]
        node = target
    return node


def check_schema(document, schema, where):
    """Fails on unknown keywords and on references that lead nowhere, also inside."""
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        raise ContractError(f"{where}: a schema is an object or a boolean")
    if unknown := set(schema) - CHECKED - ANNOTATIONS:
        raise ContractError(f"{where}: unknown keyword {sorted(unknown)}")
    if "$ref" in schema:
        resolve(document, schema)
    for name, child in schema.get("properties", {}).items():
        check_schema(document, child, f"{where}/properties/{name}")
    for keyword in ("items", "additionalProperties", "not"):
        if keyword in schema:
            check_schema(document, schema[keyword], f"{where}/{keyword}")
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, child in enumerate(schema.get(keyword, [])):
            check_schema(document, child, f"{where}/{keyword}/{index}")
    missing = set(schema.get("required", [])) - set(schema.get("properties", {}))
    if missing and "properties" in schema:
        raise ContractError(f"{where}: requires {sorted(missing)}, which it does not describe")


def check_content(document, content, where):
    for media_type, body in content.items():
        if "schema" not in body:
            raise ContractError(f"{where}: {media_type} has no schema")
        check_schema(document, body["schema"], f"{where}/{media_type}")


def check_responses(document, operation, where):
    responses = operation.get("responses", {})
    if "default" not in responses or not any(str(status).startswith("2") for status in responses):
        raise ContractError(f"{where}: needs a success and a default response")
    for status, response in responses.items():
        response = resolve(document, response)
        if "description" not in response:
            raise ContractError(f"{where}: response {status} has no description")
        if "content" not in response and str(status) not in ("204", "304"):
            raise ContractError(f"{where}: response {status} has no content")
        check_content(document, response.get("content", {}), f"{where}/responses/{status}")
        for name, header in response.get("headers", {}).items():
            check_schema(document, resolve(document, header)["schema"], f"{where}/responses/{status}/{name}")


def check_parameters(document, path, parameters, where):
    names = [(parameter["in"], parameter["name"]) for parameter in parameters]
    if len(set(names)) < len(names):
        raise ContractError(f"{where}: a parameter is there twice")
    for parameter in parameters:
        if parameter["in"] == "path" and not parameter.get("required"):
            raise ContractError(f"{where}: path parameter {parameter['name']} must be required")
        check_schema(document, parameter["schema"], f"{where}/parameters/{parameter['name']}")
    in_path = {part[1:-1] for part in path.split("/") if part.startswith("{")}
    declared = {name for place, name in names if place == "path"}
    if in_path != declared:
        raise ContractError(f"{where}: path parameters {sorted(in_path)} are declared as {sorted(declared)}")


def read_operations(document):
    """Checks the whole document; returns its operations in the order in which they stand."""
    operations = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            where = f"{method.upper()} {path}"
            if unknown := set(operation) - OPERATION_KEYS:
                raise ContractError(f"{where}: unknown key {sorted(unknown)}")
            if not operation.get("operationId", "").isidentifier():
                raise ContractError(f"{where}: needs an operationId that is an identifier")
            shared = [resolve(document, parameter) for parameter in item.get("parameters", [])]
            own = [resolve(document, parameter) for parameter in operation.get("parameters", [])]
            check_parameters(document, path, shared + own, where)
            check_responses(document, operation, where)
            check_content(document, operation.get("requestBody", {}).get("content", {}), f"{where}/requestBody")
            operations.append((path, method.upper(), operation))
    ids = [operation["operationId"] for _, _, operation in operations]
    if len(set(ids)) < len(ids):
        raise ContractError("an operationId is there twice")
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        check_schema(document, schema, f"#/components/schemas/{name}")
    return operations


def body_row(where, media_type, body):
    limit = body.get("x-lectern-max-body-bytes")
    if not isinstance(limit, int) or limit <= 0:
        raise ContractError(f"{where}: {media_type} needs x-lectern-max-body-bytes")
    return f'{{"{media_type}", {limit}U, {"true" if body.get("x-lectern-stream-body") else "false"}}}'


def produced(document, operation):
    """Media types of the success responses, in order."""
    types = []
    for status, response in operation["responses"].items():
        if str(status).startswith("2"):
            types += [kind for kind in resolve(document, response).get("content", {}) if kind not in types]
    return types


def operations_header(document):
    arrays, rows = [], []
    operations = read_operations(document)
    for path, method, operation in operations:
        name = operation["operationId"]
        request = operation.get("requestBody", {})
        bodies = [body_row(name, kind, body) for kind, body in request.get("content", {}).items()]
        types = [f'"{kind}"' for kind in produced(document, operation)]
        for suffix, kind, entries in (("bodies", "RequestBody", bodies), ("produces", "std::string_view", types)):
            if entries:
                rendered = ", ".join(entries)
                arrays.append(f"inline constexpr std::array<{kind}, {len(entries)}> {name}_{suffix}{{{{{rendered}}}}};")
        rows.append(
            f'    {{"{name}", "{method}", "{path}", {name + "_bodies" if bodies else "{}"}, '
            f'{"true" if request.get("required") else "false"}, {name + "_produces" if types else "{}"}, '
            f'{"true" if operation.get("x-lectern-listener") == "admin" else "false"}}},'
        )
    return "\n".join([
        "// Made by tools/generate_openapi.py from api/openapi/lectern.yaml; do not edit.", "#pragma once", "",
        "#include <array>", "#include <string_view>", "", '#include "transport/rest/operation.hpp"', "",
        "namespace lectern::transport::rest::contract {", "", *arrays, "",
        f"inline constexpr std::array<Operation, {len(rows)}> operations{{{{", *rows, "}};", "",
        "/// The document as JSON.", "std::string_view document();", "",
        "}  // namespace lectern::transport::rest::contract", "",
    ])


def document_source(document):
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    literals = "\n".join(f'    R"json({text[at:at + 8000]})json"' for at in range(0, len(text), 8000))
    return (
        "// Made by tools/generate_openapi.py from api/openapi/lectern.yaml; do not edit.\n"
        '#include "transport/rest/contract/operations.hpp"\n\nnamespace lectern::transport::rest::contract {\n\n'
        f"std::string_view document() {{\n    return\n{literals};\n}}\n\n"
        "}  // namespace lectern::transport::rest::contract\n"
    )


def main():
    source, folder = (pathlib.Path(argument) for argument in sys.argv[1:3])
    document = yaml.safe_load(source.read_text())
    try:
        header = operations_header(document)
    except ContractError as error:
        sys.exit(f"{source}: {error}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "operations.hpp").write_text(header)
    (folder / "openapi_document.cpp").write_text(document_source(document))


if __name__ == "__main__":
    main()
