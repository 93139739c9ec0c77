"""An alert goes all the way: a server that is killed becomes a page at a webhook and in a mail, and is over when it is back."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/integration")]
from lectern_server import Server, default_binary  # noqa: E402
from services import monitoring  # noqa: E402
from services.alertmanager import Alertmanager, MailReceiver, WebhookReceiver  # noqa: E402
from services.process import wait_for  # noqa: E402

SMALL = ["--set", "embedding.kind=none", "--set", "telemetry.gpu.enabled=false"]


class Alerting(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="lectern-alerting-")))
        self.webhooks = self.enterContext(WebhookReceiver())
        self.mails = self.enterContext(MailReceiver())
        self.server = self.enterContext(Server(default_binary(), SMALL))
        config = monitoring.alertmanager_config(self.folder / "alertmanager", self.webhooks, self.mails)
        self.alertmanager = self.enterContext(Alertmanager(config))
        self.targets = {"lectern": [self.server.admin_url]}
        self.prometheus = monitoring.prometheus(self.folder, self.targets, self.alertmanager, alerts_wait=False)
        self.enterContext(self.prometheus)

    def notified(self, path, **labels):
        """The alerts with these labels that a webhook got, last first."""
        alerts = [alert for got, body in self.webhooks.got if got == path for alert in body["alerts"]]
        return [alert for alert in reversed(alerts) if labels.items() <= alert["labels"].items()]

    def wait_for_notification(self, path, status, **labels):
        def look():
            found = self.notified(path, **labels)
            return found and found[0]["status"] == status and found[0]
        return wait_for(f"{labels} to be {status}", look, 90)

    def test_a_killed_server_is_paged_and_what_follows_from_it_is_not(self):
        self.prometheus.wait_for_scrape()
        self.wait_for_notification("/heartbeat", "firing", alertname="Watchdog")
        self.assertEqual(self.notified("/page"), [], "nothing is wrong yet")

        self.server.kill()
        page = self.wait_for_notification("/page", "firing", alertname="ServiceDown")
        self.assertEqual(page["labels"], {"alertname": "ServiceDown", "severity": "page", "service": "lectern", "environment": "test"})
        self.assertEqual(page["annotations"]["summary"], "No process of lectern answers")
        self.assertTrue(page["annotations"]["runbook_url"].endswith("/runbooks/ServiceDown.md"))
        self.check_inhibition()
        self.check_mail()

        self.server.start()
        monitoring.point(self.folder, {"lectern": [self.server.admin_url]},
                         {"prometheus": self.prometheus.url, "alertmanager": self.alertmanager.url})
        self.wait_for_notification("/page", "resolved", alertname="ServiceDown")

    def check_inhibition(self):
        """The target is down too, and nobody hears of it."""
        def suppressed():
            found = self.alertmanager.alerts(alertname="TargetDown")
            return found and found[0]["status"]["state"] == "suppressed" and found[0]["status"]["inhibitedBy"]
        wait_for("TargetDown to be inhibited", suppressed)
        self.assertEqual(self.notified("/page", alertname="TargetDown"), [])

    def check_mail(self):
        def arrived():
            return [mail for mail in self.mails.got if mail["Subject"] == "[PAGE 1] ServiceDown lectern (test)"]
        mail = wait_for("the mail", arrived)[0]
        self.assertEqual(mail["To"], "oncall@lectern.example")
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("Prometheus can scrape none of the processes of lectern in test.", text)
        self.assertIn("Runbook:   https://docs.lectern.example/runbooks/ServiceDown.md", text)
        self.assertIn("Dashboard: https://grafana.lectern.example/d/lectern-health?var-environment=test", text)
        self.assertNotIn("<no value>", text)


if __name__ == "__main__":
    unittest.main()
