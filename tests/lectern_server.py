"""A real `lectern serve` on free ports and a temporary folder, for tests."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


class Server:
    """Starts at `start`, answers at `url`, ends and removes its folder at `close`. Also a context manager."""

    def __init__(self, binary, arguments=(), folder=None):
        self.binary = str(binary)
        self.arguments = list(arguments)
        self.own_folder = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="lectern-test-"))
        self.ready_file = self.folder / "ready.json"
        self.log_file = self.folder / "server.log"
        self.process = None

    def start(self, wait_seconds=60):
        """Returns when the server answers."""
        self.ready_file.unlink(missing_ok=True)
        command = [self.binary, "serve", "--data", str(self.folder / "data"), "--http", "127.0.0.1:0"]
        command += ["--grpc", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--ready-file", str(self.ready_file), *self.arguments]
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + wait_seconds
        while not self.ready_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start (exit code {self.process.poll()}):\n{self.log_tail()}")
            time.sleep(0.01)
        ready = json.loads(self.ready_file.read_text())
        self.url = "http://" + ready["http"]
        self.grpc_address = ready["grpc"]
        self.admin_url = "http://" + ready["admin"]
        return self

    def kill(self):
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, wait_seconds=60):
        """As an operator would; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(wait_seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"the server did not stop:\n{self.log_tail()}") from None

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.close()

    def log_tail(self, lines=40):
        if not self.log_file.exists():
            return "(no log)"
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])

    def request(self, method, path, body=None, headers=None, timeout=60):
        """Sends JSON (or bytes as they are); returns status, headers (lower-case names) and the decoded body."""
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            headers.setdefault("Content-Type", "application/json")
            body = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.status, lower(response.headers), decoded(response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, lower(error.headers), decoded(error.headers, error.read())


def lower(headers):
    return {name.lower(): value for name, value in headers.items()}


def decoded(headers, body):
    return json.loads(body) if body and "json" in headers.get("Content-Type", "") else body.decode(errors="replace")


def default_binary():
    """The binary under test: LECTERN_BINARY, or the dev build's."""
    root = pathlib.Path(__file__).resolve().parent.parent
    return pathlib.Path(os.environ.get("LECTERN_BINARY", root / "build/dev/lectern"))
