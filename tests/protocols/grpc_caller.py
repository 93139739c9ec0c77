"""Calls operations over gRPC with stubs made from api/proto."""
import re

import grpc
from google.protobuf import json_format
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from . import Answer, Unsupported, grpc_stubs
from .arguments import matched_version, retrieve_body, wait_seconds

# Members whose values are enumerations, with the prefix that proto gives to those of a type.
PREFIXES = {
    "mode": "RETRIEVAL_MODE", "leg": "LEG", "degraded": "LEG", "relation": "TOTAL_RELATION", "kind": "EMBEDDING_KIND",
    "stage": "INGEST_STAGE", "code": "ERROR_CODE", "priority": "PRIORITY",
}
FREE = {"metadata"}
# 64-bit numbers, which JSON of proto writes as text.
LONG = set("""version total indexed failed cancelled documents chunks purged tokens entity_count relation_count begin end count
    document_frequency sequence repeated value id""".split())


def scalar_to_proto(value):
    kind = {bool: "bool_value", int: "int_value", float: "double_value", str: "string_value"}[type(value)]
    return {kind: value}


def scalar_to_rest(value):
    ((kind, given),) = value.items()
    return int(given) if kind == "int_value" else given


def filter_to_proto(value):
    ((kind, node),) = value.items()
    if kind in ("and", "or"):
        return {{"and": "all_of", "or": "any_of"}[kind]: {"filters": [filter_to_proto(one) for one in node]}}
    if kind == "not":
        return {"none_of": {"filters": [filter_to_proto(node)]}}
    scalars = {"value", "values", "gt", "gte", "lt", "lte"}
    return {kind: {
        name: ([scalar_to_proto(each) for each in one] if isinstance(one, list) else scalar_to_proto(one))
        if name in scalars else one for name, one in node.items()}}


def to_proto(value, name="", states="JOB_STATE"):
    """The body of a REST request as proto JSON."""
    if name == "filter":
        return filter_to_proto(value)
    if name == "vector" and isinstance(value, list):
        return {"values": value}
    if name == "fields":
        return {path: "FIELD_TYPE_" + kind.upper() for path, kind in value.items()}
    if name == "facets" and isinstance(value, str):
        return {"field": value}
    if isinstance(value, dict) and name not in FREE:
        return {member: to_proto(one, member, states) for member, one in value.items()}
    if isinstance(value, list) and name not in FREE:
        return [to_proto(one, name, states) for one in value]
    if name == "state" and isinstance(value, str):
        return f"{states}_{value.upper()}"
    if name in PREFIXES and isinstance(value, str):
        return f"{PREFIXES[name]}_{value.upper()}"
    return value


def to_rest(value, name=""):
    """Proto JSON in the form of REST."""
    if name == "vectors":
        return [one.get("values", []) for one in value]
    if name == "value" and isinstance(value, dict):
        return scalar_to_rest(value)
    if name == "fields":
        return {path: kind.removeprefix("FIELD_TYPE_").lower() for path, kind in value.items()}
    if isinstance(value, dict) and name not in FREE:
        members = {member: to_rest(one, member) for member, one in value.items()}
        for old, new in (("repeated_count", "repeated"), ("key_id", "key"), ("text", "secret")):
            if old in members and (old != "text" or "key" in members):
                members[new] = members.pop(old)
        return members
    if isinstance(value, list) and name not in FREE:
        return [to_rest(one, name) for one in value]
    if name in LONG and isinstance(value, str) and value.isdigit():
        return int(value)
    if name == "state":
        return re.sub("^(JOB|ITEM)_STATE_", "", value).lower()
    if name in PREFIXES and isinstance(value, str):
        return value.removeprefix(PREFIXES[name] + "_").lower()
    return value


class GrpcCaller:
    stubs = None

    def __init__(self, server, token=None):
        GrpcCaller.stubs = GrpcCaller.stubs or grpc_stubs.load()
        self.channel = grpc.insecure_channel(server.grpc_address)
        self.metadata = [("authorization", f"Bearer {token}")] if token else []

    def call(self, operation_id, arguments):
        if operation_id not in METHODS:
            raise Unsupported(operation_id)
        file, method, request, shape = METHODS[operation_id]
        messages, services = self.stubs[file]
        service = next(iter(messages.DESCRIPTOR.services_by_name.values()))
        stub = getattr(services, f"{service.name}Stub")(self.channel)
        message = getattr(messages, service.methods_by_name[method].input_type.name)()
        arguments = dict(arguments)
        given = request(arguments)
        if arguments:
            raise KeyError(f"no field for {sorted(arguments)}")
        json_format.ParseDict({name: one for name, one in given.items() if one is not None}, message)
        try:
            answer = getattr(stub, method)(message, metadata=self.metadata, timeout=60)
            if service.methods_by_name[method].server_streaming:
                return Answer(None, [shape(as_rest(part)) for part in answer])
        except grpc.RpcError as error:
            return failure(error)
        return Answer(None, shape(as_rest(answer)))


def as_rest(message):
    return to_rest(json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True))


def failure(error):
    status = rpc_status.from_call(error)
    code, fields = error.code().name, ()
    for detail in status.details if status else ():
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            info = error_details_pb2.ErrorInfo()
            detail.Unpack(info)
            code = info.reason.lower()
        if detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            bad = error_details_pb2.BadRequest()
            detail.Unpack(bad)
            fields = tuple(sorted(one.field for one in bad.field_violations))
    return Answer(code, None, error.details(), fields)


def fields(**names):
    """Fields by the names of arguments."""
    return lambda arguments: {field: arguments.pop(name, None) for field, name in names.items()}


def listing(states="JOB_STATE", **names):
    def request(arguments):
        given = {field: arguments.pop(name, None) for field, name in {**names, "limit": "limit", "cursor": "cursor"}.items()}
        return {field: to_proto(one, field, states) for field, one in given.items()}
    return request


def page(answer):
    return {"items": answer["items"], "next_cursor": answer["next_cursor"] or None}


def part(name):
    return lambda answer: answer[name]


def nothing(_):
    return ""


def ingest_request(arguments):
    return {
        "dataset": arguments.pop("dataset"),
        "priority": to_proto(arguments.pop("priority", "normal"), "priority"),
        "idempotency_key": arguments.pop("Idempotency-Key", None),
        "documents": to_proto(arguments.pop("body")["documents"]),
        "wait_seconds": wait_seconds(arguments),
    }


def query_request(arguments):
    return to_proto(retrieve_body(arguments))


def delete_document_request(arguments):
    return {
        "dataset": arguments.pop("dataset"), "document_id": arguments.pop("document_id"),
        "if_version": matched_version(arguments),
    }


def rotate_request(arguments):
    grace = arguments.pop("body", {}).get("grace_seconds")
    return {"key_id": arguments.pop("key_id"), "grace_seconds": grace}


def retrieved(answer):
    answer["next_cursor"] = answer["next_cursor"] or None
    return answer


METHODS = {
    "ingestDocuments": ("ingestion", "Ingest", ingest_request, part("job")),
    "retrieve": ("retrieval", "Retrieve", lambda a: to_proto(a.pop("body")), retrieved),
    "retrieveByQuery": ("retrieval", "Retrieve", query_request, retrieved),
    "listJobs": ("job", "ListJobs", listing(dataset="dataset", state="state"), page),
    "getJob": ("job", "GetJob", fields(job_id="job_id"), part("job")),
    "listJobItems": ("job", "ListJobItems", listing("ITEM_STATE", job_id="job_id", state="state"), page),
    "cancelJob": ("job", "CancelJob", fields(job_id="job_id"), part("job")),
    "listDeadLetters": ("dead_letter", "ListDeadLetters", listing(dataset="dataset", stage="stage", job_id="job"), page),
    "getDeadLetter": ("dead_letter", "GetDeadLetter", fields(dead_letter_id="dead_letter_id"), part("dead_letter")),
    "purgeDeadLetters": ("dead_letter", "PurgeDeadLetters", fields(dataset="dataset", stage="stage", job_id="job", all="all"), dict),
    "purgeDeadLetter": ("dead_letter", "PurgeDeadLetter", fields(dead_letter_id="dead_letter_id"), nothing),
    "redriveDeadLetter": ("dead_letter", "RedriveDeadLetter", fields(dead_letter_id="dead_letter_id"), part("job")),
    "listDocuments": ("document", "ListDocuments", listing(dataset="dataset"), page),
    "getDocument": ("document", "GetDocument", lambda a: {"include_text": "text" in a.pop("include", [])} | fields(dataset="dataset", document_id="document_id")(a), part("document")),
    "deleteDocument": ("document", "DeleteDocument", delete_document_request, nothing),
    "listDatasets": ("dataset", "ListDatasets", listing(), page),
    "createDataset": ("dataset", "CreateDataset", lambda a: to_proto(a.pop("body")), part("dataset")),
    "putDataset": ("dataset", "PutDataset", lambda a: {"dataset": a.pop("dataset"), "settings": to_proto(a.pop("body"))}, part("dataset")),
    "getDataset": ("dataset", "GetDataset", fields(dataset="dataset"), part("dataset")),
    "deleteDataset": ("dataset", "DeleteDataset", fields(dataset="dataset"), nothing),
    "embedTexts": ("embedding", "Embed", lambda a: a.pop("body"), dict),
    "listEntities": ("graph", "ListEntities", listing(dataset="dataset", type="type", name="name"), page),
    "getEntity": ("graph", "GetEntity", fields(dataset="dataset", entity_id="entity_id"), part("entity")),
    "listNeighbours": ("graph", "ListNeighbours", fields(dataset="dataset", entity_id="entity_id", depth="depth", limit="limit"), dict),
    "listVocabularies": ("graph", "ListVocabularies", listing(), page),
    "putVocabulary": ("graph", "PutVocabulary", lambda a: {"vocabulary": {"id": a.pop("vocabulary_id"), **a.pop("body")}}, part("vocabulary")),
    "getVocabulary": ("graph", "GetVocabulary", fields(vocabulary_id="vocabulary_id"), part("vocabulary")),
    "deleteVocabulary": ("graph", "DeleteVocabulary", fields(vocabulary_id="vocabulary_id"), nothing),
    "createKey": ("key", "CreateKey", lambda a: a.pop("body"), dict),
    "listKeys": ("key", "ListKeys", listing(tenant="tenant"), page),
    "getKey": ("key", "GetKey", fields(key_id="key_id"), part("key")),
    "revokeKey": ("key", "RevokeKey", fields(key_id="key_id"), part("key")),
    "rotateKey": ("key", "RotateKey", rotate_request, dict),
    "watchJob": ("job", "WatchJob", fields(job_id="job_id", last_event_id="Last-Event-ID"), part("event")),
    "verifyAudit": ("audit", "VerifyAudit", fields(sequence="sequence", hash="hash"), dict),
    "listAuditRecords": ("audit", "ListAuditRecords", listing(**{"from": "from"}, until="until", subject="subject", operation="operation", outcome="outcome"), page),
}
