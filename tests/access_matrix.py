#!/usr/bin/env python3
"""Calls every operation of the contract as everybody who must not, and as somebody who may.

    access_matrix.py [--binary build/dev/lectern] [--protocol rest|graphql|grpc|all]

Each operation is called with no credential, with credentials that are none, with a key of each single scope that does not
suffice, with the key of another tenant (its administrator, who may do everything there), and with keys whose scope
suffices. How an operation is called stands in access_matrix.yaml; one that is not there fails the test.
"""
import argparse
import json
import pathlib
import re
import sys

import yaml

from guarded_server import GuardedServer, fill
from lectern_server import default_binary
from protocols import ROOT, make_caller

PROTOCOLS = ["rest", "graphql", "grpc"]
HERE = pathlib.Path(__file__).resolve().parent
# An own secret with a wrong checksum, a well-formed key that was never made, half a token, unsigned and empty ones.
GARBAGE = ["lk_0000000000000000_" + "0" * 49, "garbage", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.", "."]
# Words that only the first tenant's data has; nothing of them may come out of another's call.
MARKERS = ["Lovelace", "wrote about the analytical", "first tenant's key"]
ALL_DATA = ["listDatasets", "listJobs", "listDeadLetters", "listVocabularies", "listKeys"]


class Wrong(Exception):
    pass


def operations_and_scopes():
    """Operation ids with the scope that each needs, or None."""
    contract = yaml.safe_load((ROOT / "api/openapi/lectern.yaml").read_text())
    found = {}
    for item in contract["paths"].values():
        for method in ("get", "put", "post", "delete"):
            if method in item:
                scopes = [scope for choice in item[method]["security"] for scope, in choice.values()]
                found[item[method]["operationId"]] = scopes[0] if scopes else None
    return found, contract["components"]["schemas"]["Scope"]["enum"]


def sufficient(scope):
    """The scopes of which each alone lets one call what asks for `scope`."""
    return list(dict.fromkeys([scope] if scope == "tenants:admin" else [scope, "admin"]))


def substituted(value, ids):
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda match: ids[match[1]], value)
    if isinstance(value, list):
        return [substituted(one, ids) for one in value]
    return {name: substituted(one, ids) for name, one in value.items()} if isinstance(value, dict) else value


def expect(answer, codes, who):
    if answer.code not in codes:
        wanted = " or ".join(code or "success" for code in codes)
        raise Wrong(f"{who}: {answer.code or 'success'} instead of {wanted}: {json.dumps(answer.value)[:300]}")


class Tenant:
    """One with data, an administrator's key, and a key to be looked at and revoked."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.admin = server.make_key(["admin"], name, "administrator")
        self.ids = {**fill(server, self.admin), "tenant": name}
        self.ids["key_id"] = self.key_of("jobs:read", "first tenant's key").split("_")[1]

    def key_of(self, scope, label="single scope"):
        """The secret of a key that has this scope alone."""
        return self.server.make_key([scope], self.name, label)

    def snapshot(self):
        """Everything that the tenant has, as its administrator sees it."""
        caller = make_caller("rest", self.server, self.admin)
        seen = {name: caller.call(name, {}).value for name in ALL_DATA}
        for name, arguments in (
            ("listDocuments", {"dataset": "library"}),
            ("getDocument", {"dataset": "library", "document_id": "engine", "include": ["text"]}),
            ("listEntities", {"dataset": "library"}),
            ("getVocabulary", {"vocabulary_id": "people"}),
            ("retrieve", {"body": {"query": "analytical engine", "mode": "lexical"}}),
        ):
            seen[name] = caller.call(name, arguments).value
        seen["retrieve"].pop("timings")
        return json.dumps(seen, sort_keys=True)


class Matrix:
    """The walk over one server by one protocol."""

    def __init__(self, server, protocol):
        self.server, self.protocol = server, protocol
        self.first = Tenant(server, "first")
        self.needed, self.scopes = operations_and_scopes()
        self.keys = {scope: self.first.key_of(scope) for scope in self.scopes}
        self.calls = 0

    def call(self, token, operation, arguments):
        self.calls += 1
        return make_caller(self.protocol, self.server, token).call(operation, arguments)

    def check(self, operation, case):
        scope = self.needed[operation]
        arguments = substituted(case["with"], self.first.ids)
        if scope is None:
            expect(self.call(None, operation, arguments), [None], "no credential, where none is needed")
            return
        before = self.first.snapshot()
        expect(self.call(None, operation, arguments), ["unauthenticated"], "no credential")
        for token in GARBAGE:
            expect(self.call(token, operation, arguments), ["unauthenticated"], f"credential {token[:12]}")
        for wrong in self.scopes:
            if wrong not in sufficient(scope):
                expect(self.call(self.keys[wrong], operation, arguments), ["permission_denied"], f"scope {wrong}")
        self.check_other(operation, case["other"], arguments)
        if self.first.snapshot() != before:
            raise Wrong("a call that was refused, or another tenant's, changed something")
        self.check_allowed(operation, case, scope)

    def check_other(self, operation, kind, arguments):
        # A new one each time: what one call made in it must not answer for the next.
        answer = self.call(self.server.make_key(["admin"], f"other-{operation}".lower()), operation, arguments)
        if kind == "not_found":
            expect(answer, ["not_found"], "another tenant")
        elif kind == "refused":
            expect(answer, ["not_found", "permission_denied"], "another tenant")
        elif answer.code in ("unauthenticated", "permission_denied"):
            raise Wrong(f"another tenant: {answer.code} for its own data")
        told = json.dumps(answer.value)
        if leaked := [marker for marker in [*MARKERS, self.first.ids["job_id"]] if marker in told and kind == "apart"]:
            raise Wrong(f"another tenant was told {leaked}: {told[:300]}")

    def check_allowed(self, operation, case, scope):
        """In a tenant of its own for each key, as what is removed is gone."""
        for allowed in sufficient(scope):
            tenant = Tenant(self.server, f"{operation}-{allowed.replace(':', '-')}".lower())
            answer = self.call(tenant.key_of(allowed), operation, substituted(case["with"], tenant.ids))
            if answer.code in ("unauthenticated", "permission_denied", "not_found", "invalid_argument", "internal"):
                raise Wrong(f"scope {allowed}: {answer.code}: {answer.detail}")

    def check_trail(self, operation):
        """What was refused stands in the trail, and the trail is whole."""
        records = self.server.ask(self.first.admin, "GET", f"/v1/audit?operation={operation}&outcome=permission_denied")
        if not records["items"]:
            raise Wrong("its refusals are not in the audit trail")


def walk(binary, protocol, cases):
    failed = []
    with GuardedServer(binary, ["--set", "embedding.kind=none"]) as server:
        matrix = Matrix(server, protocol)
        for operation in matrix.needed:
            case = cases.get(operation)
            if case and protocol != "rest" and "rest_only" in case:
                continue
            try:
                if case is None:
                    raise Wrong("has no case in access_matrix.yaml")
                matrix.check(operation, case)
                if matrix.needed[operation] and protocol == "rest":
                    matrix.check_trail(operation)
            except Exception as error:  # any kind of failure fails the operation
                failed.append(operation)
                print(f"FAIL {operation} ({protocol}): {type(error).__name__}: {error}", flush=True)
        for operation in cases.keys() - matrix.needed.keys():
            failed.append(operation)
            print(f"FAIL {operation}: is not in the contract")
        if not server.ask(server.admin, "GET", "/v1/audit/verification")["intact"]:
            failed.append("audit trail")
            print("FAIL the audit trail is broken")
        print(f"access matrix ({protocol}): {len(matrix.needed)} operations, {matrix.calls} calls, {len(failed)} failed", flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=default_binary())
    parser.add_argument("--protocol", choices=[*PROTOCOLS, "all"], default="rest")
    arguments = parser.parse_args()
    cases = yaml.safe_load((HERE / "access_matrix.yaml").read_text())
    protocols = PROTOCOLS if arguments.protocol == "all" else [arguments.protocol]
    failed = [walk(arguments.binary, protocol, cases) for protocol in protocols]
    sys.exit(any(failed))


if __name__ == "__main__":
    main()
