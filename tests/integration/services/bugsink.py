"""Bugsink, a server that takes Sentry's protocol, with one project; what it stored is read from its database."""
import json
import os
import pathlib
import sqlite3
import subprocess
import sys

from services.process import CACHE, Process, answers, free_port, wait_for

REQUIREMENTS = pathlib.Path(__file__).with_name("bugsink_requirements.txt")
SETTINGS = """
from bugsink.settings.default import *

SECRET_KEY = "a secret of nobody, as this server lives for one test and on loopback"
DATABASES["default"]["NAME"] = {folder!r} + "/bugsink.sqlite3"
DATABASES["snappea"]["NAME"] = {folder!r} + "/tasks.sqlite3"
SNAPPEA = {{"TASK_ALWAYS_EAGER": True, "NUM_WORKERS": 1, "PID_FILE": None, "WAKEUP_CALLS_DIR": {folder!r} + "/wakeup"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
BUGSINK = {{"BASE_URL": {url!r}, "SINGLE_USER": True, "SINGLE_TEAM": True, "PHONEHOME": False,
            "INGEST_STORE_BASE_DIR": {folder!r} + "/ingest"}}
ALLOWED_HOSTS = ["127.0.0.1"]
"""
MAKE_PROJECT = "from projects.models import Project; print(Project.objects.create(name='lectern').dsn)"


def version():
    (line,) = [line for line in REQUIREMENTS.read_text().splitlines() if line.startswith("bugsink==")]
    return line.partition("==")[2]


def install():
    """Installs it into a virtual environment of its own in the cache; returns the folder of its programs."""
    folder = CACHE / "services" / f"bugsink-{version()}"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin/pip", "install", "--quiet", "--no-deps", "--requirement", REQUIREMENTS]
        subprocess.run(pip, check=True)
        (folder / "complete").touch()
    return folder / "bin"


class Bugsink(Process):
    """`dsn` is that of its project. May be stopped and started again; its events stay."""

    def __init__(self):
        super().__init__("bugsink")
        self.programs = install()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (self.folder / "bugsink_conf.py").write_text(SETTINGS.format(folder=str(self.folder), url=self.url))
        self.environment = {"DJANGO_SETTINGS_MODULE": "bugsink_conf", "PYTHONPATH": str(self.folder)}
        self.manage("migrate")
        self.dsn = self.manage("shell", "-c", MAKE_PROJECT).strip().splitlines()[-1]

    def manage(self, *arguments):
        done = subprocess.run(
            [self.programs / "bugsink-manage", *arguments], cwd=self.folder, env={**os.environ, **self.environment},
            capture_output=True, text=True,
        )
        if done.returncode != 0:
            self.close()
            raise RuntimeError(f"bugsink-manage {arguments[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def run(self):
        command = [self.programs / "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4", "bugsink.wsgi"]
        self.start(command, lambda: answers(f"{self.url}/health/ready", (200, 404)), self.environment)

    def __enter__(self):
        try:
            self.run()
        except BaseException:
            self.close()
            raise
        return self

    def events(self):
        """Everything that it stored, as it stored it, the oldest first."""
        database = sqlite3.connect(f"file:{self.folder}/bugsink.sqlite3?mode=ro", uri=True)
        try:
            return [json.loads(data) for (data,) in database.execute("SELECT data FROM events_event ORDER BY digested_at")]
        finally:
            database.close()

    def wait_for_event(self, what, fits, seconds=60):
        """The first event for which `fits(event)` is true."""
        def look():
            return next((event for event in self.events() if fits(event)), None)
        return wait_for(what, look, seconds, self.is_running)

    def stored_bytes(self):
        """Every byte of its folder, so that a test can show that something is nowhere in it."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.rglob("*")) if file.is_file())
