"""What comes over the wire is text in UTF-8 without NUL; all else is answered 400 before anything reads it."""

import codecs
import re

from django import forms
from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.multipartparser import MultiPartParserError

from zi_portal.lib.web import whole_number

ENCODINGS = {"utf-8", "ascii"}
NUL = re.compile("\0|%00")
BROKEN = (ValueError, TypeError, LookupError)
"""What the parsers of Django and Python raise at a header that they do not foresee."""


class Request(WSGIRequest):
    """Django's request; a header that its parsers stumble over marks it unreadable instead of ending in a trace."""

    unreadable = False

    def _set_content_type_params(self, meta):
        try:
            super()._set_content_type_params(meta)
        except BROKEN:
            self.content_type, self.content_params, self.unreadable = "", {}, True

    def _load_post_and_files(self):
        """As Django's; a form that could not be read once is empty for the page that says so."""
        try:
            super()._load_post_and_files()
        except (BadRequest, SuspiciousOperation):
            self._mark_post_parse_error()
            raise

    def parse_file_upload(self, META, post_data):
        """As Django's; a part whose header is broken makes a bad request."""
        try:
            return super().parse_file_upload(META, post_data)
        except BROKEN as error:
            raise MultiPartParserError("A part of the form has a header that cannot be read.") from error


class Handler(WSGIHandler):
    """Django's, with such requests."""

    request_class = Request


class ReadableMiddleware:
    """Refuse what cannot be read as text; cookies that no browser got from us are not there.

    A charset other than UTF-8 would decode the form and the query string into characters that no database stores.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if getattr(request, "unreadable", False) or not _understood(request.encoding):
            raise BadRequest("The request is not written in UTF-8.")
        if NUL.search(request.path_info + request.META.get("QUERY_STRING", "")):
            raise BadRequest("The address holds a NUL.")
        if whole_number(str(request.META.get("CONTENT_LENGTH") or 0)) is None:
            raise BadRequest("The length of the request is no number.")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if value.isprintable()}
        return self.get_response(request)


def _understood(encoding):
    """Whether the charset that the sender named is ours; None: none was named."""
    try:
        return encoding is None or codecs.lookup(encoding).name in ENCODINGS
    except BROKEN:
        return False


class RowsField(forms.ModelMultipleChoiceField):
    """Ticked rows; a number that no database holds is refused like any other that is not there."""

    def _check_values(self, value):
        for name in value:
            if whole_number(str(name)) is None:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": name})
        return super()._check_values(value)
