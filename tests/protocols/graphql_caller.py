"""Calls operations over GraphQL by the documents in tests/contract/documents."""
import json
import re

from . import Answer, Unsupported
from .arguments import matched_version, retrieve_body, wait_seconds
from .contract import ROOT

DOCUMENTS = ROOT / "tests/contract/documents"
# Members whose values are enumerations: upper case in GraphQL, lower case in REST.
ENUMERATIONS = {"state", "mode", "kind", "leg", "relation", "code", "stage", "priority", "degraded"}
RENAMED = {"dataset_id": "dataset", "document_count": "documents", "chunk_count": "chunks", "key_id": "key"}
# Free-form objects, whose members are the client's own names.
FREE = {"metadata", "value", "values"}


def camel(name):
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def snake(name):
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)


def to_graphql(value, name=""):
    """The body of a REST request as the input of a GraphQL one."""
    if isinstance(value, dict) and name == "fields":
        return [{"path": path, "type": kind.upper()} for path, kind in value.items()]
    if isinstance(value, dict) and name not in FREE:
        return {camel(member): to_graphql(one, member) for member, one in value.items()}
    if isinstance(value, list) and name not in FREE:
        return [to_graphql(one, name) for one in value]
    if name in ENUMERATIONS and isinstance(value, str):
        return value.upper()
    if name == "scopes":
        return value.upper().replace(":", "_")
    if name == "facets" and isinstance(value, str):
        return {"field": value}
    return value


def to_rest(value, name="", of=""):
    """The answer of GraphQL in the form of REST. Nulls of optional members are left out there."""
    if isinstance(value, dict) and name != "metadata":
        members = {}
        for member, one in value.items():
            if one is None and member not in ("nextCursor",):
                continue
            renamed = snake(member)
            if renamed in RENAMED and not (renamed == "chunk_count" and "contentHash" in value):
                renamed = RENAMED[renamed]
            members[renamed] = to_rest(one, renamed, name)
        return members
    if isinstance(value, list):
        if name == "timings":
            return {one["stage"]: one["milliseconds"] for one in value}
        if name == "fields" and all(isinstance(one, dict) for one in value):
            return {one["path"]: one["type"].lower() for one in value}
        return [to_rest(one, name, of) for one in value]
    if name == "scopes":
        return value.lower().replace("_", ":")
    if name in ENUMERATIONS and isinstance(value, str):
        return value.lower()
    return value


class GraphQlCaller:
    def __init__(self, server, token=None):
        self.server = server
        self.headers = {"Accept": "application/graphql-response+json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def call(self, operation_id, arguments):
        if operation_id == "watchJob":
            return self.watch(dict(arguments))
        if operation_id not in SHAPES:
            raise Unsupported(operation_id)
        document, variables, shape = SHAPES[operation_id]
        text = (DOCUMENTS / f"{document}.graphql").read_text()
        answer = self.execute(text, variables(dict(arguments)))
        if answer.code:
            return answer
        (data,) = answer.value.values()
        return Answer(None, shape(data))

    def execute(self, document, variables):
        """The answer's `data`, or its first error."""
        status, answer = self.post(document, variables, self.headers)
        if not isinstance(answer, dict) or "data" not in answer and "errors" not in answer:
            code = answer.get("code") if isinstance(answer, dict) else None
            return Answer(code or f"status {status}", answer)
        return self.judge(answer)

    def post(self, document, variables, headers):
        given = {name: value for name, value in variables.items() if value is not None}
        status, _, answer = self.server.request("POST", "/graphql", {"query": document, "variables": given}, headers)
        return status, answer

    def judge(self, answer):
        for error in answer.get("errors", []):
            extensions = error.get("extensions", {})
            fields = tuple(sorted(one["field"] for one in extensions.get("violations", [])))
            return Answer(extensions.get("code", "?"), error, error["message"], fields)
        return Answer(None, answer["data"])

    def watch(self, arguments):
        """The events of a job as a list, by a subscription over server-sent events."""
        variables = take(arguments, jobId="job_id", afterEventId="Last-Event-ID")
        document = (DOCUMENTS / "watchJob.graphql").read_text()
        status, answer = self.post(document, variables, {**self.headers, "Accept": "text/event-stream"})
        if isinstance(answer, dict):
            return self.judge(answer) if "errors" in answer else Answer(answer.get("code", f"status {status}"), answer)
        events = []
        for event in answer.split("\n\n"):
            data = "".join(line[5:] for line in event.split("\n") if line.startswith("data:")).strip()
            if "event: next" not in event or not data:
                continue
            judged = self.judge(json.loads(data))
            if judged.code:
                return judged
            events.append(to_rest(judged.value["jobEvents"]))
        return Answer(None, events)


def page(arguments, **more):
    return {"first": arguments.pop("limit", None), "after": arguments.pop("cursor", None), **more, **finish(arguments)}


def finish(arguments):
    """Every argument must have gone somewhere."""
    if arguments:
        raise KeyError(f"no variable for {sorted(arguments)}")
    return {}


def listed(connection):
    end = connection["pageInfo"]
    return {
        "items": [to_rest(node) for node in connection["nodes"]],
        "next_cursor": end["endCursor"] if end["hasNextPage"] else None,
    }


def take(arguments, **names):
    """Variables by the names of arguments; whatever is left over is a mistake."""
    variables = {variable: arguments.pop(name, None) for variable, name in names.items()}
    return variables | finish(arguments)


def ingest_variables(arguments):
    given = {
        "dataset": arguments.pop("dataset"),
        "documents": to_graphql(arguments.pop("body")["documents"]),
        "priority": arguments.pop("priority", "normal").upper(),
        "idempotencyKey": arguments.pop("Idempotency-Key", None),
        "waitSeconds": wait_seconds(arguments),
    }
    return {"input": {name: value for name, value in given.items() if value is not None}} | finish(arguments)


def query_variables(arguments):
    return {"input": to_graphql(retrieve_body(arguments))} | finish(arguments)


def body_variables(arguments, **names):
    given = {member: arguments.pop(name) for member, name in names.items() if name in arguments}
    given |= to_graphql(arguments.pop("body", {}))
    return {"input": given} | finish(arguments)


def dataset_variables(arguments):
    body = dict(arguments.pop("body", {}))
    given = {"id": arguments.pop("dataset", None) or body.pop("id", None)}
    settings = body.pop("settings", body)
    return {"input": given | ({"settings": to_graphql(settings)} if settings else {})} | finish(arguments)


def delete_document_variables(arguments):
    given = {"dataset": arguments.pop("dataset"), "id": arguments.pop("document_id"), "version": matched_version(arguments)}
    return {"input": {name: value for name, value in given.items() if value is not None}} | finish(arguments)


def filter_variables(arguments, *names, **more):
    chosen = {camel(name): to_graphql(arguments.pop(name), name) for name in names if name in arguments}
    return {"filter": chosen or None, **more}


def nothing(_):
    return ""


SHAPES = {
    "ingestDocuments": ("ingestDocuments", ingest_variables, lambda data: to_rest(data["job"])),
    "retrieve": ("retrieve", lambda a: {"input": to_graphql(a.pop("body"))} | finish(a), to_rest),
    "retrieveByQuery": ("retrieve", query_variables, to_rest),
    "listJobs": ("listJobs", lambda a: {"dataset": a.pop("dataset", None), "state": to_graphql(a.pop("state", None), "state")} | page(a), listed),
    "getJob": ("getJob", lambda a: take(a, jobId="job_id"), to_rest),
    "listJobItems": ("listJobItems", lambda a: {"jobId": a.pop("job_id"), "state": to_graphql(a.pop("state", None), "state")} | page(a), lambda data: listed(data["items"])),
    "cancelJob": ("cancelJob", lambda a: take(a, jobId="job_id"), lambda data: to_rest(data["job"])),
    "listDeadLetters": ("listDeadLetters", lambda a: filter_variables(a, "dataset", "stage", "job") | page(a), listed),
    "getDeadLetter": ("getDeadLetter", lambda a: take(a, deadLetterId="dead_letter_id"), to_rest),
    "purgeDeadLetters": ("purgeDeadLetters", lambda a: filter_variables(a, "dataset", "stage", "job") | take(a, all="all"), to_rest),
    "purgeDeadLetter": ("purgeDeadLetter", lambda a: take(a, deadLetterId="dead_letter_id"), nothing),
    "redriveDeadLetter": ("redriveDeadLetter", lambda a: take(a, deadLetterId="dead_letter_id"), lambda data: to_rest(data["job"])),
    "listDocuments": ("listDocuments", lambda a: {"dataset": a.pop("dataset")} | page(a), listed),
    "getDocument": ("getDocument", lambda a: {"withText": "text" in a.pop("include", [])} | take(a, dataset="dataset", documentId="document_id"), to_rest),
    "deleteDocument": ("deleteDocument", delete_document_variables, nothing),
    "listDatasets": ("listDatasets", page, listed),
    "createDataset": ("createDataset", dataset_variables, lambda data: to_rest(data["dataset"])),
    "putDataset": ("createDataset", dataset_variables, lambda data: to_rest(data["dataset"])),
    "getDataset": ("getDataset", lambda a: take(a, dataset="dataset"), to_rest),
    "deleteDataset": ("deleteDataset", lambda a: take(a, dataset="dataset"), nothing),
    "embedTexts": ("embedTexts", lambda a: {"texts": a.pop("body")["texts"]} | finish(a), to_rest),
    "listEntities": ("listEntities", lambda a: {name: a.pop(name, None) for name in ("dataset", "type", "name")} | page(a), listed),
    "getEntity": ("getEntity", lambda a: take(a, dataset="dataset", entityId="entity_id"), to_rest),
    "listNeighbours": ("listNeighbours", lambda a: take(a, dataset="dataset", entityId="entity_id", depth="depth", limit="limit"), lambda data: {"items": to_rest(data)}),
    "listVocabularies": ("listVocabularies", page, listed),
    "putVocabulary": ("putVocabulary", lambda a: body_variables(a, id="vocabulary_id"), lambda data: to_rest(data["vocabulary"])),
    "getVocabulary": ("getVocabulary", lambda a: take(a, vocabularyId="vocabulary_id"), to_rest),
    "deleteVocabulary": ("deleteVocabulary", lambda a: take(a, vocabularyId="vocabulary_id"), nothing),
    "createKey": ("createKey", body_variables, to_rest),
    "listKeys": ("listKeys", lambda a: {"tenant": a.pop("tenant", None)} | page(a), listed),
    "getKey": ("getKey", lambda a: take(a, keyId="key_id"), to_rest),
    "revokeKey": ("revokeKey", lambda a: take(a, keyId="key_id"), lambda data: to_rest(data["key"])),
    "rotateKey": ("rotateKey", lambda a: body_variables(a, id="key_id"), to_rest),
    "verifyAudit": ("verifyAudit", lambda a: {"anchor": {name: a.pop(name) for name in ("sequence", "hash") if name in a} or None} | finish(a), to_rest),
    "listAuditRecords": ("listAuditRecords", lambda a: filter_variables(a, "from", "until", "subject", "operation", "outcome") | page(a), listed),
}
