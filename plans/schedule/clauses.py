"""The clauses of a time cell: its lines without bullets and numbers, its notes in brackets, prose below it. Pure."""

import re
from typing import NamedTuple

from plans.schedule.timewords import codes_of, tokens
from plans.schedule.units import COUNT_WORDS, ROMANS

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_BULLETS = "•●▪■◦○‣⁃∙·➢➤►▸✓✔*\uf0b7\uf0a7\uf0d8\uf0fc"
_MARK = re.compile(
    rf"(?P<bullet>[{_BULLETS}]|[-–—](?=[^-–—]))\s?|(?P<number>\(?(?:[0-9]{{1,2}}|[a-z])(?:\)|\.(?=\s)))\s?"
)
_FIRST = re.compile(r"\(?[1a][.)]\s")
_INNER = re.compile(r"\s(?=\(?[2-9b-i][.)]\s)")
_NOTE = re.compile(r"\(([^()]*)\)")
_COUNT_IN_WORDS = re.compile(r"(?<!\w)(?P<number>[0-9]{1,2}|[ivxIVX]{1,4})\s?\((?P<word>[A-Za-z ]{3,15})\)")
_ALTERNATIVES = frozenset(("kecuali", "selain", "atau", "ditunda", "diundur", "mundur", "dibatalkan", "batal"))
_CONDITIONS = _ALTERNATIVES | {"setelah", "sesudah", "sebelum", "jika", "apabila", "bila", "menunggu", "sesuai", "s.d."}
_SUBJECTS = frozenset(
    "laporan lap rekap rekapitulasi data dokumen hasil realisasi capaian kinerja monev evaluasi".split()
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_WORD = re.compile(r"[^\W\d_]+")


class Clauses(NamedTuple):
    """The time of a cell: body without notes, and the texts of its notes in brackets, in printed order."""

    body: str
    notes: tuple[str, ...]


def tidy(text):
    """Return the text with plain spaces and without invisible characters and footnote stars; line breaks stay."""
    lines = _INVISIBLE.sub("", text).splitlines()
    plain = "\n".join(" ".join(line.split()) for line in lines).strip()
    return plain.removesuffix("*)").rstrip(" *") if plain.endswith(("*", "*)")) else plain


def clauses_of(text):
    """Return the Clauses of a tidy text: bullets and numbers of lines become signs of a list, "4 (empat)" becomes 4."""
    plain = _COUNT_IN_WORDS.sub(_number, _without_marks(text.split("\n")))
    notes = tuple(filter(None, (" ".join(note.split()) for note in _NOTE.findall(plain))))
    return Clauses(_NOTE.sub(" ", plain).strip(), notes)


def without_prose(text):
    """Return the lines of a tidy text without those of prose at its end, which name no time; "" without such lines."""
    lines = text.split("\n")
    last = len(lines) - 1
    while last > 0 and (not lines[last] or _is_prose(lines[last])):
        last -= 1
    return "\n".join(lines[: last + 1]) if last < len(lines) - 1 else ""


def is_remark(note, *, precise):
    """Return whether a note in brackets says nothing about the time: "Kartu Kendali", not "kecuali Maret".

    precise: the time is a month or day, so that a document's own period ("Laporan TW I") does not change it.
    """
    words = _WORD.findall(note.lower())
    if _ALTERNATIVES.intersection(words):
        return False
    return not names_time(note) or precise and bool(words) and words[0] in _SUBJECTS


def names_time(text):
    """Return whether any word or number of a text is one of a time; lengths ("3 bulan") are none."""
    return bool(_TIME.search(codes_of(tokens(text))))


_TIME = re.compile("[MYDdHQAOwc]|(?<![NW])[UCG]|E[NW]?[UCG]|[UC]S")


_OCCASIONS = re.compile("[NW]K")


def _is_prose(line):
    mark = _MARK.match(line)
    sentence = line[mark.end() :] if mark else line
    words = [word.lower() for word in _WORD.findall(sentence)[:1]]
    is_time = names_time(sentence) or bool(_OCCASIONS.search(codes_of(tokens(sentence))))
    return bool(_LETTERS.search(sentence)) and not is_time and not _CONDITIONS.intersection(words)


def _without_marks(lines):
    """Return the lines joined, the bullets and numbers at their beginnings as signs of a list."""
    if len(lines) == 1 and _FIRST.match(lines[0]):
        lines = _INNER.split(lines[0])
    marks = [_MARK.match(line) for line in lines]
    is_bulleted = any(mark and mark["bullet"] for mark in marks) and not _is_flattened(lines, marks)
    is_numbered = _is_sequence([mark["number"] for mark in marks if mark and mark["number"]])
    plain_lines = []
    for index, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        is_item = mark and (is_bulleted if mark["bullet"] else is_numbered)
        plain_lines.append(f"{'; ' if index else ''}{line[mark.end() :]}" if is_item else line)
    return "\n".join(plain_lines)


def _is_sequence(numbers):
    """Return whether the numbers are 1, 2, 3 … or a, b, c …; a single "1." may be a day."""
    plain_numbers = [number.strip("(). ") for number in numbers]
    places = [int(number) if number.isdecimal() else ord(number) - ord("a") + 1 for number in plain_numbers]
    return places == list(range(1, len(numbers) + 1)) and numbers != ["1."]


def _is_flattened(lines, marks):
    """Return whether a single line begins with a dash and has more: "- Maret - Juni" may be two items or a range."""
    return len(lines) == 1 and marks[0]["bullet"] in "-–—" and any(f" {dash} " in lines[0] for dash in "-–—")


def _number(match):
    """Return "4" for "4 (empat)", and the text unchanged where the word is no number or another one."""
    number, word = match["number"].lower(), match["word"].lower().replace(" ", "")
    value = ROMANS.get(number) or number.isdecimal() and int(number)
    if word not in COUNT_WORDS:
        return match[0]
    return match["number"] if value == COUNT_WORDS[word] else f"{match['number']} ? "
