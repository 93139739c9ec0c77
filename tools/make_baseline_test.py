"""A baseline becomes rules, and measurements a baseline."""
import http.server
import json
import threading
import unittest

import make_baseline
import yaml

ANSWER = {"data": {"result": [
    {"metric": {"subject": "stage_fuse"}, "value": [0, "0.00012345"]},
    {"metric": {"subject": "retrieval"}, "value": [0, "0.0244999"]},
    {"metric": {"subject": "freshness"}, "value": [0, "NaN"]},
]}}


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Baseline(unittest.TestCase):
    def test_is_a_rule_a_subject(self):
        rules = yaml.safe_load(make_baseline.rules({"seconds": {"retrieval": 0.02, "freshness": 1}}))["groups"][0]["rules"]
        self.assertEqual(
            [(rule["record"], rule["labels"]["subject"], rule["expr"]) for rule in rules],
            [("baseline:seconds:p95", "freshness", "vector(1)"), ("baseline:seconds:p95", "retrieval", "vector(0.02)")],
        )

    def test_takes_what_was_measured_and_keeps_the_words(self):
        with http.server.HTTPServer(("127.0.0.1", 0), Answers) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            seconds = make_baseline.measured(f"http://127.0.0.1:{server.server_port}")
            server.shutdown()
            thread.join()
        self.assertEqual(seconds, {"retrieval": 0.0245, "stage_fuse": 0.000123})
        page = make_baseline.page(seconds, "# words, in seconds: many\nseconds:\n  old: 1\n")
        self.assertEqual(page, "# words, in seconds: many\nseconds:\n  retrieval: 0.0245\n  stage_fuse: 0.000123\n")


if __name__ == "__main__":
    unittest.main()
