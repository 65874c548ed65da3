"""An upload as people see it: its page, files sent without JavaScript, where each goes."""

from django.http import Http404


def batch(request, pk):
    raise Http404


def plain(request, pk):
    raise Http404


def place(request, pk):
    raise Http404
