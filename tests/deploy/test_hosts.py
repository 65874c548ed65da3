"""Requests for other names, and heads that are too long, end at nginx: the portal behind it sees none of them."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy.trial import answers, shipped, stack
from deploy.trial.ports import HOST, free_port


class Portal(BaseHTTPRequestHandler):
    """Stands in for the portal: notes the host of each request."""

    def do_GET(self):
        self.server.hosts.append(self.headers["Host"])
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"portal")

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture(scope="module")
def portal():
    """The stand-in, listening; .hosts: what was asked for."""
    with HTTPServer((HOST, 0), Portal) as server:
        server.hosts = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def ports(portal, tmp_path_factory):
    """{"http": port, "https": port} of nginx with the shipped file."""
    if {"nginx-light", "openssl"} & set(stack.missing_packages()):
        pytest.skip("nginx or openssl is not installed: the nginx file is not tried")
    folder, free_ports = tmp_path_factory.mktemp("nginx"), {"http_port": free_port(), "https_port": free_port()}
    answers.certificate(folder)
    site = shipped.nginx_site(folder, data=folder, webs=[f"{HOST}:{portal.server_port}"], **free_ports)
    (folder / "portal-zi.conf").write_text(site, encoding="utf8")
    main = shipped.nginx_main(folder, user="root" if os.geteuid() == 0 else "")
    (folder / "nginx.conf").write_text(main, encoding="utf8")
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    process = subprocess.Popen([program, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"])
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, free_ports["https_port"])) == 0:
                break
        time.sleep(0.1)
    yield {"http": free_ports["http_port"], "https": free_ports["https_port"]}
    process.terminate()
    process.wait(20)


def ask(port, *lines, secure=True, name=None):
    """What nginx says to a request of these lines; name: the host of the handshake, None without one."""
    with socket.create_connection((HOST, port), timeout=20) as line:
        if secure:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            line = context.wrap_socket(line, server_hostname=name)
        line.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        received = b""
        while piece := line.recv(65536):
            received += piece
        line.close()
    return received.decode()


FOREIGN = {
    "another name": "evil.example",
    "with a port": "evil.example:443",
    "an address": "10.0.0.1",
    "ours in front": "localhost.evil.example",
    "ours at the end": "evil.localhost",
    "kilobytes": "x" * 7500,
    "none": "",
    "a blank": "a b",
}


@pytest.mark.case("E16")
@pytest.mark.parametrize("host", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("way", ["http", "https"])
def test_another_host_is_refused_before_the_portal(ports, portal, host, way):
    before = len(portal.hosts)
    answer = ask(ports[way], "GET / HTTP/1.1", f"Host: {host}", secure=way == "https")
    assert answer.split()[1] in {"421", "400"} and "portal" not in answer and len(answer) < 1000
    assert len(portal.hosts) == before


def test_a_request_without_host_is_refused_before_the_portal(ports, portal):
    before = len(portal.hosts)
    assert ask(ports["https"], "GET / HTTP/1.0").split()[1] == "421" and len(portal.hosts) == before


@pytest.mark.case("E16")
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost:9999"])
def test_the_portal_gets_its_own_name_however_it_was_written(ports, portal, host):
    answer = ask(ports["https"], "GET / HTTP/1.1", f"Host: {host}", name="localhost")
    assert answer.endswith("portal") and portal.hosts[-1] == f"localhost:{ports['https']}"


@pytest.mark.parametrize("size", [9_000, 30_000])
def test_a_head_that_is_too_long_is_told_in_words_by_nginx(ports, portal, size):
    before = len(portal.hosts)
    lines = [f"X-{number}: {'a' * 4_000}" for number in range(size // 4_000)] if size > 10_000 else [f"X: {'a' * size}"]
    answer = ask(ports["https"], "GET / HTTP/1.1", "Host: localhost", *lines, name="localhost")
    assert answer.split()[1] == "400" and "Permintaan tidak dapat dibaca" in answer and len(portal.hosts) == before
