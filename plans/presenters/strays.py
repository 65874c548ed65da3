"""What is left in a plan from another year or office, as its pages list it, each group with a link to every place."""

from dataclasses import dataclass

from plans.presenters.gaps import folds
from plans.strays.addresses import address, anchor


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


MOSTLY = "Sebagian besar baris tampaknya berasal dari tahun atau satker lain, jadi rencana ini belum dapat diajukan."
SOME = "Mungkin tertinggal dari tabel lain. Periksa, lalu perbaiki yang keliru."


def banners(survey, plan):
    """Return [Banner] of the Survey of a plan's table, [] where nothing is amiss."""
    if survey is None or not survey.groups:
        return []
    owners = {"plan_pk": plan.pk, "decree_pk": plan.decree.pk, "team_pk": None, "editable": not plan.frozen}
    return [
        Banner(
            "danger" if survey.mostly else "warning",
            MOSTLY if survey.mostly else SOME,
            [stray_line(group, owners) for group in survey.groups],
        )
    ]


def stray_line(group, owners):
    """Return the StrayLine of a Group; owners: what address() asks for."""
    places = [(passage.words, address(passage, **owners)) for passage in group.passages]
    return StrayLine(f"{group.message}.", folds(places))


def anchors(survey):
    """Return the ids of the cells of the plan's table that the groups of a Survey are about."""
    groups = survey.groups if survey else []
    return {anchor(passage.source, passage.key, passage.field) for group in groups for passage in group.passages}
