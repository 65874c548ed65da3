"""A virus scanner of the kill tests: it speaks clamd's words, takes its time and finds every file clean."""

import socketserver
import struct
import threading
import time
from contextlib import contextmanager

SECONDS = 0.3
"""So long it looks at a file, so that a kill can meet it."""


class _Line(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self._talk()
        except (OSError, struct.error):  # whoever asked was killed
            return

    def _talk(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1) or b"\0"
        if command != b"zINSTREAM\0":
            self.wfile.write(b"Pemindai uji\0")
            return
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            self.rfile.read(size)
        time.sleep(SECONDS)
        self.wfile.write(b"stream: OK\0")


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@contextmanager
def running(path):
    """The scanner at this socket, between enter and exit."""
    with _Server(str(path), _Line) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
