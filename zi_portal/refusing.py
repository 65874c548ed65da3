"""Answers of waitress to requests that it refuses: a page in Indonesian, which the sender can read."""

import socket

from django.template import loader
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask

PAGES = {413: "413.html", 431: "431.html", 500: "500.html"}
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
]


class Parser(HTTPRequestParser):
    """A parser that does not ask ("100 Continue") for a body that it has already refused."""

    def received(self, data):
        consumed = super().received(data)
        if self.error:
            self.expect_continue = False
        return consumed


class Refusal(ErrorTask):
    """Answers a refused request with a page instead of waitress's English line."""

    def execute(self):
        error = self.request.error
        page = loader.get_template(PAGES.get(error.code, "400.html")).render({"request_id": ""}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(HEADERS)
        self.set_close_on_finish()
        self.content_length = len(page)
        self.channel.refused = True
        self.write(page)


class Channel(HTTPChannel):
    """After a refusal, reads on and discards until the sender ends or is silent for a minute.

    Closing at once while the sender still sends would reset the connection, and a browser would show that instead of
    the page. waitress ends the channel when nothing was answered for channel_timeout.
    """

    parser_class = Parser
    error_task_class = Refusal
    refused = draining = False

    def readable(self):
        return self.draining or super().readable()

    def handle_write(self):
        """Write as waitress does, but after a refusal close only this half of the connection."""
        ending = self.refused and self.close_when_flushed
        if ending:
            self.close_when_flushed = False
        super().handle_write()
        if not ending or not self.connected:
            return
        if self.total_outbufs_len:
            self.close_when_flushed = True
        else:
            self._drain()

    def _drain(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()  # the sender is gone
        else:
            self.draining = True

    def handle_read(self):
        """Discard what still arrives of a refused body."""
        if not self.draining:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)  # at its end it closes the channel
        except OSError:
            self.handle_close()
