"""Packages for an evaluator: asked for, watched, fetched."""

from django.http import Http404


def packages(request, pk):
    raise Http404


def package(request, pk):
    raise Http404


def package_file(request, pk):
    raise Http404


def index(request, pk, fmt):
    raise Http404
