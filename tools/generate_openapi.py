#!/usr/bin/env python3
"""Turns api/openapi/lectern.yaml into C++: the table of operations and the document itself as JSON.

    generate_openapi.py <lectern.yaml> <generated folder>

Writes transport/rest/contract/{operations.hpp,openapi_document.cpp} and access/contract/rules.hpp. Refuses a document that breaks a rule which the server relies on:
unique operation ids, references that resolve, path parameters that are declared, a schema for every body, and no
schema keyword that the request validator does not know, and one scope or none for every operation. The output depends on the input alone.
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
ANNOTATIONS = set("title description default examples deprecated format contentEncoding contentMediaType contentSchema".split())
OPERATION_KEYS = set("""operationId tags summary description parameters requestBody responses deprecated
    security x-lectern-effect x-lectern-listener""".split())
# As src/core/scopes.cpp names them.
SCOPES = set("""ingest:write retrieve:read documents:read documents:write jobs:read jobs:write graph:read graph:write
    metrics:read audit:read admin tenants:admin""".split())


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


def scope_of(operation, where):
    """The scope that every alternative of `security` asks for; None when it says that anybody may."""
    if "security" not in operation:
        raise ContractError(f"{where}: needs security, [] when anybody may call it")
    asked = {tuple(scopes) for choice in operation["security"] for scopes in choice.values()}
    if not asked:
        return None
    if len(asked) > 1 or len(scopes := asked.pop()) != 1 or scopes[0] not in SCOPES:
        raise ContractError(f"{where}: security must ask for one and the same known scope in every alternative")
    return scopes[0]


def effect_of(method, operation, where):
    effect = operation.get("x-lectern-effect", "read" if method == "GET" else "write")
    if effect not in ("read", "write"):
        raise ContractError(f"{where}: x-lectern-effect must be read or write")
    return effect


def rules_header(document):
    rows = []
    for _, method, operation in read_operations(document):
        name = operation["operationId"]
        scope = scope_of(operation, name)
        scope = "std::nullopt" if scope is None else "Scope::" + scope.replace(":", "_")
        rows.append(f'    {{"{name}", {scope}, Effect::{effect_of(method, operation, name)}}},')
    return "\n".join([
        "// Made by tools/generate_openapi.py from api/openapi/lectern.yaml; do not edit.", "#pragma once", "",
        "#include <array>", "#include <optional>", "", '#include "access/rules.hpp"', "",
        "namespace lectern::access::contract {", "",
        f"inline constexpr std::array<Rule, {len(rows)}> rules{{{{", *rows, "}};", "",
        "}  // namespace lectern::access::contract", "",
    ])


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


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
        operations, rules = operations_header(document), rules_header(document)
    except ContractError as error:
        sys.exit(f"{source}: {error}")
    write(folder / "transport/rest/contract/operations.hpp", operations)
    write(folder / "transport/rest/contract/openapi_document.cpp", document_source(document))
    write(folder / "access/contract/rules.hpp", rules)


if __name__ == "__main__":
    main()
