"""Where a draft comes from, so that drafts are told apart: who made it, when, from which file, when changed last."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from plans.presenters.decree import moment, short_number
from plans.states import DecreeState
from zi_portal.lib.screens.controls import SMALL_OUTLINED, Link

MADE = "{}{}"
FILE = '<div class="small text-body-secondary text-break">{}</div>'
STANDINGS = {
    DecreeState.SUBMITTED: "yang sedang diajukan",
    DecreeState.APPROVED: "yang sudah disetujui",
}


def day(at):
    """Return the day of a moment in the reader's zone, "12 November 2026"."""
    return date_format(timezone.localtime(at), "j F Y")


def begun_from(plan):
    """Return what a plan began from, in words; "" for one that began empty or from a file."""
    return plan.origin.words if hasattr(plan, "origin") else ""


def made_cell(person, at, source_name, copied, begun=""):
    """Return who made a plan and when, above what it comes from (a file, a decree, words), as HTML for a table."""
    words = f"{person or 'sistem'}, {day(at)}"
    origin = f"dari berkas {source_name}" if source_name else "salinan untuk perubahan" if copied else ""
    origin = origin or (f"dari {begun}" if begun else "")
    return format_html(MADE, words, format_html(FILE, origin) if origin else "")


def origin_line(plan):
    """Return who made a plan, when, from what, and when it was changed last, in one line."""
    creation = f"Dibuat {plan.created_by or 'sistem'}, {day(plan.created_at)}"
    source = f"berkas {plan.source_name}" if plan.source_name else begun_from(plan)
    origin = f", dari {source}" if source else ""
    return f"{creation}{origin}. Terakhir diubah {moment(plan.changed_at)}."


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A decree that exists already, in a sentence, and the link to it."""

    words: str
    link: Link


def under_way_lines(decrees, *, what):
    """Return [UnderWay] of decrees with created_by and with_origin(); what: "rencana" or "keputusan"."""
    return [UnderWay(_under_way(decree, what), _link(decree)) for decree in decrees]


def _under_way(decree, what):
    if decree.state == DecreeState.ENACTED:
        number = short_number(decree)
        return f"{what.capitalize()} {decree.year} sudah ditetapkan ({number}). Perubahannya dibuat dari keputusan itu."
    standing = STANDINGS.get(decree.state)
    kind = f"{what} {decree.year} {standing}" if standing else f"draf {what} {decree.year}"
    by = f" oleh {decree.created_by}" if decree.created_by else ""
    file = f", dari berkas {decree.source_name}" if decree.source_name else ""
    return f"Sudah ada {kind}{by} ({day(decree.created_at)}{file}), terakhir diubah {moment(decree.last_change)}."


def _link(decree):
    word = "Buka keputusan itu" if decree.state == DecreeState.ENACTED else "Buka draf itu"
    return Link(word, reverse("decrees:detail", args=[decree.pk]), "arrow", SMALL_OUTLINED)
