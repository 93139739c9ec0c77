"""Alertmanager: groups, inhibits and delivers alerts; and receivers for it, which keep what they got.

As with Prometheus only the program of the Debian package is used; the package's service is neither started nor stopped.
"""
import email
import email.policy
import http.server
import json
import pathlib
import shutil
import socketserver
import urllib.parse
import urllib.request

from services.background_server import BackgroundServer
from services.process import Process, answers, free_port


def install():
    """The program of the Debian package `prometheus-alertmanager` (scripts/debian-packages.txt)."""
    program = shutil.which("prometheus-alertmanager")
    if program is None:
        raise RuntimeError("there is no prometheus-alertmanager: scripts/setup installs it")
    return program


class Alertmanager(Process):
    """`Alertmanager(path)`; `url` is its base address. Templates are found beside the configuration."""

    def __init__(self, config):
        super().__init__("alertmanager")
        self.config = pathlib.Path(config).resolve()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        command = [
            install(), f"--config.file={self.config}", f"--storage.path={self.folder / 'data'}", "--cluster.listen-address=",
            f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn",
        ]
        self.start(command, lambda: answers(f"{self.url}/-/ready"))
        return self

    def alerts(self, **labels):
        """The alerts that it has, with their `status`: active, or suppressed by what."""
        filters = urllib.parse.urlencode([("filter", f'{name}="{value}"') for name, value in labels.items()])
        with urllib.request.urlopen(f"{self.url}/api/v2/alerts?{filters}", timeout=30) as answer:
            return json.load(answer)


class Receiver(BackgroundServer):
    """Keeps what it gets."""

    def __init__(self, server):
        super().__init__(server)
        self.server.got = []

    @property
    def got(self):
        return list(self.server.got)


class WebhookReceiver(Receiver):
    """Keeps (path, decoded body) of every POST."""

    def __init__(self):
        super().__init__(http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Webhook))
        self.url = f"http://127.0.0.1:{self.port}"


class MailReceiver(Receiver):
    """Speaks as much SMTP (RFC 5321) as it takes to be sent a message; keeps each as an email.message.EmailMessage."""

    def __init__(self):
        super().__init__(_MailServer(("127.0.0.1", 0), _Mail))
        self.address = f"127.0.0.1:{self.port}"


class _Webhook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class _MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Mail(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                return self.say("221 bye")
            if verb == b"DATA":
                self.say("354 go on")
                self.keep_message()
            self.say("250 well")

    def keep_message(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.got.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")
