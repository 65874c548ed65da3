"""Proofs without a new file: link, statement, nihil, unable; evidence used again."""

from django.http import Http404


def prove(request, pk):
    raise Http404


def again(request, pk):
    raise Http404


def release(request, pk):
    raise Http404
