"""Regions that a text names, longest name first: "Kabupaten Luwu Utara", "Kab. Luwu", "KPU Luwu", "Luwu". Pure."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

KINDS = {
    "KABUPATEN": "KABUPATEN",
    "KAB": "KABUPATEN",
    "KOTA": "KOTA",
    "KOTAMADYA": "KOTA",
    "KODYA": "KOTA",
    "PROVINSI": "PROVINSI",
    "PROPINSI": "PROVINSI",
    "PROV": "PROVINSI",
}
"""{word before a region's name, in capitals: kind of the region}."""
OFFICES = {("KOMISI", "PEMILIHAN", "UMUM"), ("KOMISI", "INDEPENDEN", "PEMILIHAN"), ("KPU",), ("KPUD",), ("KIP",)}
OFFICE_LENGTHS = (1, 3)
ABBREVIATED = {"KAB", "PROV", "KEP"}
WORDS = frozenset(
    "AGAM BATANG BATU BATUBARA BELU BIMA BONE BUNGO BURU BANJAR DEMAK ENDE KARO KAUR KENDAL KETAPANG KUDUS KUNINGAN "
    "LANDAK LEBAK LINGGA MALANG MEDAN METRO MUNA PADANG PALU PATI PUNCAK SABANG "
    "SERANG SIGI SOLOK SUBANG TAPIN TEGAL TUAL".split()
)
"""Names of regions that are also words, names of people or of things; alone they name no region."""
PROGRAMMES = frozenset(
    "ADMINISTRASI ASAL BESAR CERDAS DAN DALAM DI HIJAU INI ITU KREATIF LAYAK MASING PADA PINTAR PUSAKA SADAR SE SEHAT "
    "SELURUH SETEMPAT TERSEBUT TERKAIT TUA UNTUK YANG ATAU".split()
)
"""Words behind "Kabupaten" or "Kota" that begin no name."""
ENDINGS = frozenset(
    "DAN ATAU DI DALAM PADA UNTUK YANG DENGAN OLEH DARI KE TAHUN TA NOMOR NO TENTANG MENUJU PERIODE SERTA TELAH AKAN "
    "DILAKSANAKAN MELAKSANAKAN MENGENAI TERHADAP SEBAGAI TRIWULAN SEMESTER BULAN ZONA WILAYAH PROVINSI KABUPATEN KOTA "
    "RENCANA PROGRAM KEGIATAN LAPORAN PEMBANGUNAN TIM SK SELAKU BESERTA".split()
)
"""Words that end the name of a region that no office has."""
LONGEST = 5
"""Words of the longest name of a region."""
STREETS = {"JALAN", "JL", "JLN"}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A region named in text[start:end]. name: "KABUPATEN LUWU"; names: all that an ambiguous name may mean.

    name_start: where its own name begins; kind_start: where "Kabupaten" begins, -1 without; kind_end: its end.
    registered: whether the register has it; office: whether "KPU" stands before it.
    """

    start: int
    end: int
    name_start: int
    kind_start: int
    kind_end: int
    names: tuple[str, ...]
    registered: bool = True
    office: bool = False

    @property
    def name(self):
        """The first name that it may mean, in capitals."""
        return self.names[0]


class Line(NamedTuple):
    """A text with its words: capitals: the words in capitals, spans: where each stands."""

    text: str
    capitals: list[str]
    spans: list[tuple[int, int]]


class Register:
    """The names of all regions ("KABUPATEN LUWU UTARA", "ACEH"), made ready for finding them in texts."""

    def __init__(self, names):
        self.names = frozenset(names)
        self.by_key, self.bare = {}, {}
        for name in sorted(self.names):
            kind, words = split_name(name)
            self.by_key.setdefault("".join(words), []).append((kind, name))
            for spelling in {tuple(words), ("".join(words),)}:
                self.bare.setdefault(spelling, []).append(name)
        words_alone = {spelling[0] for spelling in self.bare if len(spelling) > 1 or spelling[0] not in WORDS}
        self.first_words = frozenset(words_alone | KINDS.keys() | {office[0] for office in OFFICES})

    def named(self, kind, key):
        """Return the names with these letters, only those of a kind ("" for any)."""
        return tuple(name for own_kind, name in self.by_key.get(key, ()) if not kind or own_kind in ("", kind))

    def bare_names(self, words):
        """Return the names that consist of these words behind their kind, or of the same ones written as one."""
        return tuple(self.bare.get(tuple(words), ()))


def split_name(name):
    """Return (kind, words of the own name) of a region in capitals: ("KABUPATEN", ["LUWU", "UTARA"])."""
    words = _WORD.findall(name.upper())
    kind = words[0] if words and words[0] in KINDS else ""
    return kind, _spelled_out(words[1:] if kind else words)


def _spelled_out(words):
    return ["KEPULAUAN" if word == "KEP" else word for word in words]


def mentions(text, register):
    """Return the Mentions of a text in order, own regions included; none overlaps another."""
    if register.first_words.isdisjoint(_WORD.findall(text.upper())):
        return []
    matches = list(_WORD.finditer(text))
    line = Line(text, [match.group().upper() for match in matches], [match.span() for match in matches])
    line_mentions, reached = [], 0
    for index, word in enumerate(line.capitals):
        if index < reached or word not in register.first_words:
            continue
        mention, reached = _mention_at(line, index, register)
        if mention:
            line_mentions.append(mention)
    return line_mentions


def _mention_at(line, index, register):
    """Return (Mention or None, index of the word from which to look on)."""
    place = _after_office(line, index)
    office = place > index
    if place >= len(line.capitals) or office and not _joined(line, place - 1):
        return None, place
    kind = KINDS.get(line.capitals[place], "")
    name_at = place + 1 if kind else place
    if name_at >= len(line.capitals) or kind and not _joined(line, place):
        return None, name_at
    names, length = _name_at(line, name_at, register, kind=kind, strict=not (kind or office))
    if not names and kind and not line.text[: line.spans[place][0]].endswith("/"):
        names, length = _unregistered(line, name_at, kind)
    if not length or _is_general(line, index, names):
        return None, name_at + length
    kind_span = line.spans[place] if kind else (-1, -1)
    start, end = line.spans[index][0], line.spans[name_at + length - 1][1]
    registered = names[0] in register.names
    return Mention(start, end, line.spans[name_at][0], *kind_span, names, registered, office), name_at + length


def _is_general(line, index, names):
    """Return whether "KIP Aceh" follows "KPU Provinsi" here: together they name the offices of all provinces."""
    before = [word for word in line.capitals[max(0, index - 2) : index] if word not in ("ATAU", "DAN")]
    return before[-1:] == ["PROVINSI"] and not set(names) - {"ACEH", "PROVINSI ACEH"}


def _after_office(line, index):
    """Return the index of the word behind "KPU" or "Komisi Pemilihan Umum", the same index without."""
    for length in OFFICE_LENGTHS:
        if tuple(line.capitals[index : index + length]) in OFFICES:
            return index + length
    return index


def _joined(line, index):
    """Return whether a word and the next belong together: only space, a hyphen or an abbreviation's dot is between."""
    if index + 1 >= len(line.spans):
        return False
    between = line.text[line.spans[index][1] : line.spans[index + 1][0]].strip()
    return between in ("", "-") or between == "." and line.capitals[index] in ABBREVIATED


def _reach(line, start):
    """Return how many words from start on may be one name."""
    count = 1
    while count < LONGEST and _joined(line, start + count - 1):
        count += 1
    return count


def _name_at(line, start, register, *, kind, strict):
    """Return (names, number of words) of the longest registered name here, ((), 0) for none.

    strict: nothing before it says that a region follows, so it must begin with capitals and be no common word.
    """
    for count in range(_reach(line, start), 0, -1):
        parts = _spelled_out(line.capitals[start : start + count])
        names = register.bare_names(parts) if strict else register.named(kind, "".join(parts))
        if names and (not strict or _is_bare_name(line, start, count)):
            return names, count
    return (), 0


def _is_bare_name(line, start, count):
    if count == 1 and line.capitals[start] in WORDS:
        return False
    if start and line.capitals[start - 1] in STREETS:
        return False
    return all(line.text[first].isupper() for first, _ in line.spans[start : start + count])


def _unregistered(line, start, kind):
    """Return ((name,), number of words) of a name with capitals that no office has, ((), 0) for none."""
    count = 0
    for index in range(start, start + _reach(line, start)):
        word = line.capitals[index]
        ends = word in ENDINGS or not count and word in PROGRAMMES
        if ends or count == LONGEST - 1 or not line.text[line.spans[index][0]].isupper():
            break
        count += 1
    return ((" ".join([kind, *line.capitals[start : start + count]]),) if count else ()), count


def with_unregistered(all_mentions, register):
    """Return a Register that also has the regions of Mentions that no office has; the same one where there is none.

    Where the words behind a name differ ("KABUPATEN MAJU MUNDUR BERSAMA", "… MELALUI"), it ends before them.
    """
    names = [mention.name for mention in all_mentions if not mention.registered]
    counts = Counter(" ".join(words[:count]) for words in map(str.split, names) for count in range(2, len(words) + 1))
    own_names = {_steady_part(name.split(), counts) for name in names}
    return Register(register.names | own_names) if own_names else register


def _steady_part(words, counts):
    """Return the beginning of a name, of at least kind and word, that more than half of its mentions agree on."""
    length = 2
    while length < len(words) and 2 * counts[" ".join(words[: length + 1])] > counts[" ".join(words[:length])]:
        length += 1
    return " ".join(words[:length])
