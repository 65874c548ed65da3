"""What is missing or looks wrong, as pages list it: errors first, the rest folded away."""

from dataclasses import dataclass, field

from zi_portal.lib.screens.controls import Link

AT_ONCE = 8
"""How many are shown unfolded."""
MARKS = {
    # severity: (CSS classes, icon, word)
    "error": ("text-danger text-nowrap", "x", "Kurang"),
    "warning": ("text-warning-emphasis text-nowrap", "warning", "Periksa"),
}


MOST_PLACES = 300
"""How many places of a gap are listed."""


@dataclass(frozen=True, slots=True)
class Places:
    """Places as they are folded away: summary says how many there are, links leads to each."""

    summary: str
    links: list


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap with its mark; links: to the place where it is put right, [] where there is none.

    folds: [Places] where it is about several places, else [].
    """

    look: str
    icon: str
    word: str
    message: str
    links: list
    folds: list = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GapsPage:
    """Gaps in two parts: those shown, and those folded away."""

    first: list = field(default_factory=list)
    folded: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.first)


def gaps_page(gaps):
    """Return the GapsPage of plan.gaps.Gaps."""
    lines = [_line(gap) for gap in sorted(gaps, key=lambda gap: gap.severity)]
    return GapsPage(lines[:AT_ONCE], lines[AT_ONCE:])


def _line(gap):
    links = [Link(gap.message, gap.url, look="")] if gap.url else []
    return GapLine(*MARKS[gap.severity], gap.message, links, folds(gap.places))


def folds(places):
    """Return [Places] of ((words, url), …), [] for none; where there are too many, the summary says so."""
    if not places:
        return []
    rest = f" ({MOST_PLACES} yang pertama)" if len(places) > MOST_PLACES else ""
    links = [Link(words, url, look="") for words, url in places[:MOST_PLACES]]
    return [Places(f"Lihat {len(places)} tempat{rest}", links)]
