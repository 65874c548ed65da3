"""The tokens of a printed time: months, periods, years, counts, signs of range and list. Pure."""

import re
from typing import NamedTuple

from plans.schedule.units import COUNT_WORDS, ROMANS
from zi_portal.lib.indonesian import MONTH_NUMBERS, MONTHS
from zi_portal.lib.unicode import normal

YEAR_MONTHS = 12


class Token(NamedTuple):
    """A word or sign; kind: a key of CODES.

    value: number of a month, day, year or numeral; (year, month[, day]) of a date; months of a unit; the sign of a
    list or range; else None.
    """

    kind: str
    value: object = None


CODES = {
    "month": "M", "number": "N", "count": "W", "roman": "R", "ordinal": "I", "ke": "k", "year": "Y", "date": "D",
    "month_year": "H", "period": "Q", "unit": "U", "year_unit": "C", "one_unit": "O", "adverb": "A", "this_year": "c",
    "week": "G", "weeks": "g", "weekday": "w", "every": "E", "times": "K", "once": "S", "range": "T", "hyphen": "h",
    "list": "L", "slash": "/", "newline": "n", "from": "B", "until": "V", "before": "v", "edge": "Z", "at": "P",
    "day_sign": "X", "short_date": "d", "colon": ":", "unknown": "?",
}  # fmt: skip
"""{kind of token: its letter in codes_of}. period: (months of its unit, number) of a named quarter, half or third."""


def codes_of(token_list):
    """Return one letter per token, for patterns over tokens."""
    return "".join([CODES[token.kind] for token in token_list])


_UNITS = dict.fromkeys(("bulan", "bln", "bl"), 1)
_UNITS |= dict.fromkeys(("triwulan", "tribulan", "triw", "tw", "kuartal", "kwartal", "quarter", "qtr", "q"), 3)
_UNITS |= dict.fromkeys(("caturwulan", "caturbulan", "cawu"), 4)
_UNITS |= dict.fromkeys(("semester", "smt", "sem"), 6) | {"dwibulan": 2}
_YEAR_UNITS = ("tahun", "thn", "th", "ta")
_ADVERBS = {"monthly": 1, "quarterly": 3, "yearly": 12, "annual": 12, "annually": 12}
_ENGLISH = {"march": 3, "may": 5, "june": 6, "july": 7, "aug": 8, "august": 8, "oct": 10, "october": 10, "dec": 12}
_EVERY = ("per", "setiap", "tiap")
_LONG_WORD = 7
_LONG_UNITS = ("triwulan", "semester", "caturwulan")
"""Units that may have one letter wrong."""
_SHORTEST_STEM = 3
_STEMS = {
    name.lower()[:length]: number
    for number, name in enumerate(MONTHS, 1)
    for length in range(_SHORTEST_STEM, len(name))
}
"""{beginning of a month's name: its number}; no two months begin with the same three letters."""
_MONTH_WORDS = _STEMS | MONTH_NUMBERS | _ENGLISH
_FUZZY = [name.lower() for name in MONTHS if len(name) >= 5]

_WORDS = (
    {word: Token("month", number) for word, number in _MONTH_WORDS.items()}
    | {word: Token("count", number) for word, number in COUNT_WORDS.items()}
    | {word: Token("roman", number) for word, number in ROMANS.items()}
    | {f"ke{word}": Token("ordinal", number) for word, number in COUNT_WORDS.items()}
    | {"pertama": Token("ordinal", 1), "terakhir": Token("ordinal", -1)}
    | {word: Token("unit", months) for word, months in _UNITS.items()}
    | {word: Token("year_unit", YEAR_MONTHS) for word in _YEAR_UNITS}
    | {word: Token("adverb", months) for word, months in _ADVERBS.items()}
    | {f"{word}{ending}": Token("adverb", months) for word, months in _UNITS.items() for ending in ("an",)}
    | {f"{word}nya": Token("unit", months) for word, months in _UNITS.items()}
    | {"tahunan": Token("adverb", YEAR_MONTHS), "tahunnya": Token("year_unit", YEAR_MONTHS)}
    | {f"se{word}": Token("one_unit", months) for word, months in {**_UNITS, "tahun": YEAR_MONTHS}.items()}
    | dict.fromkeys((*_EVERY, "every", "each"), Token("every"))
    | dict.fromkeys(("kali", "×"), Token("times"))
    | dict.fromkeys(("minggu", "pekan"), Token("week"))
    | dict.fromkeys(("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "ahad"), Token("weekday"))
    | dict.fromkeys(("sejak", "dari", "from"), Token("from"))
    | dict.fromkeys(("maksimal", "selambatnya"), Token("until"))
    | dict.fromkeys(("awal", "pertengahan", "tengah", "medio"), Token("edge", "inner"))
    | dict.fromkeys(("di", "pada", "dalam", "selama", "sepanjang", "periode"), Token("at"))
    | dict.fromkeys(("tanggal", "tgl"), Token("day_sign"))
    | {"akhir": Token("edge", "end"), "sekali": Token("once"), "sebelum": Token("before")}
)
_DAYS = "|".join(rf"(?<![0-9]{sign})[0-9]{{1,2}}{sign}[0-9]{{1,2}}{sign}(?:[0-9]{{2}}){{1,2}}(?![0-9]|{sign}[0-9])"
                 for sign in ("/", "-", r"\."))  # fmt: skip
_GLUED = "|".join(
    sorted(("triwulan", "kuartal", "semester", *(word for word in _UNITS if len(word) < 5)), reverse=True)
)
_LEXER = re.compile(
    rf"""
    (?P<newline>\s*\n\s*) | (?P<space>\s+)
    | (?P<iso>(?<![0-9])20[0-9]{{2}}(?P<sep>[/.-])[0-9]{{1,2}}(?P=sep)[0-9]{{1,2}})(?:\s00:00(?::00)?)?(?![0-9])
    | (?P<date>{_DAYS})
    | (?P<month_year>(?<![0-9][/-])(?:0?[1-9]|1[0-2])[/-]20[0-9]{{2}})(?![0-9])
    | (?P<year_month>(?<![0-9])20[0-9]{{2}}(?:-(?:0[1-9]|1[0-2])|/0[1-9]))(?![0-9/-])
    | (?P<year>20[0-9]{{2}})(?![0-9]) | ['’‘`]\s?(?:20)?(?P<short_year>[0-9]{{2}})(?![0-9])
    | (?P<number>[0-9]{{1,2}})(?![0-9]) | (?P<unknown>[0-9]+)
    | (?P<range>s\s?[./-]\s?d(?:\.|\b) | s\s?[./]\s?d | sd\b\.? | sampai(?:\s(?:dengan|dgn))?\b | (?:hingga|to|until)\b)
    | (?P<hyphen>(?<=\S)[-‐-―−](?=\S)) | (?P<dash>[-‐-―−])
    | (?P<list>dan\s?/\s?atau\b | [,;&+•] | (?:dan|serta|and)\b) | (?P<slash>/)
    | (?P<every>(?:masing|setiap|tiap)[\s-]?(?:masing|tiap)\b)
    | (?P<until>batas\s(?:waktu|akhir)\b | selambat[\s-]?lambat(?:nya)?\b | paling[\s-]?(?:lambat|telat)(?:nya)?\b)
    | (?P<from>(?:terhitung\s(?:mulai\s)?(?:dari\s|sejak\s)?|(?:di)?mulai(?:\sdari|\ssejak)?\b))
    | (?P<this_year>(?:tahun|thn)\s(?:berjalan|ini)\b)
    | (?P<year_unit>(?:(?:tahun|thn|th)\b\.?\s?anggaran|t\.\s?a)\b\.?)
    | (?P<words>(?:tri|catur|dwi)[\s-]?[wb]ulan(?:an|nya)? | dua\s?belas)\b\.?
    | (?P<code>b\.?\s?)(?=[0-9]) | (?P<ke>ke\b[\s-]*) | (?P<glued>{_GLUED})(?=i|v)
    | (?P<word>[a-z]+|×)\.? | (?P<colon>:)
    | (?P<sign>.)
    """,
    re.VERBOSE,
)


def tokens(text):
    """Return the text as a list of Token; a word or sign that is no part of a time is "unknown"."""
    plain = normal("NFKC", text).lower().strip(" .:\t\n")
    token_list = []
    for match in _LEXER.finditer(plain):
        token_list += _read(match, token_list)
    return _without_idle_lines(token_list)


def _read(match, before):
    """Return the tokens of a match; before: those before it, which tell "4 x" from a Roman ten."""
    kind = match.lastgroup
    if kind == "word" and match["word"] == "x" and before and before[-1].kind in _COUNTS:
        return [Token("times")]
    read = _READERS.get(kind)
    return read(match[kind]) if read else [Token(_PLAIN.get(kind, kind))]


def _word(text):
    """Return the tokens of a word: one of _WORDS, a mistyped month, or "every" written together with a unit."""
    if text in _WORDS:
        return [_WORDS[text]]
    number = month_number(text)
    if number:
        return [Token("month", number)]
    if len(text) >= _LONG_WORD and (unit := next((word for word in _LONG_UNITS if _one_edit(word, text)), None)):
        return [_WORDS[unit]]
    for start in _EVERY:
        remainder = _WORDS.get(text.removeprefix(start))
        if text.startswith(start) and remainder and remainder.kind in {"unit", "year_unit"}:
            return [Token("every"), remainder]
    return [Token("unknown")]


def _glued(text):
    return [Token("unit", _UNITS[text])]


def month_number(word):
    """Return 1–12 for a month's name, short name or name with one wrong letter (not the first), else None."""
    number = _MONTH_WORDS.get(word)
    if number or len(word) < 4:
        return number
    similar_names = [name for name in _FUZZY if name[0] == word[0] and _one_edit(name, word)]
    return MONTH_NUMBERS[similar_names[0]] if len(similar_names) == 1 else None


def _one_edit(word, other):
    """Return whether changing, adding or dropping one letter, or swapping two neighbours, makes the words equal."""
    shorter, longer = sorted((word, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    index = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[index:] == longer[index + 1 :]
    swapped = (
        shorter[index : index + 2] == longer[index : index + 2][::-1] and shorter[index + 2 :] == longer[index + 2 :]
    )
    return swapped or shorter[index + 1 :] == longer[index + 1 :]


def _date(text):
    day, month, year = map(int, re.split(r"[/.-]", text))
    return [Token("date", (year, month, day)) if year > 99 else Token("short_date", (year + 2000, month, day))]


def _numbers(text):
    return tuple(map(int, re.split(r"[/.-]", text)))


_COUNTS = {"number", "count"}
_READERS = {
    "iso": lambda text: [Token("date", _numbers(text))],
    "date": _date,
    "month_year": lambda text: [Token("month_year", _numbers(text)[::-1])],
    "year_month": lambda text: [Token("month_year", _numbers(text))],
    "year": lambda text: [Token("year", int(text))],
    "short_year": lambda text: [Token("year", 2000 + int(text))],
    "number": lambda text: [Token("number", int(text))],
    "range": lambda text: [Token("range", "s.d.")],
    "dash": lambda text: [Token("range", "-")],
    "list": lambda text: [Token("list", "," if text in ",;•" else "dan")],
    "year_unit": lambda text: [Token("year_unit", YEAR_MONTHS)],
    "words": lambda text: _word(re.sub(r"[\s-]", "", text)),
    "code": lambda text: [Token("unit", 1)],
    "glued": _glued,
    "word": _word,
    "space": lambda text: [],
}
_PLAIN = {"sign": "unknown"}
_ENDS = {
    "month", "year", "date", "short_date", "month_year", "roman", "ordinal", "unit", "year_unit", "adverb", "once",
    "this_year",
}  # fmt: skip
_STARTS = {
    "month", "number", "count", "date", "short_date", "month_year", "unit", "year_unit", "adverb", "every", "week",
    "edge", "day_sign", "from", "until", "at", "weekday",
}  # fmt: skip
_NUMERALS = {"number", "roman", "ordinal"}


def _without_idle_lines(token_list):
    """Return the tokens with line breaks as commas between two complete items, and dropped elsewhere."""
    meaningful_tokens = []
    for index, token in enumerate(token_list):
        if token.kind != "newline":
            meaningful_tokens.append(token)
        elif _ends_item(meaningful_tokens[-1:], token_list[index + 1 : index + 2]):
            meaningful_tokens.append(Token("list", ","))
    return meaningful_tokens


def _ends_item(before, after):
    """Return whether a line break stands between two complete items; both: lists of one token or none."""
    kinds = [token.kind for token in (*before, *after)]
    return len(kinds) == 2 and (kinds[0] in _ENDS and kinds[1] in _STARTS or set(kinds) <= _NUMERALS)
