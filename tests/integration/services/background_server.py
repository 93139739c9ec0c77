"""A server of Python's own that a test runs in a thread."""
import threading


class BackgroundServer:
    """Runs a `socketserver` on a port of loopback. A context manager."""

    def __init__(self, server):
        self.server = server
        self.port = server.server_address[1]
        self.thread = threading.Thread(target=server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
