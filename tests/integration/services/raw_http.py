"""HTTP written by hand: what no client library would send, and many requests over one connection."""
import socket
import urllib.parse


class RawConnection:
    """A connection to a base address. A context manager."""

    def __init__(self, url, seconds=30):
        address = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=seconds)
        self.file = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))

    def answer(self):
        """Status, headers with lower-case names, and body of the next answer; none when there is no more."""
        line = self.file.readline()
        if not line:
            return None
        headers = {}
        while (field := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = field.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        return int(line.split()[1]), headers, self.file.read(int(headers.get("content-length", 0)))

    def exchange(self, data):
        self.send(data)
        return self.answer()

    def pipeline(self, requests, at_once=64):
        """Sends all requests, some at a time, and returns the statuses."""
        statuses = []
        for begin in range(0, len(requests), at_once):
            part = requests[begin : begin + at_once]
            self.send("".join(part))
            statuses += [self.answer()[0] for _ in part]
        return statuses

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()


def get(path, **headers):
    """A request without body as text."""
    fields = {"Host": "test", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"


def post(path, body, content_type="application/json", **headers):
    fields = {"Host": "test", "Content-Type": content_type, "Content-Length": str(len(body.encode())),
              **{name.replace("_", "-"): value for name, value in headers.items()}}
    return f"POST {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + f"\r\n{body}"
