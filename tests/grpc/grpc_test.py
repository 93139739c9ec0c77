"""A real server and a real client: stubs made here, reflection, health and error details as other libraries read them.

    LECTERN_BINARY=build/dev/lectern "$(tests/clients/install)/venv/bin/python" tests/grpc/grpc_test.py
"""
import pathlib
import sys
import threading
import unittest

import grpc
from google.protobuf import descriptor_pool
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]
from lectern_server import Server, default_binary  # noqa: E402
from protocols import grpc_stubs  # noqa: E402

SERVICES = {
    f"lectern.v1.{name}Service"
    for name in ("Audit", "Dataset", "DeadLetter", "Document", "Embedding", "Graph", "Ingestion", "Job", "Key", "Retrieval")
}
BINARY = default_binary()
ARGUMENTS = ["--set", "embedding.kind=none", "--set", "storage.kind=memory"]


def details_of(error):
    """The details of a failed call by their type."""
    known = {each.DESCRIPTOR.full_name: each for each in (
        error_details_pb2.ErrorInfo, error_details_pb2.BadRequest, error_details_pb2.RetryInfo, error_details_pb2.RequestInfo)}
    found = {}
    for detail in rpc_status.from_call(error).details:
        kind = known[detail.type_url.rsplit("/", 1)[1]]
        found[kind.__name__] = kind()
        detail.Unpack(found[kind.__name__])
    return found


class GrpcTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stubs = grpc_stubs.load()
        cls.server = Server(BINARY, ARGUMENTS).start()
        cls.channel = grpc.insecure_channel(cls.server.grpc_address)

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()
        cls.server.close()

    def client(self, name):
        messages, services = self.stubs[name]
        service = next(iter(messages.DESCRIPTOR.services_by_name))
        return messages, getattr(services, service + "Stub")(self.channel)

    def ingest(self, dataset, *texts):
        messages, stub = self.client("ingestion")
        documents = [messages.DocumentInput(id=f"d{place}", text=text) for place, text in enumerate(texts)]
        return stub.Ingest(messages.IngestRequest(dataset=dataset, documents=documents, wait_seconds=60), timeout=60).job

    def test_reflection_tells_the_contract(self):
        database = ProtoReflectionDescriptorDatabase(self.channel)
        self.assertLessEqual(SERVICES | {"grpc.health.v1.Health"}, set(database.get_services()))
        pool = descriptor_pool.DescriptorPool(database)
        service = pool.FindServiceByName("lectern.v1.JobService")
        self.assertTrue(service.methods_by_name["WatchJob"].server_streaming)

    def test_health_is_told_by_service(self):
        stub = health_pb2_grpc.HealthStub(self.channel)
        for service in SERVICES | {""}:
            answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
            self.assertEqual(answer.status, health_pb2.HealthCheckResponse.SERVING, service)
        with self.assertRaises(grpc.RpcError) as raised:
            stub.Check(health_pb2.HealthCheckRequest(service="lectern.v1.NoService"), timeout=10)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_documents_go_in_and_are_found(self):
        job = self.ingest("found", "the quick brown fox", "the lazy dog")
        self.assertEqual(job.counts.indexed, 2)
        messages, stub = self.client("retrieval")
        answer = stub.Retrieve(messages.RetrieveRequest(query="fox", mode="RETRIEVAL_MODE_LEXICAL", datasets=["found"]), timeout=10)
        self.assertEqual([hit.document_id for hit in answer.hits], ["d0"])

    def test_error_details_are_those_of_google_rpc(self):
        messages, stub = self.client("ingestion")
        request = messages.IngestRequest(dataset="Not Good", documents=[messages.DocumentInput(title="x" * 5000)])
        request.wait_seconds = 1000
        with self.assertRaises(grpc.RpcError) as raised:
            stub.Ingest(request, metadata=[("x-request-id", "r-42")], timeout=10)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        details = details_of(raised.exception)
        self.assertEqual(details["ErrorInfo"].reason, "INVALID_ARGUMENT")
        self.assertEqual(details["ErrorInfo"].domain, "lectern.dev")
        self.assertEqual(details["ErrorInfo"].metadata["request_id"], "r-42")
        self.assertEqual(details["RequestInfo"].request_id, "r-42")
        fields = [violation.field for violation in details["BadRequest"].field_violations]
        self.assertEqual(fields, ["/dataset", "/wait_seconds"])

    def test_what_does_not_exist_is_not_found(self):
        messages, stub = self.client("job")
        with self.assertRaises(grpc.RpcError) as raised:
            stub.GetJob(messages.GetJobRequest(job_id="job_absent"), timeout=10)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.NOT_FOUND)
        self.assertEqual(details_of(raised.exception)["ErrorInfo"].reason, "NOT_FOUND")

    def test_a_stream_is_acknowledged_and_committed(self):
        messages, stub = self.client("ingestion")

        def parts():
            yield messages.IngestStreamRequest(start=messages.IngestStart(dataset="streamed", acknowledge_every=10))
            for place in range(95):
                yield messages.IngestStreamRequest(document=messages.DocumentInput(id=f"s{place}", text="one of many"))
            yield messages.IngestStreamRequest(commit=messages.IngestCommit(documents=95))

        answers = list(stub.IngestStream(parts(), timeout=60))
        progress = [answer.progress.documents for answer in answers[:-1]]
        self.assertEqual(progress, sorted(progress))
        self.assertTrue(progress)
        self.assertEqual(answers[-1].accepted.job.counts.total, 95)

    def test_a_watch_resumes_after_the_last_event(self):
        job = self.ingest("watched", "some text")
        messages, stub = self.client("job")
        events = [answer.event for answer in stub.WatchJob(messages.WatchJobRequest(job_id=job.id), timeout=60)]
        self.assertEqual(events[-1].type, "job.succeeded")
        rest = stub.WatchJob(messages.WatchJobRequest(job_id=job.id, last_event_id=events[0].id), timeout=60)
        self.assertEqual([answer.event.id for answer in rest], [event.id for event in events[1:]])

    def test_messages_beyond_the_limit_are_refused(self):
        with Server(BINARY, [*ARGUMENTS, "--set", "grpc.max_message_bytes=64KiB"]) as server:
            messages, services = self.stubs["embedding"]
            stub = services.EmbeddingServiceStub(grpc.insecure_channel(server.grpc_address))
            with self.assertRaises(grpc.RpcError) as raised:
                stub.Embed(messages.EmbedRequest(texts=["x" * 100_000]), timeout=10)
            self.assertEqual(raised.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)

    def test_calls_are_counted_beside_those_of_other_protocols(self):
        messages, stub = self.client("dataset")
        stub.ListDatasets(messages.ListDatasetsRequest(), timeout=10)
        _, _, text = self.server.request("GET", "/metrics")
        self.assertIn('protocol="grpc",endpoint="lectern.v1.DatasetService/ListDatasets",method="unary",status="OK"', text)

    def test_a_server_that_stops_says_so_and_ends_its_watches(self):
        with Server(BINARY, [*ARGUMENTS, "--set", "ingest.workers=0"]) as server, grpc.insecure_channel(server.grpc_address) as channel:
            messages, services = self.stubs["ingestion"]
            job = services.IngestionServiceStub(channel).Ingest(
                messages.IngestRequest(dataset="waiting", documents=[messages.DocumentInput(text="never done")]), timeout=10).job
            job_messages, job_services = self.stubs["job"]
            watch = job_services.JobServiceStub(channel).WatchJob(job_messages.WatchJobRequest(job_id=job.id), timeout=60)
            self.assertEqual(next(watch).event.type, "job.queued")
            health = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=60)
            self.assertEqual(next(health).status, health_pb2.HealthCheckResponse.SERVING)
            stopping = threading.Thread(target=server.stop)
            stopping.start()
            self.assertEqual(next(health).status, health_pb2.HealthCheckResponse.NOT_SERVING)
            health.cancel()
            with self.assertRaises(grpc.RpcError) as raised:
                next(watch)
            self.assertEqual(raised.exception.code(), grpc.StatusCode.UNAVAILABLE)
            stopping.join()


if __name__ == "__main__":
    unittest.main()
