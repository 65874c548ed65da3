"""The review: verdicts, notes on pages, the queue, what must be repaired."""

from django.http import Http404


def verdict(request, pk):
    raise Http404


def note(request, pk):
    raise Http404


def settle(request, pk):
    raise Http404


def queue(request):
    raise Http404


def bulk(request):
    raise Http404


def repair(request):
    raise Http404
