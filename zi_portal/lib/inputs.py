"""Accepts only requests in UTF-8 without NUL, all others are answered 400; what was typed is made plain."""

import codecs
import re
from contextlib import suppress

from django import forms
from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.multipartparser import MultiPartParserError

from zi_portal.lib.characters import plain
from zi_portal.lib.web import whole_number

ENCODINGS = {"utf-8", "ascii"}
NUL = re.compile("\0|%00")
BROKEN = (ValueError, TypeError, LookupError)
"""Exceptions of Django's and Python's parsers at a malformed header."""
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
PIECE = 1 << 16
"""Bytes of a body that are read at once."""


class Request(WSGIRequest):
    """Django's request; a header that breaks its parsers marks it unreadable instead of raising."""

    unreadable = False

    def _set_content_type_params(self, meta):
        try:
            super()._set_content_type_params(meta)
        except BROKEN:
            self.content_type, self.content_params, self.unreadable = "", {}, True

    def _load_post_and_files(self):
        """Load the form as Django does; one that could not be read is empty for the page that says so."""
        try:
            super()._load_post_and_files()
        except (BadRequest, SuspiciousOperation):
            self._mark_post_parse_error()
            raise

    def parse_file_upload(self, META, post_data):
        """Parse as Django does; a part with a broken header makes a bad request."""
        try:
            return super().parse_file_upload(META, post_data)
        except BROKEN as error:
            raise MultiPartParserError("A part of the form has a header that cannot be read.") from error


class Handler(WSGIHandler):
    """Django's handler with this class of requests, which leaves nothing of a body unread.

    gunicorn closes the connection behind an answer to a body of which more than 64 KB were left, without saying so; a
    proxy that sends somebody's next request on it would answer that with 502.
    """

    request_class = Request

    def __call__(self, environ, start_response):
        response = super().__call__(environ, start_response)
        if environ["REQUEST_METHOD"] not in BODILESS:
            _read_to_its_end(environ["wsgi.input"])
        return response


def _read_to_its_end(stream):
    with suppress(OSError):  # the sender has gone
        while stream.read(PIECE):
            pass


class ReadableMiddleware:
    """Refuses requests that are not readable as text, and drops cookies that the portal cannot have set.

    A charset other than UTF-8 would decode the form and the query string into characters that no database stores.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if getattr(request, "unreadable", False) or not _is_supported(request.encoding):
            raise BadRequest("The request is not written in UTF-8.")
        if NUL.search(request.path_info + request.META.get("QUERY_STRING", "")):
            raise BadRequest("The address holds a NUL.")
        if whole_number(str(request.META.get("CONTENT_LENGTH") or 0)) is None:
            raise BadRequest("The length of the request is no number.")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if value.isprintable()}
        return self.get_response(request)


def _is_supported(encoding):
    """Return whether the charset of the request is supported; None: the sender named none."""
    try:
        return encoding is None or codecs.lookup(encoding).name in ENCODINGS
    except BROKEN:
        return False


class PlainTextMiddleware:
    """Gives views the texts of a form as characters.plain() makes them: without overrides of direction, in what prints.

    Passwords stay as they were typed. It stands behind the check of the form's token, which reads the form anyway.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, *_view):
        """Replace the form of a request in which any text changes."""
        texts = [] if request.method != "POST" else [text for _, texts in request.POST.lists() for text in texts]
        if any(_without_overrides(text) != text for text in texts):
            request.POST = _plain_form(request.POST)


def _without_overrides(text):
    """Return a typed text made plain; one with NUL as it is, which its field refuses."""
    return text if "\0" in text else plain(text)


def _plain_form(form):
    plain_form = form.copy()
    for name, texts in form.lists():
        if "password" not in name:
            plain_form.setlist(name, [_without_overrides(text) for text in texts])
    return plain_form


class RowsField(forms.ModelMultipleChoiceField):
    """A field of ticked rows; a number that no database can hold is refused like that of a missing row."""

    def _check_values(self, value):
        for name in value:
            if whole_number(str(name)) is None:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": name})
        return super()._check_values(value)
