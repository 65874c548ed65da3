"""Splits the printed bukti fisik into a list of documents: a proposal, as people write it in every way. Pure."""

import re

MARK = re.compile(r"^\s*(?:\(?\d{1,2}[.)]\s*|\(?[a-z][.)]\s+|[-–—•▪◦*·]\s*)")
"""A number, a letter or a bullet before a document."""

INSIDE_MARK = re.compile(r"(?<=[\s;,])(?=\(?(?:\d{1,2}[.)]|[a-h]\))\s+\S)|(?<=;)\s+")
"""The place where an enumeration continues within a line, or where a semicolon ends a document."""

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
"""Characters in which the first word of a document's name stands, its marks included."""
_WORDS = re.compile(r"\w+")
_TITLES = re.compile(r"\b(?:tentang|nomor|melalui)\b", re.IGNORECASE)


def propose(text):
    """Return the documents that a printed cell asks for, in order, each once; [] for a blank cell.

    Lines, numbers, bullets and semicolons separate documents; so do commas outside of brackets and of the description
    of one document, and "dan" before the name of another kind of document. Only separators are dropped.
    """
    documents = []
    for line in _lines(text):
        for piece in _by_commas(line):
            documents += _by_and(piece)
    cleaned = (_tidy(piece) for piece in documents)
    return list(dict.fromkeys(piece for piece in cleaned if _WORDS.search(piece)))


def pieces(text):
    """Return the parts into which a document may be split by hand: at every comma and "dan" if propose() finds one."""
    documents = propose(text)
    if len(documents) > 1:
        return documents
    return [part for part in (_tidy(part) for part in _LOOSE.split(text)) if _WORDS.search(part)]


def once_a_year(title):
    """Return whether a document of this name is written once a year and not for each deadline: a decree, a plan."""
    return bool(_ONCE.match(title))


def _lines(text):
    """Return the pieces between line breaks, marks and semicolons.

    A line without a mark continues the one above where other lines are marked or where it begins in lower case.
    """
    lines = [" ".join(line.split()) for line in text.replace("\r", "\n").split("\n") if line.strip()]
    has_marks = any(MARK.match(line) for line in lines)
    pieces = []
    for line in lines:
        unmarked = not MARK.match(line) and (has_marks or line[0].islower())
        if pieces and unmarked and not pieces[-1][-1].endswith(";"):
            pieces[-1].append(line)
        else:
            pieces.append([line])
    return [part for piece in pieces for part in INSIDE_MARK.split(" ".join(piece)) if part and part.strip()]


def _by_commas(line):
    """Return the pieces between commas outside of brackets; the text after a colon describes one document."""
    depth, start, pieces = 0, 0, []
    end = _details_from(line)
    last_and_or = max((conjunction.start() for conjunction in _AND_OR.finditer(line)), default=-1)
    for place, letter in enumerate(line[:end]):
        depth = max(0, depth + (letter in "([") - (letter in ")]"))
        if letter == "," and not depth and place > last_and_or and not _is_within_item(line, place):
            pieces.append(line[start:place])
            start = place + 1
    return [*pieces, line[start:]]


def _details_from(line):
    """Return where the description of one document begins (": ", "berisi … :"), else the line's length."""
    for clause in _CLAUSE.finditer(line):
        colon = line.rfind(":", *clause.span())
        details = _DETAILS.search(line, clause.start(), colon + 2) if colon >= 0 else None
        if details:
            return details.start()
    return len(line)


def _is_within_item(line, place):
    """Return whether the comma stands within a number, or before an alternative ("…, atau …")."""
    if place and line[place - 1].isdigit() and line[place + 1 : place + 2].isdigit():
        return True
    return bool(_OR.match(line, place + 1))


def _by_and(piece):
    """Return [the piece], or its parts where "dan" stands before the name of another kind of document.

    The title of a decree ("… tentang A dan B"), the text after "melalui", and brackets are not split.
    """
    parts, start, counted_to, depth = [], 0, 0, 0
    title = _TITLES.search(piece)
    for conjunction in _AND.finditer(piece):
        if title and title.end() <= conjunction.start():
            break
        depth += piece.count("(", counted_to, conjunction.start()) - piece.count(")", counted_to, conjunction.start())
        counted_to = conjunction.start()
        if (
            depth <= 0
            and _NOUN.match(piece, conjunction.end())
            and _NOUN.match(_tidy(piece[start:counted_to][:_BEGINNING]))
        ):
            parts.append(piece[start:counted_to])
            start, depth = conjunction.end(), 0
    return [*parts, piece[start:]]


def _tidy(piece):
    """Return one document's name without marks, leading "dan" and final full stop, with single spaces."""
    piece = MARK.sub("", " ".join(piece.split()))
    piece = _LEADING_AND.sub("", piece).strip(" ,;")
    if piece.endswith(".") and not piece.endswith(".."):
        piece = piece[:-1].rstrip()
    return piece[:1].upper() + piece[1:]
