"""What several tests of the roof and the cellar need."""

import os
import socket

import pytest


@pytest.fixture
def places(tmp_path):
    """What the portal keeps: database, media, keys; and a server that hears."""
    portal = tmp_path / "var"
    (portal / "media").mkdir(parents=True)
    for name in ("portal.sqlite3", "secret_key", "media/bukti.pdf"):
        (portal / name).write_bytes(b"rahasia")
    with socket.create_server(("127.0.0.1", 0)) as server:
        secret = [str(portal / name) for name in ("portal.sqlite3", "secret_key", "media/bukti.pdf")]
        yield {
            "secret": [*secret, "/etc/shadow", "/etc/passwd"], "folder": [str(portal), "/", "/etc", "/proc"],
            "write": str(portal / "secret_key"), "port": server.getsockname()[1], "parent": os.getpid(),
        }  # fmt: skip
