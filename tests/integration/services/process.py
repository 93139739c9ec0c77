"""A program that a test starts, waits for and stops."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

CACHE = pathlib.Path(
    os.environ.get("LECTERN_CACHE") or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "lectern"
)


def free_port():
    """A port of loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, ready, seconds=60, alive=lambda: True):
    """Returns what `ready()` gives once it is true; fails with `what` when it was not in time, or the subject died."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive():
            raise RuntimeError(f"{what}: the process has ended")
        if answer := ready():
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{what}: not within {seconds} s")


def answers(url, statuses=(200,)):
    """Whether a GET of the address is answered with one of these statuses."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status in statuses
    except urllib.error.HTTPError as error:
        return error.code in statuses
    except OSError:
        return False


class Process:
    """One program with its output in `log` and a `folder` of its own. A context manager: leaving it ends the program."""

    def __init__(self, name):
        self.name = name
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"lectern-{name}-"))
        self.log = self.folder / "output.log"
        self.process = None

    def start(self, command, ready, env=None, seconds=60):
        """Starts it and waits until `ready()` is true."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdout=output, stderr=subprocess.STDOUT, cwd=self.folder,
                env={**os.environ, **(env or {})},
            )
        try:
            wait_for(f"{self.name} to start", ready, seconds, self.is_running)
        except (RuntimeError, TimeoutError) as error:
            end = self.log.read_text(errors="replace")[-4000:]
            self.close()
            raise RuntimeError(f"{error}\n{end}") from error

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Ends the program; its folder stays, so that it can be started again."""
        if self.process is None:
            return
        self.process.terminate()
        killer = threading.Timer(20, self.process.kill)
        killer.start()
        self.process.wait()
        killer.cancel()
        self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
