"""The gates that hold the contracts in api/: each is one call of the field's own tool.

Every function returns (passed, what the tool said). `tests/contract/gates_test.py` feeds each one a change that it must
refuse. The contracts of the last release lie in api/released; `scripts/contract --release` puts the present ones there.
"""
import json
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
API = ROOT / "api"
RELEASED = API / "released"
DOCUMENTS = ROOT / "tests/contract/documents"


class Gates:
    """`clients` is the folder that tests/clients/install prints."""

    def __init__(self, clients):
        self.programs = pathlib.Path(clients) / "node/node_modules/.bin"
        self.oasdiff = pathlib.Path(clients) / "bin/oasdiff"

    def run(self, *command, folder=ROOT):
        done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
        return done.returncode == 0, (done.stdout + done.stderr).strip()

    # OpenAPI

    def lint_openapi(self, document=API / "openapi/lectern.yaml"):
        rules = ROOT / "tests/contract/spectral.yaml"
        return self.run(self.programs / "spectral", "lint", "--fail-severity=hint", "--ruleset", rules, document)

    def break_openapi(self, document=API / "openapi/lectern.yaml", released=RELEASED / "lectern.yaml"):
        return self.run(self.oasdiff, "breaking", "--fail-on", "WARN", released, document)

    # gRPC

    def lint_proto(self, folder=API / "proto"):
        return self.run(self.programs / "buf", "lint", folder=folder)

    def format_proto(self, folder=API / "proto"):
        return self.run(self.programs / "buf", "format", "--diff", "--exit-code", folder=folder)

    def break_proto(self, folder=API / "proto", released=RELEASED / "lectern.binpb"):
        return self.run(self.programs / "buf", "breaking", "--against", released, folder=folder)

    # GraphQL

    def validate_graphql(self, schema=API / "graphql/schema.graphql", documents=DOCUMENTS):
        """The documents that the console, the docs and the tests use."""
        return self.run(self.programs / "graphql-inspector", "validate", f"{documents}/**/*.graphql", schema)

    def cover_graphql(self, schema=API / "graphql/schema.graphql", documents=DOCUMENTS):
        """Whether those documents together use every field of every root type."""
        passed, said = self.run(
            self.programs / "graphql-inspector", "coverage", f"{documents}/**/*.graphql", schema, "--silent",
            "--write", (report := pathlib.Path(documents).parent / "coverage.json"))
        if not passed:
            return False, said
        types = json.loads(report.read_text())["types"]
        report.unlink()
        unused = [f"{root}.{name}" for root in ("Query", "Mutation", "Subscription")
                  for name, field in types[root]["children"].items() if field["hits"] == 0]
        return not unused, "no document uses " + ", ".join(unused) if unused else "every root field is used"

    def diff_graphql(self, schema=API / "graphql/schema.graphql", released=RELEASED / "schema.graphql"):
        """`schema` may be the URL of a running server."""
        return self.run(self.programs / "graphql-inspector", "diff", released, schema)

    def same_graphql(self, url, token, schema=API / "graphql/schema.graphql"):
        """Whether a running server answers introspection with just what the file says."""
        passed, said = self.run(
            self.programs / "graphql-inspector", "diff", schema, url, "--right-header", f"Authorization: Bearer {token}")
        return passed and re.search("No changes detected", said) is not None, said


def store_release(gates):
    """Makes the present contracts those of the last release."""
    RELEASED.mkdir(exist_ok=True)
    shutil.copy(API / "openapi/lectern.yaml", RELEASED / "lectern.yaml")
    shutil.copy(API / "graphql/schema.graphql", RELEASED / "schema.graphql")
    return gates.run(gates.programs / "buf", "build", "--output", RELEASED / "lectern.binpb", folder=API / "proto")


def static_gates(gates):
    """Those that need no running server, by name."""
    return {
        "OpenAPI: Spectral": gates.lint_openapi,
        "OpenAPI: no breaking change": gates.break_openapi,
        "gRPC: buf lint": gates.lint_proto,
        "gRPC: buf format": gates.format_proto,
        "gRPC: no breaking change": gates.break_proto,
        "GraphQL: documents are valid": gates.validate_graphql,
        "GraphQL: documents use every root field": gates.cover_graphql,
        "GraphQL: no breaking change": gates.diff_graphql,
    }
