"""What somebody tries who took over a confined process: python trying.py PLACES, or attempts() in a child.

PLACES: JSON of {"secret": [paths of files to open], "folder": [to list], "write": path, "port": number, "parent": id}.
Each attempt is one of its name and the refusal's number, "" where it was refused without one, or "DONE".
"""

import ctypes
import errno
import json
import os
import socket
import sys

IO_URING_SETUP, X32, FUTURE = 425, 0x40000000, 900
SOCKETS = {
    "internet": (socket.AF_INET, socket.SOCK_STREAM),
    "internet datagram": (socket.AF_INET, socket.SOCK_DGRAM),
    "internet 6": (socket.AF_INET6, socket.SOCK_STREAM),
    "netlink": (socket.AF_NETLINK, socket.SOCK_RAW),
    "packet": (socket.AF_PACKET, socket.SOCK_RAW),
}


def attempts(places):
    """{attempt: "DONE" or the name of the refusal}."""
    outcomes = {name: _tried(_send, *kind) for name, kind in SOCKETS.items()}
    outcomes["io_uring"] = _tried(_io_uring)
    outcomes["call of the future"] = _tried(_call, FUTURE)
    outcomes["server on loopback"] = _tried(_connect, places["port"])
    for path in [*places["secret"], f"/proc/{places['parent']}/environ", f"/proc/{places['parent']}/mem"]:
        outcomes[f"open {path}"] = _tried(_read, path)
    for path in places["folder"]:
        outcomes[f"list {path}"] = _tried(os.listdir, path)
    outcomes["write"] = _tried(_write, places["write"])
    outcomes["truncate"] = _tried(os.truncate, places["write"], 0)
    outcomes["signal"] = _tried(os.kill, places["parent"], 0)
    outcomes["namespace"] = _tried(_call, 272, 0x10000000)
    outcomes["ptrace"] = _tried(_call, 101, 16, places["parent"], 0, 0)
    return outcomes


def execute():
    """Start another program; the name of the refusal."""
    return _tried(os.execv, "/bin/true", ["true"])


def _tried(attempt, *arguments):
    try:
        attempt(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, "")
    return "DONE"


def _send(family, kind):
    """A datagram to somewhere: without a network the socket alone would harm nobody."""
    with socket.socket(family, kind) as connection:
        if family in (socket.AF_INET, socket.AF_INET6):
            connection.settimeout(1)
            connection.connect(("192.0.2.1", 9) if family == socket.AF_INET else ("2001:db8::1", 9))
        else:
            raise OSError(errno.ENETUNREACH, "a socket alone")


def _connect(port):
    with socket.socket() as connection:
        connection.settimeout(2)
        connection.connect(("127.0.0.1", port))


def _io_uring():
    _call(IO_URING_SETUP, 1, ctypes.create_string_buffer(256))


def _call(*arguments):
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def _read(path):
    with open(path, "rb") as file:
        file.read(1)


def _write(path):
    with open(path, "ab") as file:
        file.write(b"x")


if __name__ == "__main__":
    print(json.dumps(attempts(json.loads(sys.argv[1])) | {"programs": "kept"}))
