"""Pages for failures: 503 while the database, broker or cache is away, 500 for a fault of the portal, 400 and 404."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template import loader
from django.views import defaults
from redis.exceptions import RedisError

from zi_portal.lib import logs

AWAY = (OperationalError, InterfaceError, RedisError)
"""Errors of a database or Redis server that is stopped, restarted or out of reach."""

RETRY_SECONDS = 30


@login_not_required
def server_error(request):
    """handler500: show a page of plain HTML without database and session; Django has logged the error."""
    if isinstance(sys.exception(), AWAY):
        return HttpResponse(_page("503.html"), status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return HttpResponse(_page("500.html"), status=500)


@login_not_required
def bad_request(request, exception):
    """handler400: show a page without reading the request, whose form may be unreadable."""
    return HttpResponse(_page("400.html"), status=400)


@login_not_required
def not_found(request, exception):
    """handler404: show Django's page, which looks for a token in the form; 400 where the form is unreadable."""
    try:
        return defaults.page_not_found(request, exception)
    except (BadRequest, SuspiciousOperation, MultiPartParserError) as error:
        return bad_request(request, error)


def _page(name):
    return loader.get_template(name).render({"request_id": logs.request_id()})
