"""What valid requests must be besides what JSON Schema can say, so that Schemathesis's check `positive_data_acceptance`
means something. Each rule has its reason; requests that are meant to be wrong stay as they are."""
import os

import schemathesis
from schemathesis.generation import GenerationMode


OWN_KEY = os.environ["SCHEMATHESIS_OWN_KEY"]


@schemathesis.hook
def filter_case(context, case):
    """Unknown headers are no mistake in HTTP, where proxies add theirs: nothing has to refuse them."""
    known = {parameter.name.lower() for parameter in case.operation.headers} | {"authorization", "x-api-key", "accept"}
    return all(name.lower() in known for name in case.headers or {})


@schemathesis.hook
def before_call(context, case, kwargs):
    if (case.path_parameters or {}).get("key_id") == OWN_KEY and case.method != "GET":
        case.path_parameters["key_id"] = "absent"  # the run would lock itself out
    if case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE:
        for rule in RULES:
            rule(case)


def drop_cursors(case):
    """A cursor comes from the page before; links follow those, a made-up one is refused."""
    for place in (case.query, case.body):
        if isinstance(place, dict):
            place.pop("cursor", None)


def mean_every_dead_letter(case):
    """Without a filter `all=true` has to say so, a rule between parameters."""
    if case.operation.definition.raw.get("operationId") == "purgeDeadLetters":
        case.query = {**(case.query or {}), "all": "true"}


def drop_vectors(case):
    """Vectors need the dataset's dimensions and a length above zero, and numbers of single precision."""
    if isinstance(case.body, dict):
        if case.body.get("query"):
            case.body.pop("vector", None)
        elif "vector" in case.body:
            case.body["query"] = "a query"
            case.body.pop("vector")
        for document in documents(case):
            document.pop("vector", None)
            for chunk in document.get("chunks", []):
                chunk.pop("vector", None)


def give_weight(case):
    """At least one weight must be above zero."""
    if isinstance(case.body, dict) and "weights" in case.body:
        case.body["weights"] = {**case.body["weights"], "lexical": 1}


def name_entities(case):
    """A name in a vocabulary must have a letter or digit, of whatever script, to be found by; ids may come once."""
    if isinstance(case.body, dict) and "entities" in case.body:
        for number, entity in enumerate(case.body["entities"]):
            entity["id"] = f"{number}"
            entity["name"] = f"name {number}"
            entity.pop("synonyms", None)
        for relation in case.body.get("relations", []):
            relation["source"] = relation["target"] = "0"


def number_documents(case):
    """Ids may come once in a request, and have no control characters."""
    for number, document in enumerate(documents(case)):
        document["id"] = f"document-{number}"
        if "content" in document:
            document["content"] = "dGV4dA=="  # contentEncoding is an annotation, but base64 it has to be


def describe_time_forwards(case):
    """A span of time ends after it begins, and a key expires in the future."""
    if isinstance(case.query, dict):
        case.query.pop("until", None)
        case.query.pop("from", None)  # and RFC 3339 is taken in UTC with a Z only
    if isinstance(case.body, dict):
        case.body.pop("expires_at", None)
        if "scopes" in case.body:
            case.body["name"] = "a key"  # without control characters


def leave_dimensions_to_the_model(case):
    """A dataset with the server's embeddings has the model's dimensions; chunks overlap by less than their half."""
    if isinstance(case.body, dict):
        for settings in (case.body, case.body.get("settings")):
            if isinstance(settings, dict) and "embedding" in settings:
                settings["embedding"] = {"kind": "model"}
            if isinstance(settings, dict):
                settings.pop("chunking", None)
                settings.pop("language", None)  # one with a stemmer


def bound_filters(case):
    """A filter has at most 256 conditions in all its branches, which no schema can count."""
    if isinstance(case.body, dict) and len(str(case.body.get("filter", ""))) > 2000:
        case.body.pop("filter")


def see_a_possible_event(case):
    """Ids of events have 64 bits."""
    for name, value in (case.headers or {}).items():
        if name.lower() == "last-event-id" and len(str(value)) > 15:
            case.headers[name] = "1"


def expire_within_a_day(case):
    """A log level holds for 1s to 24h: a range over three units, which a pattern had to spell out."""
    if isinstance(case.body, dict) and "expires_in" in case.body:
        case.body["expires_in"] = "10m"


def fill_files(case):
    """A form has files, which hold something, and before each what describes it; no other parts."""
    if case.media_type == "multipart/form-data" and isinstance(case.body, dict):
        description = {name: part for name, part in case.body.items() if name == "document"}
        case.body = {**description, "file": "some text"}


def anchor_wholly(case):
    """An anchor of the audit trail is a sequence and a hash; and one that is made up is not of this trail."""
    if isinstance(case.query, dict) and "/audit/verification" in case.path:
        case.query.clear()


def documents(case):
    return case.body.get("documents", []) if isinstance(case.body, dict) else []


RULES = [drop_cursors, mean_every_dead_letter, drop_vectors, give_weight, name_entities, number_documents, anchor_wholly,
         describe_time_forwards, leave_dimensions_to_the_model, bound_filters, see_a_possible_event, expire_within_a_day,
         fill_files]
