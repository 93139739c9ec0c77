#!/usr/bin/env python3
"""Holds alerts, their tests, runbooks and dashboards to each other and to the catalogue; prints each breach, exits 1 if any.

- Every alert has a severity, a summary, a description, its runbook's address and a dashboard that exists.
- Every alert has a runbook with all its sections, and every runbook has an alert.
- Every alert has a test in which it fires and one in which it does not.
- Every metric named in ops/ and docs/runbooks is in api/telemetry/metrics.yaml, a recorded one, or in peer_metrics.txt.
- Targets of both shapes have the labels that rules and dashboards go by.
- Where promtool and amtool are installed: configuration, rules, their tests and routes are what these accept.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import generate_telemetry
import yaml
from promql import metric_names

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROMETHEUS = ROOT / "ops/prometheus"
RUNBOOKS = ROOT / "docs/runbooks"
SECTIONS = ["Meaning", "Impact", "First looks", "Remedies", "Escalate"]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def load(file):
    return yaml.load(file.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def rules(folder=PROMETHEUS / "rules"):
    for file in sorted(folder.glob("*.yml")):
        for group in load(file)["groups"]:
            yield from ((file, rule) for rule in group["rules"])


def alerts():
    return {rule["alert"]: rule for _, rule in rules() if "alert" in rule}


def fences(file, language):
    """The blocks of a page in one language."""
    return [code for kind, code in FENCE.findall(file.read_text()) if kind == language]


def runbooks():
    return {file.stem: file for file in sorted(RUNBOOKS.glob("*.md")) if file.stem != "README"}


def dashboards():
    return {file: json.loads(file.read_text()) for file in sorted((ROOT / "ops/grafana/dashboards").glob("*.json"))}


def panels(dashboard):
    """With those that lie in rows."""
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", [])


def panel_queries(dashboard):
    """The title of each panel and each of its Prometheus queries; those of annotations too."""
    for panel in panels(dashboard):
        targets = [target for target in panel.get("targets", []) if target["datasource"]["type"] == "prometheus"]
        yield from ((panel["title"], target["expr"]) for target in targets)
    for annotation in dashboard["annotations"]["list"]:
        if "expr" in annotation:
            yield annotation["name"], annotation["expr"]


def known_metrics():
    """Every name that may be used: series of the catalogue, recorded ones, and what peer_metrics.txt lists."""
    for metric in generate_telemetry.load()["metrics"]:
        if metric["type"] == "histogram":
            yield from (metric["name"] + suffix for suffix in ("_bucket", "_sum", "_count"))
        else:
            yield metric["name"]
    yield from (rule["record"] for _, rule in rules() if "record" in rule)
    for line in (PROMETHEUS / "peer_metrics.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.split()[0]


def expressions():
    """Every query of ops/ and docs/runbooks, with where it stands."""
    for file, rule in rules():
        yield f"{file.relative_to(ROOT)}: {rule.get('alert') or rule['record']}", rule["expr"]
    for file in runbooks().values():
        yield from ((str(file.relative_to(ROOT)), code) for code in fences(file, "promql"))
    for file, dashboard in dashboards().items():
        yield from ((f"{file.relative_to(ROOT)}: {title}", query) for title, query in panel_queries(dashboard))


def check_alerts():
    pages = runbooks()
    uids = {dashboard["uid"] for dashboard in dashboards().values()}
    for name, alert in alerts().items():
        annotations = alert["annotations"]
        if alert["labels"].get("severity") not in ("page", "ticket", "none"):
            yield f"{name} has no severity"
        if not annotations.get("summary") or not annotations.get("description"):
            yield f"{name} needs a summary and a description"
        if not annotations.get("runbook_url", "").endswith(f"/runbooks/{name}.md"):
            yield f"{name} has not the address of its runbook"
        dashboard = re.search(r"/d/([\w-]+)", annotations.get("dashboard", ""))
        if not dashboard or dashboard[1] not in uids:
            yield f"{name} has no dashboard that exists"
        if name not in pages:
            yield f"{name} has no runbook"


def check_runbooks():
    known = alerts()
    for name, file in runbooks().items():
        if name not in known:
            yield f"docs/runbooks/{name}.md has no alert"
            continue
        if re.findall(r"^## (.+)$", file.read_text(), re.MULTILINE) != SECTIONS:
            yield f"docs/runbooks/{name}.md needs the sections {', '.join(SECTIONS)}"
        if f"Severity: {known[name]['labels']['severity']}.\n" not in file.read_text():
            yield f"docs/runbooks/{name}.md tells another severity than the alert"
        if f"[{name}]({name}.md)" not in (RUNBOOKS / "README.md").read_text():
            yield f"docs/runbooks/README.md does not list {name}"


def check_tests():
    """An alert that no test sees firing, or none sees silent, is not tested."""
    seen = {name: set() for name in alerts()}
    for file in sorted((PROMETHEUS / "tests").glob("*_test.yml")):
        for test in load(file)["tests"]:
            for query in test.get("promql_expr_test", []):
                for name in re.findall(r'alertname="(\w+)"', query["expr"]):
                    seen.setdefault(name, set()).add(bool(query["exp_samples"]))
    for name, outcomes in seen.items():
        if name not in alerts():
            yield f"{name} is tested but is no alert"
        elif True not in outcomes:
            yield f"{name} is nowhere tested to fire"
        elif False not in outcomes and name != "Watchdog":
            yield f"{name} is nowhere tested to be silent"


def check_metrics():
    known = set(known_metrics())
    for where, expression in expressions():
        for name in sorted(metric_names(expression) - known):
            yield f"{where}: {name} is no metric of api/telemetry/metrics.yaml, no recorded one and not in peer_metrics.txt"


def check_targets():
    """Both shapes have the files that prometheus.yml reads, and every target the labels that rules go by."""
    read = set(re.findall(r"targets/(\w+\.yml)", (PROMETHEUS / "prometheus.yml").read_text()))
    for folder in ("targets", "targets-distributed"):
        files = {file.name: file for file in (PROMETHEUS / folder).glob("*.yml")}
        if set(files) != read:
            yield f"ops/prometheus/{folder} has {sorted(files)}, prometheus.yml reads {sorted(read)}"
        for name in sorted({"lectern.yml", "peers.yml"} & set(files)):
            for group in load(files[name]):
                if not {"service", "environment"} <= set(group["labels"]):
                    yield f"ops/prometheus/{folder}/{name}: {group['targets']} needs service and environment"


def run(*command):
    result = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    if result.returncode != 0:
        yield f"{' '.join(map(str, command[:3]))}: {result.stdout}{result.stderr}"


def check_with_tools():
    for tool in ("promtool", "amtool"):
        if shutil.which(tool) is None:
            if os.environ.get("CI"):
                yield f"{tool} is missing"
            else:
                print(f"passed over: {tool} is not installed")
            return
    yield from run("promtool", "check", "config", PROMETHEUS / "prometheus.yml")
    yield from run("promtool", "test", "rules", *sorted((PROMETHEUS / "tests").glob("*_test.yml")))
    folder = ROOT / "ops/alertmanager"
    yield from run("amtool", "check-config", folder / "alertmanager.yml")
    for route in load(folder / "routes_test.yml"):
        labels = [f"{name}={value}" for name, value in route["labels"].items()]
        receivers = f"--verify.receivers={','.join(route['receivers'])}"
        yield from run("amtool", "config", "routes", "test", f"--config.file={folder / 'alertmanager.yml'}", receivers, *labels)


def main():
    checks = [check_alerts, check_runbooks, check_tests, check_metrics, check_targets]
    if "--without-tools" not in sys.argv[1:]:
        checks.append(check_with_tools)
    breaches = [breach for check in checks for breach in check()]
    print("\n".join(breaches + [f"check_ops: {len(breaches)} breaches"]))
    sys.exit(bool(breaches))


if __name__ == "__main__":
    main()
