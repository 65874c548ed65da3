"""Years that a text names, and which of them belong to a cited rule, a named document or a range. Pure."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from zi_portal.lib.indonesian import MONTH_NUMBERS

_MONTH = rf"(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})"
_PERIOD = rf"(?:(?:[0-9]{{1,2}}\s+)?{_MONTH}\.?\s+|(?:triwulan|tw|semester|smt)\.?\s+[ivx0-9]{{1,3}}\s+|tahun\s+)"
_TO = r"(?:[-‐-―−/]|s\s?[./]\s?d\.?|sd\.?|sampai(?:\s+dengan)?|hingga)"
_YEARS = re.compile(
    rf"(?<![0-9])(?P<first>20[0-9]{{2}})(?![0-9]|[.,][0-9]{{3}})(?:\s*{_TO}\s*{_PERIOD}?(?P<last>20[0-9]{{2}})(?![0-9]))?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:nomor|no|nmr)\b\s*+[.:]?\s*+(?:[^\s0-9]{0,40}+[0-9][^\s;]{0,60}+)"
    r"(?:\s++[^\W0-9_]{1,20}+){0,2}?(?:\s++tahun\s++20[0-9]{2})?"
    r"|\b20[0-9]{2}\s++(?:nomor|no)\b",
    re.IGNORECASE,
)
"""A number with what follows it up to its year: "Nomor 7 Tahun 2017", "No. 12/SK/2025"; "Tahun 2017 Nomor 182"."""
_RULE = re.compile(
    r"\b(?:uu|pp|pkpu|perpres|keppres|inpres|perda|perdes|perbup|perwal|perwali|pergub|perbawaslu|se|sop|tap|"
    r"(?:per|kep)(?:men|ka|kap|sek)[a-z-]{0,20})\b"
    r"(?:\s++(?:ri|kpu|mpr|bawaslu|pan|menpan|panrb|pan-?rb|menpanrb|nomor|no\.?)){0,3}"
    r"\s++[0-9]{1,5}[a-z]?(?:\s*+/\s*+|\s++(?:tahun|th\.?)\s++)20[0-9]{2}",
    re.IGNORECASE,
)
"""An abbreviated rule with number and year: "UU 7/2017", "PermenPANRB 90 Tahun 2021"."""
_CITES = re.compile(
    r"\b(?:keputusan|peraturan|undang|surat|sk|skep|instruksi|perda|perbup|pkpu|nota|berita|lembaran|maklumat)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:renstra|rencana\s++strategis|rencana\s++pembangunan|rpjmn?|rpjmd|rpjpn?|rpjpd|road\s?map|peta\s++jalan|"
    r"grand\s++design|periode|masa\s++(?:jabatan|bakti))\b",
    re.IGNORECASE,
)
"""A document or period of several years, whose range is a part of its name."""
_EVENT = re.compile(
    r"\b(?:pemilu|pilkada|pilpres|pileg|pemilihan\s++serentak)(?:\s++(?:serentak|kada|tahun|th\.?|dan|pemilihan)){0,4}\s++$",
    re.IGNORECASE,
)
"""An election, whose year is a part of its name."""
_BEFORE = 120
"""Characters before a year that are searched for what it belongs to."""


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year, or a range of two (first, last), named in text[start:end]; last: the same for a single one.

    cited: it belongs to a rule, a letter, an election or a document of several years.
    """

    start: int
    end: int
    first: int
    last: int
    cited: bool = False

    def includes(self, year):
        """Return whether the year is the one named, or lies in the range."""
        return self.first <= year <= self.last

    def is_right(self, year):
        """Return whether a plan of this year may name it."""
        return self.cited or self.includes(year)


def year_mentions(text):
    """Return the YearMentions of a text in order; years are those from 2000 on."""
    if "20" not in text:
        return []
    cited = citations(text)
    return [_year_mention(text, match, cited) for match in _YEARS.finditer(text)]


def _year_mention(text, match, cited):
    first = int(match["first"])
    last = int(match["last"] or first)
    start, end = match.span()
    return YearMention(start, end, first, max(first, last), start in cited or _is_named(text, match))


def _is_named(text, match):
    start = match.start()
    before = max(0, start - _BEFORE)
    if match["last"] and any(not _parted(text, named.end(), start) for named in _NAMED.finditer(text, before, start)):
        return True
    return _EVENT.search(text, before, start) is not None


def _parted(text, start, end):
    """Return whether a sentence, item or line ends between two places."""
    return any(sign in text[start:end] for sign in ";\n") or ". " in text[start:end]


class Citations:
    """Places in a text that lie in one of the spans [(start, end)], found in logarithmic time: `12 in citations`."""

    def __init__(self, spans):
        self.starts, self.ends = [], []
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def __contains__(self, place):
        index = bisect_right(self.starts, place) - 1
        return index >= 0 and place < self.ends[index]


def citations(text):
    """Return the Citations of rules, decrees and letters: from the word "Keputusan" to number and year."""
    small = text.lower()
    spans = [match.span() for match in _RULE.finditer(text)] if "20" in text else []
    for match in _NUMBERED.finditer(text) if "no" in small or "nmr" in small else ():
        before = max(0, match.start() - _BEFORE)
        words = [
            word.start()
            for word in _CITES.finditer(text, before, match.start())
            if not _parted(text, word.end(), match.start())
        ]
        spans.append((min(words, default=match.start()), match.end()))
    return Citations(spans)
