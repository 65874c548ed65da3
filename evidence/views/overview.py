"""Own plans and what they owe: all, one plan, one step, the month."""

from django.http import Http404


def home(request):
    raise Http404


def plan(request, pk):
    raise Http404


def bars(request, pk):
    raise Http404


def step(request, pk):
    raise Http404


def month(request):
    raise Http404
