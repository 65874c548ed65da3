"""What is left in a plan from another year or office, as its pages list it, each group with a link to every place."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from plans.presenters.gaps import folds
from zi_portal.lib.screens.controls import PRIMARY, SMALL, Link, Post


@dataclass(frozen=True, slots=True)
class StrayLine:
    """A group in a sentence, with its places folded away."""

    message: str
    folds: list


@dataclass(frozen=True, slots=True)
class Banner:
    """The groups of a plan; words: what they mean, look: of the alert."""

    look: str
    words: str
    lines: list
    links: list


MOSTLY = "Sebagian besar baris tampaknya berasal dari tahun atau satker lain, jadi rencana ini belum dapat diajukan."
SOME = "Mungkin tertinggal dari tabel lain. Periksa, lalu perbaiki yang keliru."


def alarm(all_banners):
    """Return the Banner of a table that is mostly another's, which no page folds away; None for others."""
    return next((banner for banner in all_banners if banner.look == "danger"), None)


def banners(survey, plan, locate, *, may_edit):
    """Return [Banner] of the Survey of a plan's table, [] where nothing is amiss.

    locate: function from a Passage to its URL; may_edit: the repair is offered.
    """
    if survey is None or not survey.groups:
        return []
    return [
        Banner(
            "danger" if survey.mostly else "warning",
            MOSTLY if survey.mostly else SOME,
            [stray_line(group, locate) for group in survey.groups],
            [Link("Ganti di seluruh rencana", reverse("plans:replace", args=[plan.pk]), "pencil", PRIMARY)] * may_edit,
        )
    ]


def stray_line(group, locate):
    """Return the StrayLine of a Group; locate: function from a Passage to its URL."""
    places = [(passage.words, locate(passage)) for passage in group.passages]
    return StrayLine(f"{group.message}.", folds(places))


# Replacing

MOST_CHANGES = 900
"""How many changes are shown, and can be made, at once: a form holds a thousand fields."""
AROUND = 45
"""Characters of the text that are shown before and after a change."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A swap that is proposed, with the value that the form sends; about: how often it occurs."""

    value: str
    words: str
    about: str
    ticked: bool
    key: str


def choices(proposed, chosen_swaps, survey):
    """Return [Choice] of the proposed Swaps."""
    groups_by_name = {group.name: group for group in survey.groups}
    return [
        Choice(swap.to_text(), swap.words, groups_by_name[swap.old].message, swap in chosen_swaps, f"ganti-{place}")
        for place, swap in enumerate(proposed)
    ]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change at its place: before and after: the text around it; cut signs say that there is more."""

    key: str
    place: str
    before: str
    old: str
    new: str
    after: str
    ticked: bool


def change_lines(changes):
    """Return [ChangeLine] of Changes, at most MOST_CHANGES."""
    return [_change_line(change) for change in changes[:MOST_CHANGES]]


def _change_line(change):
    text, start, end = change.passage.text, change.start, change.end
    before = ("… " if start > AROUND else "") + text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND] + (" …" if len(text) > end + AROUND else "")
    return ChangeLine(change.key, change.passage.words, before, change.old, change.new, after, change.ticked)


def summary(changes):
    """Return how many changes there are, and what is not ticked or not shown, in sentences."""
    if not changes:
        return "Tidak ada yang perlu diganti dengan pilihan ini."
    cited = sum(not change.ticked for change in changes)
    sentences = [f"{len(changes)} perubahan."]
    if cited:
        sentences.append(f"{cited} di antaranya bagian dari kutipan atau rentang yang sudah benar; tidak dicentang.")
    if len(changes) > MOST_CHANGES:
        sentences.append(f"Ditampilkan {MOST_CHANGES} yang pertama; terapkan dahulu, lalu lanjutkan dengan sisanya.")
    return " ".join(sentences)


def undo_posts(replacement):
    """Return [(words, Post)] that takes back the latest Replacement of a plan, [] for none."""
    if replacement is None:
        return []
    at = date_format(timezone.localtime(replacement.created_at), "j F Y H.i")
    by = f" oleh {replacement.actor}" if replacement.actor else ""
    words = f"{replacement.count} perubahan ({replacement.words}){by}, {at}."
    url = reverse("plans:replace-undo", args=[replacement.pk])
    return [(words, Post("Urungkan penggantian", url, "undo", SMALL))]
