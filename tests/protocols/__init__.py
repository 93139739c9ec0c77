"""Callers of operations of api/openapi/lectern.yaml by each protocol.

A caller has `call(operation_id, arguments)`, which returns `Answer`. Arguments are named as in the contract (`body` is
the request body), answers have the form of REST, so that one scenario can be run through each and compared.
"""
import dataclasses
import typing

from .contract import ROOT, operations  # noqa: F401


@dataclasses.dataclass
class Answer:
    code: str | None  # of the error; None for a success
    value: typing.Any  # a success in the form of REST, an error as its problem
    detail: str = ""
    violations: tuple = ()  # fields, sorted


class Unsupported(Exception):
    """The operation has no form in this protocol."""


def make_caller(protocol, server, token=None):
    """`protocol` is rest, graphql or grpc; `token` an API key or JSON Web Token."""
    if protocol == "rest":
        from .rest_caller import RestCaller as Caller
    elif protocol == "graphql":
        from .graphql_caller import GraphQlCaller as Caller
    else:
        from .grpc_caller import GrpcCaller as Caller
    return Caller(server, token)
