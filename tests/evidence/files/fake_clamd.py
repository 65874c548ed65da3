"""A scanner that speaks clamd's protocol on loopback and says what a test wants."""

import socket
import struct
import threading
from contextlib import contextmanager

from tests.evidence.files.hostile import EICAR


class Clamd:
    """address: for CLAMD_SOCKET; seen: bytes of each stream; says(content): its answer, None to say nothing."""

    def __init__(self, door):
        self.door, self.seen, self.most = door, [], 1 << 30
        self.address = f"127.0.0.1:{door.getsockname()[1]}"

    def says(self, content):
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"

    def serve(self):
        """Answer one line after another until the door is closed."""
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            with line:
                self._answer(line)

    def _answer(self, line):
        if line.recv(10) != b"zINSTREAM\0":
            return
        content, size = b"", 1
        while size:
            head = line.recv(4, socket.MSG_WAITALL)
            if len(head) < 4:
                return  # the sender broke off
            (size,) = struct.unpack("!I", head)
            if len(content) + size > self.most:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            content += line.recv(size, socket.MSG_WAITALL)
        self.seen.append(content)
        if (answer := self.says(content)) is not None:
            line.sendall(answer + b"\0")


@contextmanager
def running():
    """A Clamd that answers until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = Clamd(door)
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            door.shutdown(socket.SHUT_RDWR)
            thread.join(5)
