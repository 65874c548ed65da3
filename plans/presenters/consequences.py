"""What follows from a decree, and what differs from its earlier text, in words for the pages of its actions."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.text import Truncator

from plans.models import Version
from plans.presenters.decree import moment, short_number
from zi_portal.lib.indonesian import MONTHS
from zi_portal.lib.screens.controls import Link

SHOWN_PLACES = 100
LACKS = {
    "time": "tanpa waktu, sehingga tidak punya tenggat",
    "unreadable": "dengan waktu yang tidak terbaca, perlu dijadwalkan",
    "evidence": "tanpa bukti fisik",
    "responsible": "tanpa penanggung jawab",
}
WAYS = {"added": "ditambahkan", "changed": "diubah", "removed": "dihapus"}
UNDERSTOOD = "Saya mengerti: {} dan tetap melanjutkan."


@dataclass(frozen=True, slots=True)
class Bar:
    """A month with the number of obligations that fall due in it, beside the highest such number."""

    month: str
    count: int
    most: int


@dataclass(frozen=True, slots=True)
class ConsequencesPage:
    """What a plan brings about. sentence: in numbers; warning: what must not go unseen, "" for nothing.

    tick: the words that are to be ticked then; notes: sentences; lacks: [(words, [Link])].
    """

    sentence: str
    warning: str
    tick: str
    bars: list
    notes: list
    lacks: list


def consequences_page(outcome):
    """Return the ConsequencesPage of decree.consequences.Consequences."""
    most = max(outcome.month_counts.values()) or 1
    bars = [
        Bar(f"{MONTHS[month - 1]} {year}", count, most) for (year, month), count in sorted(outcome.month_counts.items())
    ]
    warning = _warning(outcome) if outcome.sparse else ""
    return ConsequencesPage(
        sentence=_sentence(outcome),
        warning=warning,
        tick=UNDERSTOOD.format(warning[:1].lower() + warning[1:].rstrip(".")) if warning else "",
        bars=bars,
        notes=list(_notes(outcome)),
        lacks=[(f"{len(gaps)} baris {LACKS[name]}", _links(gaps)) for name, gaps in outcome.lacks.items()],
    )


def _sentence(outcome):
    owed = f"{outcome.owed} dari {outcome.total} bukti fisik akan wajib dipenuhi"
    return f"{owed} bila keputusan ini ditetapkan pada {_day(outcome)}."


def _warning(outcome):
    if not outcome.owed:
        return "Tidak satu pun bukti fisik akan wajib dipenuhi dari rencana ini."
    return f"Hanya {outcome.owed} dari {outcome.total} bukti fisik akan wajib dipenuhi dari rencana ini."


def _notes(outcome):
    if outcome.never_owed:
        years = ", ".join(f"{count} jatuh tempo tahun {year}" for year, count in sorted(outcome.lapsed.items()))
        yield (
            f"{outcome.never_owed} bukti fisik tidak akan pernah wajib, karena tenggatnya sebelum {_day(outcome)} "
            f"({years})."
        )
    if outcome.undated:
        yield f"{outcome.undated} bukti fisik wajib tanpa tenggat; jadwalkan setelah keputusan ditetapkan."
    if outcome.beyond:
        yield f"{outcome.beyond} bukti fisik jatuh tempo setelah tahun {outcome.year} berakhir."


def _day(outcome):
    return date_format(outcome.day, "j F Y")


def _links(gaps):
    return [Link(gap.message, gap.url, look="") for gap in gaps[:SHOWN_PLACES]]


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """What differs from an earlier text. since: which one; groups: [(words, [line])], [] when nothing differs."""

    since: str
    groups: list = field(default_factory=list)


def differences_page(changes, earlier):
    """Return the DifferencesPage of Differences; earlier: the Submission or Version that the text is compared with."""
    groups = []
    for way, word in WAYS.items():
        clauses = [f"{section}: {_short(text)}" for kind, section, text in changes.clauses if kind == way]
        rows = [_short(text) for kind, _, text in changes.rows if kind == way]
        groups += [(f"{len(clauses)} butir {word}", clauses)] if clauses else []
        groups += [(f"{len(rows)} baris {word}", rows)] if rows else []
    if changes.others:
        groups.append((f"{len(changes.others)} hal lain berubah", changes.others))
    return DifferencesPage(_since(earlier), groups)


def _since(earlier):
    if isinstance(earlier, Version):
        return f"keputusan yang berlaku ({short_number(earlier.decree)})"
    by = f" oleh {earlier.submitted_by}" if earlier.submitted_by else ""
    return f"pengajuan {moment(earlier.submitted_at)}{by}"


def _short(text):
    return Truncator(text).chars(160)
