"""What is missing between alerts, tests, runbooks and metrics is named."""
import pathlib
import tempfile
import unittest
from unittest import mock

import check_ops

ALERT = {"alert": "New", "expr": "up == 0", "labels": {"severity": "page"}, "annotations": {
    "summary": "s", "description": "d", "runbook_url": "https://x/runbooks/New.md", "dashboard": "https://x/d/lectern-api?y"}}


class CheckOps(unittest.TestCase):
    def breaches(self, check, **given):
        with mock.patch.multiple(check_ops, **{name: (lambda value=value: value) for name, value in given.items()}):
            return list(check())

    def test_finds_nothing_in_this_tree(self):
        for check in (check_ops.check_alerts, check_ops.check_runbooks, check_ops.check_tests, check_ops.check_metrics,
                      check_ops.check_targets):
            self.assertEqual(list(check()), [], check.__name__)

    def test_names_what_an_alert_lacks(self):
        page = {"New": pathlib.Path("New.md")}
        self.assertEqual(self.breaches(check_ops.check_alerts, alerts={"New": ALERT}, runbooks=page), [])
        for changes, words in (
            ({"labels": {}}, "New has no severity"),
            ({"annotations": ALERT["annotations"] | {"summary": ""}}, "New needs a summary and a description"),
            ({"annotations": ALERT["annotations"] | {"runbook_url": "Old.md"}}, "New has not the address of its runbook"),
            ({"annotations": ALERT["annotations"] | {"dashboard": "https://x/d/none"}}, "New has no dashboard that exists"),
        ):
            self.assertEqual(self.breaches(check_ops.check_alerts, alerts={"New": ALERT | changes}, runbooks=page), [words])
        self.assertEqual(self.breaches(check_ops.check_alerts, alerts={"New": ALERT}, runbooks={}), ["New has no runbook"])

    def test_names_alerts_without_tests_and_tests_without_alerts(self):
        known = check_ops.alerts()
        self.assertEqual(self.breaches(check_ops.check_tests, alerts=known | {"New": ALERT}), ["New is nowhere tested to fire"])
        fewer = {name: alert for name, alert in known.items() if name != "GpuHot"}
        self.assertEqual(self.breaches(check_ops.check_tests, alerts=fewer), ["GpuHot is tested but is no alert"])

    def test_names_runbooks_that_lack_an_alert_a_section_or_a_place_in_the_list(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "New.md"
            page.write_text("# New\n\nSeverity: ticket.\n\n## Meaning\n")
            found = self.breaches(check_ops.check_runbooks, alerts={"New": ALERT}, runbooks={"New": page})
            self.assertEqual([breach.split(" ", 1)[1].split()[0] for breach in found], ["needs", "tells", "does"])
            self.assertEqual(self.breaches(check_ops.check_runbooks, alerts={}, runbooks={"New": page}), ["docs/runbooks/New.md has no alert"])

    def test_names_metrics_that_nobody_has(self):
        (breach,) = self.breaches(check_ops.check_metrics, expressions=[("here", "rate(api_request_total[5m]) + up")])
        self.assertTrue(breach.startswith("here: api_request_total is no metric"))

    def test_knows_the_series_of_a_histogram_and_not_its_bare_name(self):
        known = set(check_ops.known_metrics())
        self.assertLessEqual({"job_duration_seconds_bucket", "job_duration_seconds_count", "job_duration_seconds_sum", "up"}, known)
        self.assertNotIn("job_duration_seconds", known)


if __name__ == "__main__":
    unittest.main()
