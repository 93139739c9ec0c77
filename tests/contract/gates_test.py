"""Every gate passes what the tree holds and stops a change that it exists to stop."""
import os
import pathlib
import shutil
import tempfile
import unittest

from gates import API, DOCUMENTS, Gates


class GatesTest(unittest.TestCase):
    def setUp(self):
        self.gates = Gates(os.environ["TEST_CLIENTS"])
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        shutil.copytree(API, self.folder / "api")
        shutil.copytree(DOCUMENTS, self.folder / "documents")
        self.openapi = self.folder / "api/openapi/lectern.yaml"
        self.sdl = self.folder / "api/graphql/schema.graphql"
        self.proto = self.folder / "api/proto"

    def change(self, file, old, new):
        text = file.read_text()
        self.assertIn(old, text, "the change has no subject")
        file.write_text(text.replace(old, new, 1))

    def assert_passes(self, result):
        self.assertTrue(result[0], result[1])

    def assert_stops(self, result, word):
        self.assertFalse(result[0], result[1])
        self.assertIn(word, result[1])

    def test_spectral_stops_a_reference_that_leads_nowhere(self):
        self.assert_passes(self.gates.lint_openapi(self.openapi))
        self.change(self.openapi, "#/components/schemas/RetrieveRequest'", "#/components/schemas/Nothing'")
        self.assert_stops(self.gates.lint_openapi(self.openapi), "invalid-ref")

    def test_spectral_stops_an_operation_without_summary(self):
        self.change(self.openapi, "      summary: Lists jobs", "      x-note: Lists jobs")
        self.assert_stops(self.gates.lint_openapi(self.openapi), "operation-summary")

    def break_openapi(self, old, new):
        self.change(self.openapi, old, new)
        return self.gates.break_openapi(self.openapi, API / "openapi/lectern.yaml")

    def test_openapi_may_stay_as_it_is(self):
        self.assert_passes(self.gates.break_openapi(self.openapi, API / "openapi/lectern.yaml"))

    def test_openapi_may_get_an_optional_parameter(self):
        self.assert_passes(self.break_openapi(
            "        - name: priority\n", "        - name: hint\n          in: query\n          schema: {type: string}\n        - name: priority\n"))

    def test_an_operation_may_not_go(self):
        self.assert_stops(self.break_openapi("  /v1/embed:", "  /v1/embeddings:"), "api-path-removed")

    def test_a_response_may_not_lose_a_member(self):
        self.assert_stops(self.break_openapi(
            "required: [document_id, chunk_id, dataset, score,", "required: [document_id, chunk_id, dataset,"),
            "response-property-became-optional")

    def test_a_bound_may_not_shrink(self):
        self.assert_stops(self.break_openapi("maximum: 1000, default: 50}", "maximum: 100, default: 50}"), "max-decreased")

    def test_buf_stops_a_name_against_the_style(self):
        self.assert_passes(self.gates.lint_proto(self.proto))
        self.change(self.proto / "lectern/v1/job.proto", "string request_id = 7;", "string requestId = 7;")
        self.assert_stops(self.gates.lint_proto(self.proto), "lower_snake_case")

    def test_buf_stops_an_unformatted_file(self):
        self.assert_passes(self.gates.format_proto(self.proto))
        self.change(self.proto / "lectern/v1/job.proto", "  string request_id = 7;", "string  request_id = 7;")
        self.assert_stops(self.gates.format_proto(self.proto), "request_id")

    def break_proto(self, old, new):
        image = self.folder / "image.binpb"
        self.assert_passes(self.gates.run(self.gates.programs / "buf", "build", "--output", image, folder=self.proto))
        self.assert_passes(self.gates.break_proto(self.proto, image))
        self.change(self.proto / "lectern/v1/job.proto", old, new)
        return self.gates.break_proto(self.proto, image)

    def test_a_field_may_not_change_its_number(self):
        self.assert_stops(self.break_proto("string request_id = 7;", "string request_id = 17;"), "request_id")

    def test_a_field_may_not_change_its_type(self):
        self.assert_stops(self.break_proto("string request_id = 7;", "bytes request_id = 7;"), "request_id")

    def test_an_rpc_may_not_go(self):
        self.assert_stops(self.break_proto("rpc CancelJob(", "rpc StopJob("), "CancelJob")

    def test_inspector_stops_a_document_with_an_unknown_field(self):
        self.assert_passes(self.gates.validate_graphql(self.sdl, self.folder / "documents"))
        self.change(self.folder / "documents/getJob.graphql", "cancelRequested", "cancelled")
        self.assert_stops(self.gates.validate_graphql(self.sdl, self.folder / "documents"), "cancelled")

    def test_coverage_stops_a_root_field_that_no_document_uses(self):
        self.assert_passes(self.gates.cover_graphql(self.sdl, self.folder / "documents"))
        (self.folder / "documents/cancelJob.graphql").unlink()
        self.assert_stops(self.gates.cover_graphql(self.sdl, self.folder / "documents"), "Mutation.cancelJob")

    def test_a_graphql_field_may_not_go(self):
        self.assert_passes(self.gates.diff_graphql(self.sdl, API / "graphql/schema.graphql"))
        self.change(self.sdl, "  cancelRequested: Boolean!\n", "")
        self.assert_stops(self.gates.diff_graphql(self.sdl, API / "graphql/schema.graphql"), "cancelRequested")

    def test_a_graphql_argument_may_not_become_required(self):
        self.change(self.sdl, "embed(texts: [String!]!)", "embed(texts: [String!]!, model: String!)")
        self.assert_stops(self.gates.diff_graphql(self.sdl, API / "graphql/schema.graphql"), "model")


if __name__ == "__main__":
    unittest.main()
