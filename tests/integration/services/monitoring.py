"""The shipped monitoring (ops/), in a hurry: what it is made of is unchanged, but it scrapes and evaluates every second and
finds what a test has started."""
import pathlib
import shutil

import yaml
from services.prometheus import Prometheus

ROOT = pathlib.Path(__file__).resolve().parents[3]
OPS = ROOT / "ops"
HURRY = "1s"


def address(url):
    return url.removeprefix("http://")


def write(file, value):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(value, sort_keys=False))


def prometheus(folder, lectern, alertmanager=None, alerts_wait=True):
    """A Prometheus that is not yet started. `lectern` maps a service to the admin addresses of its processes. It scrapes
    itself too, and Alertmanager. Without `alerts_wait` alerts fire as soon as what they say is so."""
    config = yaml.safe_load((OPS / "prometheus/prometheus.yml").read_text())
    config["global"] = {"scrape_interval": HURRY, "scrape_timeout": HURRY, "evaluation_interval": HURRY}
    write(folder / "prometheus.yml", config)
    for file in (OPS / "prometheus/rules").glob("*.yml"):
        rules = yaml.safe_load(file.read_text())
        for group in rules["groups"]:
            group["interval"] = HURRY
            for rule in group["rules"]:
                if not alerts_wait:
                    rule.pop("for", None)
        write(folder / "rules" / file.name, rules)
    # What fired before Alertmanager was found is sent again soon.
    made = Prometheus(folder / "prometheus.yml", f"--rules.alert.resend-delay={HURRY}")
    point(folder, lectern, {"prometheus": made.url} | ({"alertmanager": alertmanager.url} if alertmanager else {}))
    return made


def point(folder, lectern, peers):
    """Writes what is scraped, in the files that the shipped configuration reads."""
    def targets(addresses, service):
        return {"targets": list(map(address, addresses)), "labels": {"service": service, "environment": "test"}}
    write(folder / "targets/lectern.yml", [targets(urls, service) for service, urls in lectern.items()])
    write(folder / "targets/peers.yml", [targets([url], service) for service, url in peers.items()])
    write(folder / "targets/alertmanager.yml", [targets([peers["alertmanager"]], "alertmanager")] if "alertmanager" in peers else [])


def alertmanager_config(folder, webhooks, mails):
    """The shipped configuration of Alertmanager, in a hurry, with these receivers in the place of lectern.example's."""
    config = yaml.safe_load((OPS / "alertmanager/alertmanager.yml").read_text())
    config["global"] = {"smtp_smarthost": mails.address, "smtp_from": "alertmanager@lectern.example", "smtp_require_tls": False,
                        "smtp_hello": "localhost", "resolve_timeout": HURRY}
    for route in [config["route"], *config["route"]["routes"]]:
        route |= {"group_wait": HURRY, "group_interval": HURRY}
    for receiver in config["receivers"]:
        for webhook in receiver.get("webhook_configs", []):
            webhook["url"] = webhooks.url + "/" + receiver["name"]
    shutil.copytree(OPS / "alertmanager/templates", folder / "templates", dirs_exist_ok=True)
    write(folder / "alertmanager.yml", config)
    return folder / "alertmanager.yml"
