"""Tests of generate_openapi.py: what it refuses, and that the contract itself passes."""
import copy
import pathlib
import sys
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import generate_openapi as generator  # noqa: E402

CONTRACT = yaml.safe_load((ROOT / "api/openapi/lectern.yaml").read_text())


def small():
    """A document with one operation that is right."""
    answer = {"description": "ok", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {
        "paths": {
            "/v1/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {"operationId": "getThing", "responses": {"200": answer, "default": answer}},
            }
        },
        "components": {"schemas": {"Thing": {"type": "string"}}},
    }


class GenerateOpenapi(unittest.TestCase):
    def refuses(self, change, message):
        document = small()
        change(document, document["paths"]["/v1/things/{id}"])
        with self.assertRaisesRegex(generator.ContractError, message):
            generator.operations_header(document)

    def test_accepts_a_right_document(self):
        self.assertIn('{"getThing", "GET", "/v1/things/{id}", {}, false, getThing_produces, false}',
                      generator.operations_header(small()))

    def test_accepts_the_contract_and_is_deterministic(self):
        first = generator.operations_header(copy.deepcopy(CONTRACT)) + generator.document_source(CONTRACT)
        second = generator.operations_header(copy.deepcopy(CONTRACT)) + generator.document_source(CONTRACT)
        self.assertEqual(first, second)

    def test_refuses_unknown_keywords(self):
        self.refuses(lambda document, path: document["components"]["schemas"]["Thing"].update(dependentSchemas={}),
                     "unknown keyword")

    def test_refuses_references_that_lead_nowhere(self):
        self.refuses(lambda document, path: document["components"]["schemas"]["Thing"].update({"$ref": "#/nowhere"}),
                     "does not resolve")
        self.refuses(lambda document, path: document["components"]["schemas"]["Thing"].update({"$ref": "other.yaml"}),
                     "within the document")

    def test_refuses_operation_ids_that_are_there_twice(self):
        self.refuses(lambda document, path: path.update(delete=path["get"]), "is there twice")

    def test_refuses_path_parameters_that_are_not_declared(self):
        self.refuses(lambda document, path: path.pop("parameters"), "are declared as")

    def test_refuses_bodies_without_schema_or_limit(self):
        self.refuses(lambda document, path: path["get"]["responses"]["200"].pop("content"), "has no content")
        self.refuses(lambda document, path: path["get"]["responses"].pop("default"), "default response")
        self.refuses(lambda document, path: path["get"].update(requestBody={"content": {"application/json": {}}}),
                     "has no schema")
        body = {"content": {"application/json": {"schema": {}}}}
        self.refuses(lambda document, path: path["get"].update(requestBody=body), "max-body-bytes")

    def test_refuses_requirements_that_are_not_described(self):
        self.refuses(
            lambda document, path: document["components"]["schemas"]["Thing"].update(required=["x"], properties={}),
            "does not describe")


if __name__ == "__main__":
    unittest.main()
