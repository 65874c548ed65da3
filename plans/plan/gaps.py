"""Gap: something missing or apparently wrong, with the page where it is corrected."""

from dataclasses import dataclass

from django.urls import reverse

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Gap:
    """code never changes; severity "error" (a veto) or "warning"; message in Indonesian; url of the page or "".

    places: ((words, url), …) of every place that it is about, where there are several.
    """

    code: str
    severity: str
    message: str
    url: str = ""
    places: tuple = ()


def place(name, pk, anchor=""):
    """Return the URL of a page, with an anchor in it if given."""
    return f"{reverse(name, args=[pk])}#{anchor}" if anchor else reverse(name, args=[pk])
