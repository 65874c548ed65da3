"""Checks whether the parts of the trial answer, and makes its certificate."""

import http.client
import socket
import ssl
import subprocess
import time
from urllib.parse import urlsplit

from deploy.trial.ports import HOST

START_SECONDS = 120


def wait(answers, part):
    """Wait until answers() is true; raise RuntimeError with the part's last words when it ends or takes too long."""
    end = time.monotonic() + START_SECONDS
    while not answers():
        if not part.runs or time.monotonic() > end:
            raise RuntimeError(f"{part.name} did not start:\n{part.last_words()}")
        time.sleep(0.05)


def redis(port, password):
    """Return True when Redis accepts the password and has read its data."""
    try:
        with socket.create_connection((HOST, port), timeout=2) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            reply = b""
            while reply.count(b"\r\n") < 2:
                piece = line.recv(100)
                if not piece:
                    break
                reply += piece
        return reply == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False


def web(address):
    """Return True when GET /livez gives 200 as behind the proxy; the self-signed certificate is not checked."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(parts.netloc, timeout=5, context=trusting())
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", "/livez", headers={"X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def listening(port):
    """Return True when a program accepts connections on the port."""
    try:
        socket.create_connection((HOST, port), timeout=2).close()
    except OSError:
        return False
    return True


def trusting():
    """Return a TLS context that accepts the trial's self-signed certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def certificate(folder):
    """Make fullchain.pem and privkey.pem of a self-signed certificate for 127.0.0.1 unless they exist."""
    key, chain = folder / "privkey.pem", folder / "fullchain.pem"
    if chain.exists():
        return
    key_options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "825", "-batch"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    command = ["openssl", "req", "-x509", *key_options, *names, "-keyout", key, "-out", chain]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603, S607 -- our own words
    key.chmod(0o600)
