"""One evidence page by page, its files, and the search in all of them."""

from django.http import Http404


def detail(request, pk):
    raise Http404


def file(request, pk):
    raise Http404


def image(request, pk):
    raise Http404


def search(request):
    raise Http404
