"""Files on their way, as JSON: begin, announce, parts, end, state."""

from django.http import Http404


def begin(request):
    raise Http404


def announce(request, pk):
    raise Http404


def part(request, pk, item, number):
    raise Http404


def arrived(request, pk, item):
    raise Http404


def cancel(request, pk, item):
    raise Http404


def state(request, pk):
    raise Http404
