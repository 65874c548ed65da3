"""Faults in a decree's wording that are left from copying: foreign offices, other years, double full stops. Pure."""

import re
from typing import NamedTuple

from zi_portal.lib.indonesian import MONTHS

OFFICE = r"(?:komisi\s+pemilihan\s+umum|komisi\s+independen\s+pemilihan|kpu|kip)"
WORD = r"[A-Z0-9][\w'’.-]*"
MENTION = re.compile(
    rf"(?P<office>\b(?i:{OFFICE})\s+)?\b(?P<kind>(?i:kabupaten|kab\.|kota|provinsi|prov\.))\s+(?P<name>[A-Z][\w'’.-]*(?:\s+{WORD}){{0,4}})"
)
SHORT_KINDS = {"kab.": "Kabupaten", "prov.": "Provinsi"}
GENERAL = {"DAN", "ATAU", "SE", "YANG", "DI", "DALAM", "INI", "ITU", "TERSEBUT", "SETEMPAT", "MASING-MASING", "UNTUK"}
MONTH = f"(?:{'|'.join(MONTHS).lower()})"
YEAR = re.compile(
    r"\btahun\s+(?:anggaran\s+)?(?P<year>(?:19|20)\d\d)\b(?!\s*(?:[-–/]|s\.?d\.?)\s*\d{4})", re.IGNORECASE
)
CITED = re.compile(
    rf"(?:\bnomor\s*+:?\s*+\S{{1,80}}+|\b{MONTH}|\bnegara(?:\s++republik\s++indonesia)?)\s++$", re.IGNORECASE
)
CITED_WITHIN = 200
"""Characters before a year that are searched for the rule or letter that it belongs to."""
CITED_AFTER = re.compile(r"\s+nomor\b", re.IGNORECASE)
DOUBLE_STOP = re.compile(r"(?<!\.)\.\s?\.(?!\.)")
NUMERAL = re.compile(r"\blampiran\s+(?P<numeral>[IVX]+)\b", re.IGNORECASE)
UNNUMBERED = re.compile(r"\blampiran\s+(?:keputusan\s+ini|yang\s+merupakan)\b", re.IGNORECASE)


class Mention(NamedTuple):
    """A region named in a text. name: as printed; office: whether it follows "Komisi Pemilihan Umum" or "KPU";
    has_office: whether the register has an office of this region."""

    name: str
    office: bool
    has_office: bool


def foreign_regions(text, own, register):
    """Return the Mentions of regions not in `own`; own and register: sets of names as "KABUPATEN LUWU UTARA".

    The longest name in the register counts: "Kabupaten Luwu Utara" is no mention of Kabupaten Luwu. A region
    that is not in the register is returned only as the name of an office.
    """
    mentions = []
    for match in MENTION.finditer(text):
        kind = SHORT_KINDS.get(match["kind"].lower(), match["kind"])
        words = f"{kind} {match['name']}".split()
        length = _known_length(words, register)
        name = " ".join(word.strip(".,;:") for word in words[: length or 2])
        office = bool(match["office"])
        if length and name.upper() not in own or not length and office and words[1].upper() not in GENERAL:
            mentions.append(Mention(name, office, bool(length)))
    return list(dict.fromkeys(mentions))


def _known_length(words, register):
    """Return the number of words of the longest registered name that the words begin with, 0 for none."""
    plain = [word.strip(".,;:").upper() for word in words]
    return next((n for n in range(len(plain), 1, -1) if " ".join(plain[:n]) in register), 0)


def other_years(text, years):
    """Return the years after "Tahun" that are not in `years`, except those of a cited rule, letter or period."""
    foreign_years = []
    for match in YEAR.finditer(text):
        start = max(0, match.start() - CITED_WITHIN)
        cited = CITED.search(text, start, match.start()) or CITED_AFTER.match(text, match.end())
        if not cited and int(match["year"]) not in years:
            foreign_years.append(int(match["year"]))
    return list(dict.fromkeys(foreign_years))


def double_stop(text):
    """Return whether the text has two full stops in a row (three are an ellipsis)."""
    return DOUBLE_STOP.search(text) is not None


def annex_numerals(text):
    """Return the Roman numerals after the word Lampiran, in capitals, e.g. ["I", "III"]."""
    return [match["numeral"].upper() for match in NUMERAL.finditer(text)]


def annex_unnumbered(text):
    """Return whether the text mentions an annex of this decree without number: "Lampiran Keputusan ini"."""
    return UNNUMBERED.search(text) is not None


def same_title(title, other):
    """Return whether two titles are equal except for case, white space, a final full stop and a leading "Penetapan"."""
    return _plain(title) == _plain(other)


def _plain(title):
    return " ".join(title.upper().split()).rstrip(" .;").removeprefix("PENETAPAN ")
