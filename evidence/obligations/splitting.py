"""The printed bukti fisik read as a list of documents: a proposal, for people write it in every way. Pure functions."""

import re

MARK = re.compile(r"^\s*(?:\(?\d{1,2}[.)]\s*|\(?[a-z][.)]\s+|[-–—•▪◦*·]\s*)")
"""A number, a letter or a bullet before a document."""

INSIDE_MARK = re.compile(r"(?<=[\s;,])(?=\(?(?:\d{1,2}[.)]|[a-h]\))\s+\S)|(?<=;)\s+")
"""Where an enumeration goes on within a line, or a semicolon ends a document."""

NOUNS = (
    "absensi agenda aplikasi arsip bagan banner baliho berita bukti buku daftar dashboard data database dokumen "
    "dokumentasi draf draft edaran flyer form formulir foto hasil ijazah iku infografis instrumen jadwal kartu "
    "kebijakan keputusan konten kuesioner lakip lakin laporan leaflet lembar link maklumat materi matriks matrik memo "
    "naskah nota notula notulen notulensi panduan pakta pedoman penetapan pengumuman peraturan perjanjian peta "
    "piagam pk poster presensi publikasi rekap rekapitulasi rencana renstra renja risalah rka rkt roll screenshoot "
    "screenshot sertifikat sk skp sop sosialisasi spanduk spt standar surat tabel tampilan tangkapan tautan telaah "
    "undangan unggahan upload usulan video website"
).split()
_NOUN = re.compile(rf"(?:{'|'.join(sorted(NOUNS, key=len, reverse=True))})\b", re.IGNORECASE)
_AND = re.compile(r"(?<!\s)(?:\s*+,)?+\s++(?:dan|serta)\s++(?=\S)", re.IGNORECASE)
_LOOSE = re.compile(r"[,;/]\s+|(?<!\s)\s++(?:dan|serta)\s+|\n", re.IGNORECASE)
_OR = re.compile(r"\s*atau\b", re.IGNORECASE)
_AND_OR = re.compile(r"\bdan/atau\b", re.IGNORECASE)
_LEADING_AND = re.compile(r"^(?:dan(?:/atau)?|serta)\s+", re.IGNORECASE)
_DETAILS = re.compile(r"\b(?:berisi|memuat|meliputi|terdiri (?:dari|atas)|antara lain|yaitu|yakni)\b|:\s", re.I)
_CLAUSE = re.compile(r"[^,;]+")
_ONCE = re.compile(
    r"(?:dokumen )?(?:sk|surat keputusan|keputusan|penetapan|peraturan|renstra|rencana|renja|rkt|rka|perjanjian kinerja"
    r"|pk|lakip|lakin|pakta|maklumat|pedoman|standar|sop|iku|peta)\b(?! .*\b(?:bulanan|triwulan)\b)",
    re.IGNORECASE,
)
_BEGINNING = 80
"""Signs in which the first word of a document's name stands, its marks included."""
_WORDS = re.compile(r"\w+")
_TITLES = re.compile(r"\b(?:tentang|nomor|melalui)\b", re.IGNORECASE)


def propose(text):
    """The documents that a printed cell asks for, in order, each once; [] for a blank cell.

    Lines, numbers, bullets and semicolons separate; commas do, outside of brackets and of what describes one
    document; "dan" only before the name of another kind of document. Nothing of the text is lost but separators.
    """
    found = []
    for line in _lines(text):
        for piece in _by_commas(line):
            found += _by_and(piece)
    cleaned = (_tidy(piece) for piece in found)
    return list(dict.fromkeys(piece for piece in cleaned if _WORDS.search(piece)))


def pieces(text):
    """Parts that one document's name may be split into by hand: at commas and "dan" too where propose() sees one."""
    found = propose(text)
    if len(found) > 1:
        return found
    return [part for part in (_tidy(part) for part in _LOOSE.split(text)) if _WORDS.search(part)]


def once_a_year(title):
    """Whether a document of this name is made once and not for each deadline: a decree, a plan, a procedure."""
    return bool(_ONCE.match(title))


def _lines(text):
    """Pieces between line breaks, marks and semicolons; a line that goes on without a mark belongs to the one above.

    That is so where other lines of the cell are marked, or where it begins in lower case.
    """
    lines = [" ".join(line.split()) for line in text.replace("\r", "\n").split("\n") if line.strip()]
    marked = any(MARK.match(line) for line in lines)
    pieces = []
    for line in lines:
        goes_on = pieces and not MARK.match(line) and (marked or line[0].islower()) and not pieces[-1][-1].endswith(";")
        if goes_on:
            pieces[-1].append(line)
        else:
            pieces.append([line])
    return [part for piece in pieces for part in INSIDE_MARK.split(" ".join(piece)) if part and part.strip()]


def _by_commas(line):
    """Pieces between commas that stand outside of brackets; what follows a colon describes one document."""
    depth, start, pieces = 0, 0, []
    end = _details_from(line)
    together = max((found.start() for found in _AND_OR.finditer(line)), default=-1)
    for place, letter in enumerate(line[:end]):
        depth = max(0, depth + (letter in "([") - (letter in ")]"))
        if letter == "," and not depth and place > together and not _goes_on(line, place):
            pieces.append(line[start:place])
            start = place + 1
    return [*pieces, line[start:]]


def _details_from(line):
    """Where the description of one document begins (": ", "berisi … :"); the line's length where there is none."""
    for clause in _CLAUSE.finditer(line):
        colon = line.rfind(":", *clause.span())
        found = _DETAILS.search(line, clause.start(), colon + 2) if colon >= 0 else None
        if found:
            return found.start()
    return len(line)


def _goes_on(line, place):
    """Whether the comma stands within a number, or before another word for the same ("…, atau …")."""
    if place and line[place - 1].isdigit() and line[place + 1 : place + 2].isdigit():
        return True
    return bool(_OR.match(line, place + 1))


def _by_and(piece):
    """The piece, or its parts where "dan" stands before the name of another kind of document.

    Not within the title of a decree ("… tentang A dan B"), after "melalui", or within brackets.
    """
    parts, start, seen, depth = [], 0, 0, 0
    title = _TITLES.search(piece)
    for found in _AND.finditer(piece):
        if title and title.end() <= found.start():
            break
        depth += piece.count("(", seen, found.start()) - piece.count(")", seen, found.start())
        seen = found.start()
        if depth <= 0 and _NOUN.match(piece, found.end()) and _NOUN.match(_tidy(piece[start:seen][:_BEGINNING])):
            parts.append(piece[start:seen])
            start, depth = found.end(), 0
    return [*parts, piece[start:]]


def _tidy(piece):
    """One document's name: without marks, leading "dan" and ending dots; spaces made single."""
    piece = MARK.sub("", " ".join(piece.split()))
    piece = _LEADING_AND.sub("", piece).strip(" ,;")
    if piece.endswith(".") and not piece.endswith(".."):
        piece = piece[:-1].rstrip()
    return piece[:1].upper() + piece[1:]
