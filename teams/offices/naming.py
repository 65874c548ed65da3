"""Printed forms of an office's name, all derived from the one stored full name (capitals)."""

from teams.states import Level

SMALL_WORDS = {"dan", "atau", "di"}
CAPITAL_WORDS = {"KPU", "KIP", "DKI", "DI"}
KINDS = ("KOMISI PEMILIHAN UMUM", "KOMISI INDEPENDEN PEMILIHAN")


def institution(satker):
    """Return the first line of the letterhead, e.g. "KOMISI PEMILIHAN UMUM"."""
    return next(kind for kind in KINDS if satker.full_name.startswith(kind))


def region(satker):
    """Return the second line of the letterhead, e.g. "KABUPATEN TORAJA UTARA"; "REPUBLIK INDONESIA" for KPU RI."""
    return satker.full_name.removeprefix(institution(satker)).strip()


def title_case(text):
    """Return a text in capitals in title case, with "dan", "atau" and "di" in lower case."""
    return " ".join(_word(word, first=index == 0) for index, word in enumerate(text.split()))


def _word(word, *, first):
    if word in CAPITAL_WORDS:
        return word
    lowered = word.lower()
    if lowered in SMALL_WORDS and not first:
        return lowered
    return "-".join(part.capitalize() for part in lowered.split("-"))


def sentence_name(satker):
    """Return the full name for use in a sentence, e.g. "Komisi Pemilihan Umum Kabupaten Toraja Utara"."""
    return title_case(satker.full_name)


def secretariat(satker):
    """Return the line above a copy's certifier, e.g. "SEKRETARIAT KOMISI PEMILIHAN UMUM KABUPATEN TORAJA UTARA"."""
    kind = "SEKRETARIAT JENDERAL" if satker.level == Level.PUSAT else "SEKRETARIAT"
    return f"{kind} {institution(satker)} {region(satker)}".strip()
