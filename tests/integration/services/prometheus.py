"""Prometheus: scrapes, keeps what it scraped in a temporary folder, evaluates rules, and answers queries.

Only the program of the Debian package is used, in a process and a folder of the test's own: the package's service is for
whoever administers the machine, and is neither started nor stopped here.
"""
import json
import pathlib
import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from services.process import Process, answers, free_port, wait_for

# Scrapes often, so that a test waits for a second rather than for a minute.
SCRAPING = """\
global:
  scrape_interval: {interval}
  scrape_timeout: {interval}
scrape_configs:
  - job_name: {job}
    metrics_path: /metrics
    static_configs:
      - targets: [{targets}]
"""


def install():
    """The program of the Debian package `prometheus` (scripts/debian-packages.txt)."""
    program = shutil.which("prometheus")
    if program is None:
        raise RuntimeError("there is no prometheus: scripts/setup installs it")
    return program


def scraping(*targets, job="lectern", interval="500ms"):
    """A configuration that scrapes these addresses (host:port, or a base address)."""
    names = ", ".join(f'"{target.removeprefix("http://")}"' for target in targets)
    return SCRAPING.format(interval=interval, job=job, targets=names)


def check_config(text_or_path):
    """What promtool says of a configuration that is wrong; nothing when it is right."""
    with Process("promtool") as tool:
        path = _as_file(text_or_path, tool.folder)
        run = subprocess.run(["promtool", "check", "config", path], capture_output=True, text=True)
        return None if run.returncode == 0 else run.stdout + run.stderr


class Prometheus(Process):
    """`Prometheus(config_text_or_path)`, with more arguments of its command line; `url` is the base address of its API.

    A path is read where it lies, so that rule files that it names beside it are found; a text is put into the folder of
    the process.
    """

    def __init__(self, config, *arguments):
        super().__init__("prometheus")
        self.arguments = arguments
        self.config = _as_file(config, self.folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        command = [
            install(), f"--config.file={self.config}", f"--storage.tsdb.path={self.folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}", "--web.enable-lifecycle",
            "--enable-feature=exemplar-storage", "--log.level=warn", *self.arguments,
        ]
        self.start(command, lambda: answers(f"{self.url}/-/ready"))
        return self

    def get(self, path, **parameters):
        """The `data` of an answer of its API; fails with Prometheus's own words."""
        address = f"{self.url}/api/v1/{path}"
        if parameters:
            address += "?" + urllib.parse.urlencode(parameters)
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            with error:
                raise RuntimeError(f"{path} {parameters}: {error.read().decode(errors='replace')}") from None

    def query(self, expression, time=None):
        """What an expression is now (or at `time`, seconds since the epoch): a list of (labels, value)."""
        parameters = {"query": expression} if time is None else {"query": expression, "time": time}
        data = self.get("query", **parameters)
        if data["resultType"] in ("scalar", "string"):
            return [({}, _number(data["result"][1]))]
        return [(one["metric"], _number(one["value"][1])) for one in data["result"] if "value" in one]

    def query_range(self, expression, start, end, step):
        """A list of (labels, [(time, value), ...])."""
        data = self.get("query_range", query=expression, start=start, end=end, step=step)
        return [(one["metric"], [(when, _number(value)) for when, value in one["values"]]) for one in data["result"]]

    def value(self, expression):
        """The value of an expression that has exactly one series; none when it has no series."""
        found = self.query(expression)
        if len(found) > 1:
            raise AssertionError(f"{expression} has {len(found)} series: {found}")
        return found[0][1] if found else None

    def exemplars(self, expression, start, end):
        """A list of (labels of the series, [{labels, value, timestamp}, ...])."""
        data = self.get("query_exemplars", query=expression, start=start, end=end)
        return [(one["seriesLabels"], one["exemplars"]) for one in data]

    def targets(self):
        """What it scrapes, with `health` and `lastError`."""
        return self.get("targets")["activeTargets"]

    def alerts(self):
        """Alerts that are pending or firing."""
        return self.get("alerts")["alerts"]

    def rules(self):
        """Groups of rules, each rule with its `health`."""
        return self.get("rules")["groups"]

    def metadata(self):
        """Type, help and unit by family, as the targets told them."""
        return {name: found[0] for name, found in self.get("metadata").items()}

    def wait_for_query(self, expression, holds=bool, seconds=60):
        """The answer to `query` once `holds(answer)`."""
        def look():
            found = self.query(expression)
            return (found,) if holds(found) else None
        return wait_for(expression, look, seconds, self.is_running)[0]

    def wait_for_scrape(self, seconds=60):
        """Returns when every target was scraped without an error."""
        def look():
            targets = self.targets()
            return targets and all(one["health"] == "up" for one in targets)
        try:
            wait_for("the first scrapes", look, seconds, self.is_running)
        except TimeoutError as error:
            raise TimeoutError(f"{error}: {[(one['scrapeUrl'], one['lastError']) for one in self.targets()]}") from None

    def reload(self):
        """Reads configuration and rules again."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/-/reload", method="POST"), timeout=30).close()


def _as_file(text_or_path, folder):
    if isinstance(text_or_path, pathlib.Path) or not re.search(r"\n", text_or_path):
        return pathlib.Path(text_or_path).resolve()
    path = folder / "prometheus.yml"
    path.write_text(text_or_path)
    return path


def _number(text):
    return float(text.replace("Inf", "inf"))
