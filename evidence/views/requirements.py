"""What a row asks for: seen, refined, scheduled, given to somebody; with history."""

from django.http import Http404


def edit(request, pk):
    raise Http404


def change(request, pk):
    raise Http404


def remove(request, pk):
    raise Http404


def due(request, pk):
    raise Http404


def assign(request, pk):
    raise Http404
