"""What waitress answers by itself: pages in Indonesian, readable to the end by who still sends."""

import socket
import threading

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from tests.load import wire
from zi_portal import serving
from zi_portal.lib.web import HeadMiddleware


@pytest.fixture
def sock():
    """A line to waitress as the embedded profile runs it, before a portal that is never asked."""
    server = serving.bind(lambda environ, start_response: pytest.fail("asked"), 0)
    thread = threading.Thread(target=serving.answer, args=(server,), daemon=True)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.effective_port), timeout=20) as line:
        yield line
    server.close()
    thread.join(20)


@pytest.mark.case("A14")
def test_too_much_is_answered_at_once_and_the_sender_may_end_its_sentence(sock):
    sock.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\nExpect: 100-continue\r\n\r\n")
    status, headers, body_start = wire.answer(sock)
    assert status == 413 and "Berkas terlalu besar" in wire.text(sock, headers, body_start)
    assert headers["content-security-policy"].startswith("default-src 'none'")
    for _ in range(300):
        sock.sendall(b"x" * 100000)  # a line that was closed at once would be reset here
    sock.shutdown(socket.SHUT_WR)
    assert sock.recv(10) == b""


def test_what_cannot_be_read_is_told_in_indonesian(sock):
    sock.sendall(b"GET / HTTP/1.1\r\nA : b\r\n\r\n")
    status, headers, body_start = wire.answer(sock)
    assert status == 400 and "Permintaan tidak dapat diterima" in wire.text(sock, headers, body_start)


@pytest.mark.parametrize("words", [b"Cookie: " + b"b" * 17_000, b"A: b\r\n" * 3_000])
def test_a_head_of_more_than_16_kilobytes_is_told_in_indonesian(sock, words):
    sock.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n" + words)
    status, headers, body_start = wire.answer(sock)
    assert status == 431 and "hapus kuki situs ini" in wire.text(sock, headers, body_start)


def test_head_has_no_body_of_a_page():
    response = HeadMiddleware(lambda request: HttpResponse("isi", headers={"Content-Length": "3"}))(
        RequestFactory().head("/")
    )
    assert (response.content, response["Content-Length"]) == (b"", "3")


def test_head_has_no_body_of_a_file(db, tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(b"isi")
    opened = file.open("rb")
    response = HeadMiddleware(lambda request: FileResponse(opened))(RequestFactory().head("/"))
    assert (b"".join(response), response["Content-Length"], response.file_to_stream) == (b"", "3", None)
    response.close()
    assert opened.closed
