"""The one way to send a stored file: by nginx where it is in front, else in pieces; always as a safe attachment."""

from urllib.parse import quote

from django.conf import settings
from django.core.files.utils import validate_file_name
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from zi_portal.lib.files.storage import StorageFailed

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every file: never run, sniffed, cached or part of another site's page."""


class FileGone(Exception):
    """The row names a file that its storage does not have (any more): a 404 page that says what to do."""


def stored(file, *, filename, content_type, inline=False):
    """Return the stored file (a FieldFile of a row that the user may see) as an attachment with that name.

    inline: let the browser show it, only for pictures that the portal itself drew.

    With INTERNAL_LOCATION nginx sends it from the storage's folder and this process only names it; else it is read
    in pieces. Raises FileGone when it is missing, StorageFailed when the storage does not answer: both become pages.
    """
    response = _accelerated(file) if settings.INTERNAL_LOCATION else _streamed(file)
    response["Content-Type"] = content_type
    response["Content-Disposition"] = content_disposition_header(not inline, filename)
    for name, value in SAFE.items():
        response[name] = value
    return response


def _accelerated(file):
    """Return an empty response that names the file to nginx by its name in the storage."""
    if not file or not file.storage.exists(file.name):
        raise FileGone
    name = validate_file_name(file.name, allow_relative_path=True)
    return HttpResponse(headers={"X-Accel-Redirect": settings.INTERNAL_LOCATION + quote(name)})


def _streamed(file):
    """Return a response with the file itself; from a bucket in pieces, never whole in memory or on disk."""
    try:
        if not file:
            raise FileGone
        if hasattr(file.storage, "pieces"):
            size, pieces = file.storage.pieces(file.name)
            return StreamingHttpResponse(pieces, headers={"Content-Length": str(size)})
        return FileResponse(file.storage.open(file.name, "rb"))
    except FileNotFoundError as error:
        raise FileGone from error


class StoredFilesMiddleware:
    """Shows pages for a file that is gone (404) and a storage that does not answer or is full (503, 507)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return the page of an exception from a view; forms that keep typed text catch StorageFailed themselves."""
        if isinstance(exception, FileGone):
            return render(request, "404_file.html", status=404)
        if isinstance(exception, StorageFailed):
            return render(request, "503_storage.html", {"reason": exception.message}, status=exception.status)
        return None
