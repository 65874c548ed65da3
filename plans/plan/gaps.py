"""Gap: one thing that is missing or looks wrong, with the place where it is put right."""

from dataclasses import dataclass

from django.urls import reverse

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Gap:
    """code is stable; severity "error" (vetoes) or "warning"; message in Indonesian; url of the place or ""."""

    code: str
    severity: str
    message: str
    url: str = ""


def place(name, pk, anchor=""):
    """URL of a page, with the anchor within it."""
    return f"{reverse(name, args=[pk])}#{anchor}" if anchor else reverse(name, args=[pk])
