"""Calls operations over REST."""
import urllib.parse

from . import Answer
from .contract import operations


class RestCaller:
    def __init__(self, server, token=None):
        self.server = server
        self.operations = operations()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, operation_id, arguments):
        """Puts the arguments where the contract says they go."""
        method, path, parameters, _ = self.operations[operation_id]
        arguments = dict(arguments)
        body = arguments.pop("body", None)
        query, headers = [], dict(self.headers)
        for parameter in parameters:
            if parameter["name"] not in arguments:
                continue
            value = arguments.pop(parameter["name"])
            texts = [text_of(one) for one in (value if isinstance(value, list) else [value])]
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", urllib.parse.quote(texts[0], safe=""))
            elif parameter["in"] == "query":
                query += [(parameter["name"], text) for text in texts]
            else:
                headers[parameter["name"]] = texts[0]
        if arguments:
            raise KeyError(f"{operation_id} has no parameter {sorted(arguments)}")
        target = path + ("?" + urllib.parse.urlencode(query) if query else "")
        status, _, answer = self.server.request(method, target, body, headers)
        if status < 400:
            return Answer(None, answer)
        if not isinstance(answer, dict):
            return Answer(f"status {status}", answer)
        fields = tuple(sorted(one["pointer"] for one in answer.get("errors", [])))
        return Answer(answer["code"], answer, answer.get("detail", ""), fields)


def text_of(value):
    return str(value).lower() if isinstance(value, bool) else str(value)
