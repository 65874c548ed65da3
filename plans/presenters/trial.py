"""The trial print of a draft before its submission, in words: how far it is, and how it is asked for."""

from dataclasses import dataclass, field

from django.forms.utils import flatatt
from django.urls import reverse

from zi_portal.lib.screens.controls import SMALL, SMALL_OUTLINED, Link, Post


@dataclass(frozen=True, slots=True)
class Trial:
    """How far the trial print is. links: to its PDF; posts: that ask for it; notice: about workers that are away.

    attributes: of the element around it, by which it asks for the print or for its next state.
    """

    words: str
    look: str = ""
    icon: str = "clock"
    links: list = field(default_factory=list)
    posts: list = field(default_factory=list)
    notice: str = ""
    attributes: str = ""


def trial(decree, document, notice):
    """Return the Trial of a decree; document: that of its present text, None where nobody asked for it yet."""
    url = reverse("decrees:trial", args=[decree.pk])
    if document and document.file:
        link = Link("Lihat konsep", reverse("decrees:download", args=[document.pk]), "download", SMALL)
        return Trial(f"Naskah ini dapat dicetak: {document.pages} halaman.", "text-success-emphasis", "check", [link])
    job = document and document.job
    if job and not job.ended:
        percent = f" {job.progress} %" if job.progress else ""
        return Trial(f"Memeriksa cetakan …{percent}", notice=notice or "", attributes=_again("hx-get", url, "every 2s"))
    ask = [Post("Periksa cetakan", url, "print", SMALL_OUTLINED)]
    if job and job.failed:
        words = f"Naskah ini tidak dapat dicetak. {job.reason}"
        return Trial(words, "text-danger", "x", posts=ask if job.retryable else [])
    words = "Cetakan naskah ini belum diperiksa."
    attributes = "" if job else _again("hx-post", url, "load")
    return Trial(words, "text-body-secondary", "info", posts=ask, attributes=attributes)


def _again(way, url, when):
    return flatatt({way: url, "hx-trigger": when, "hx-swap": "outerHTML"})
