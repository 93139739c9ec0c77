"""Tests ops/sentry/apply against a server that has the part of Sentry's API that it uses."""
import http.server
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import threading
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOADER = importlib.machinery.SourceFileLoader("sentry_apply", str(ROOT / "ops/sentry/apply"))
apply = importlib.util.module_from_spec(importlib.util.spec_from_loader("sentry_apply", LOADER))
LOADER.exec_module(apply)

PATH = "/api/0/projects/example/lectern/rules/"
PAGE = 2


class Sentry(http.server.ThreadingHTTPServer):
    """Keeps rules, two to a page, and every request."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.rules = []
        self.requests = []
        self.failure = None

    def store(self, body, rule_id):
        """As Sentry does: what was sent, with more of its own, and numbers of conditions as texts."""
        conditions = [{**one, "name": "A sentence", **({"value": str(one["value"])} if "value" in one else {})} for one in body["conditions"]]
        return {"environment": None, **body, "conditions": conditions, "id": rule_id, "dateCreated": "2026-01-01T00:00:00Z", "owner": None}


class Answer(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, status, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_one(self):
        sentry = self.server
        size = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(size)) if size else None
        path, _, query = self.path.partition("?")
        sentry.requests.append((self.command, path, body, self.headers["Authorization"]))
        if sentry.failure:
            return self.reply(sentry.failure, {"detail": "not for you"})
        if self.command == "GET" and path == PATH:
            begin = int(query.removeprefix("cursor=") or 0)
            more = str(begin + PAGE < len(sentry.rules)).lower()
            link = f'<{sentry.url}{PATH}?cursor=0>; rel="previous"; results="false", ' \
                   f'<{sentry.url}{PATH}?cursor={begin + PAGE}>; rel="next"; results="{more}"'
            return self.reply(200, sentry.rules[begin : begin + PAGE], [("Link", link)])
        if self.command == "POST" and path == PATH:
            rule = sentry.store(body, str(len(sentry.rules) + 1))
            sentry.rules.append(rule)
            return self.reply(201, rule)
        for place, rule in enumerate(sentry.rules):
            if self.command == "PUT" and path == f"{PATH}{rule['id']}/":
                sentry.rules[place] = sentry.store(body, rule["id"])
                return self.reply(200, sentry.rules[place])
        return self.reply(404, {"detail": "no such thing"})

    do_GET = do_POST = do_PUT = do_DELETE = handle_one


class SentryRulesTest(unittest.TestCase):
    def setUp(self):
        self.sentry = Sentry()
        threading.Thread(target=self.sentry.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.sentry.server_close)
        self.addCleanup(self.sentry.shutdown)
        self.lines = []

    def run_apply(self, *more, token="secret-token"):
        self.lines.clear()
        self.sentry.requests.clear()
        arguments = ["--url", self.sentry.url, "--organization", "example", "--project", "lectern", *more]
        with mock.patch.dict(os.environ, {"SENTRY_AUTH_TOKEN": token}):
            return apply.main(arguments, self.lines.append)

    def writes(self):
        return [(method, path) for method, path, _, _ in self.sentry.requests if method != "GET"]

    def rule_count(self):
        return len(apply.wanted_rules(apply.RULES.read_text(), None))

    def test_changes_nothing_unless_told_to(self):
        self.assertEqual(self.run_apply(), 1)
        self.assertEqual(self.writes(), [])
        self.assertEqual(self.sentry.rules, [])
        self.assertTrue(all(line.startswith("make") for line in self.lines[:-1]), self.lines)

    def test_makes_every_rule_once(self):
        self.assertEqual(self.run_apply("--apply"), 0)
        self.assertEqual(self.writes(), [("POST", PATH)] * self.rule_count())
        self.assertTrue(all(token == "Bearer secret-token" for *_, token in self.sentry.requests))
        self.assertEqual(self.run_apply("--apply"), 0)
        self.assertEqual(self.writes(), [])
        self.assertEqual(self.run_apply(), 0)
        self.assertEqual(len(self.sentry.rules), self.rule_count())

    def test_sends_the_form_that_the_api_takes(self):
        self.run_apply("--apply", "--environment", "production")
        body = next(body for method, _, body, _ in self.sentry.requests if method == "POST")
        self.assertEqual(body, {
            "name": "Lectern: a process was ended by a fatal signal",
            "environment": "production",
            "frequency": 5,
            "actionMatch": "any",
            "filterMatch": "all",
            "conditions": [
                {"id": "sentry.rules.conditions.first_seen_event.FirstSeenEventCondition"},
                {"id": "sentry.rules.conditions.regression_event.RegressionEventCondition"},
                {"id": "sentry.rules.conditions.event_frequency.EventFrequencyCondition", "value": 1, "interval": "1h",
                 "comparisonType": "count"},
            ],
            "filters": [{"id": "sentry.rules.filters.level.LevelFilter", "match": "eq", "level": "50"}],
            "actions": [{"id": "sentry.mail.actions.NotifyEmailAction", "targetType": "IssueOwners", "fallthroughType": "ActiveMembers"}],
        })

    def test_changes_a_rule_that_differs_instead_of_making_another(self):
        self.run_apply("--apply")
        self.sentry.rules[3]["frequency"] = 1
        self.assertEqual(self.run_apply("--apply"), 0)
        self.assertEqual(self.writes(), [("PUT", f"{PATH}4/")])
        self.assertEqual(self.sentry.rules[3]["frequency"], 60)
        self.assertEqual(len(self.sentry.rules), self.rule_count())

    def test_notices_another_environment(self):
        self.run_apply("--apply", "--environment", "staging")
        self.assertEqual(self.run_apply("--apply"), 0)
        self.assertEqual(len(self.writes()), self.rule_count())
        self.assertTrue(all(rule["environment"] is None for rule in self.sentry.rules))

    def test_leaves_rules_of_others_alone(self):
        others = [{"id": f"{90 + number}", "name": f"Somebody's {number}"} for number in range(3)]
        self.sentry.rules = [dict(rule) for rule in others]
        self.run_apply("--apply")
        self.assertEqual(self.sentry.rules[:3], others)

    def test_says_what_the_server_said(self):
        self.sentry.failure = 403
        with self.assertRaises(SystemExit) as ended:
            self.run_apply("--apply")
        self.assertIn("403", str(ended.exception))
        self.assertIn("not for you", str(ended.exception))
        self.assertNotIn("secret-token", str(ended.exception))

    def test_needs_a_token(self):
        with self.assertRaises(SystemExit):
            self.run_apply(token="")
        self.assertEqual(self.sentry.requests, [])

    def test_refuses_what_sentry_does_not_know(self):
        rule = "{name: a, every: 5, when: [{id: FullMoonCondition}]}"
        with self.assertRaises(SystemExit):
            apply.wanted_rules(f"rules: [{rule}]", None)
        with self.assertRaises(SystemExit):
            good = "{name: a, every: 5, when: [{id: FirstSeenEventCondition}]}"
            apply.wanted_rules(f"rules: [{good}, {good}]", None)


if __name__ == "__main__":
    unittest.main()
