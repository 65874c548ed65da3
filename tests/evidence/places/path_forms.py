"""Paths of documents as offices file them: folders by area and aspect, by month, by date, and names that are worn."""

import re
from collections import Counter

from evidence.places.codes import roman
from evidence.places.matching import sure
from zi_portal.lib.indonesian import MONTHS

QUARTERS = ("I", "II", "III", "IV")
ABBREVIATED = (
    ("surat keputusan", "SK"), ("keputusan", "SK"), ("komisi pemilihan umum", "KPU"), ("berita acara", "BA"),
    ("zona integritas", "ZI"), ("laporan", "Lap"), ("dokumentasi", "Foto"), ("notula", "Notulen"), 
    ("kabupaten", "Kab."),
    ("monitoring dan evaluasi", "Monev"), ("rencana aksi", "Renaksi"), ("perjanjian kinerja", "PK"), 
    ("undangan", "Und"),
    ("whistle blowing system", "WBS"), ("benturan kepentingan", "BK"), ("pengaduan masyarakat", "Dumas"),
    ("daftar hadir", "Absensi"), ("tindak lanjut", "TL"), ("media sosial", "Medsos"), ("survey", "Survei"),
    ("screenshot", "SS"), ("reformasi birokrasi", "RB"), ("rapat", "Rapat"),
)  # fmt: skip


def file_name(title, max_length=110):
    """The title as a file may be called."""
    return " ".join(re.sub(r'[<>:"/\\|?*\n]', " ", title).split())[:max_length].strip(" .")


def number(place):
    """Number of the area as it is printed."""
    return place.other_numbers[0] if place.other_numbers else place.codes[0][0]


def area(place):
    return f"AREA {roman(number(place)).upper()}"


def aspect(place, sign=str):
    """ "1. Tim Kerja/", "" for a row right below its area."""
    return f"{sign(place.codes[0][1])}. {file_name(place.aspect, 60)}/" if place.aspect else ""


def month(place):
    return f"{place.due_on.month:02}. {MONTHS[place.due_on.month - 1]}"


def full_code(place):
    """ "1.i.a" by the printed number of the area."""
    _, second, third = place.codes[0]
    letter = chr(ord("a") + third - 1) if third else ""
    return ".".join(part for part in (str(number(place)), roman(second), letter) if part)


def shouted(title):
    """As a scanner's program saves it."""
    return file_name(title, 70).upper().replace(" ", "_") + "_scan (1)"


def abbreviated(title):
    """With the abbreviations of the field."""
    for long, short in ABBREVIATED:
        title = re.sub(long, short, title, flags=re.IGNORECASE)
    return file_name(title, 80)


def dashed(day):
    return f"{day.day:02}-{day.month:02}-{day.year}"


FORMS = {
    # shape: (what it tells beside the title, the path of a place)
    "AREA I/Judul.pdf": ("area", lambda place, name: f"{area(place)}/{name}"),
    "AREA I/1. Aspek/Judul.pdf": ("area aspect", lambda place, name: f"{area(place)}/{aspect(place)}{name}"),
    "AREA I/i. Aspek/1.i.a Judul.pdf": (
        "area aspect row",
        lambda place, name: f"{area(place)}/{aspect(place, roman)}{full_code(place)} {name}",
    ),
    "1. Manajemen Perubahan/03. Maret/Judul.pdf": (
        "area month",
        lambda place, name: f"{number(place)}. {file_name(place.area_titles[0], 60)}/{month(place)}/{name}",
    ),
    "AREA I/1. Aspek/03. Maret/Judul.pdf": (
        "area aspect month",
        lambda place, name: f"{area(place)}/{aspect(place)}{month(place)}/{name}",
    ),
    "AREA 1/12-03-2026 Judul.pdf": (
        "area month",
        lambda place, name: f"AREA {number(place)}/{dashed(place.due_on)} {name}",
    ),
    "Komponen 1/2026-03-12_Judul.pdf": (
        "area month",
        lambda place, name: f"Komponen {number(place)}/{place.due_on}_{name}",
    ),
    "12 Maret 2026 Rapat/Judul.pdf": (
        "month",
        lambda place, name: f"{place.due_on.day} {MONTHS[place.due_on.month - 1]} {place.due_on.year} Rapat/{name}",
    ),
    "2026/AREA I/B03/Judul.pdf": (
        "area month",
        lambda place, name: f"{place.due_on.year}/{area(place)}/B{place.due_on.month:02}/{name}",
    ),
    "TW I/AREA II/Judul.pdf": (
        "area quarter",
        lambda place, name: f"TW {QUARTERS[(place.due_on.month - 1) // 3]}/{area(place)}/{name}",
    ),
    "Area 1 no 2 Judul.pdf": ("area aspect", lambda place, name: f"Area {number(place)} no {place.codes[0][1]} {name}"),
    "A1.2/Judul.pdf": ("area aspect", lambda place, name: f"A{number(place)}.{place.codes[0][1]}/{name}"),
    "AREA I/1. Aspek/JUDUL_scan (1).pdf": (
        "area aspect",
        lambda place, _: f"{area(place)}/{aspect(place)}{shouted(place.title)}.pdf",
    ),
    "AREA I/1. Aspek/Judul disingkat.pdf": (
        "area aspect short",
        lambda place, _: f"{area(place)}/{aspect(place)}{abbreviated(place.title)}.pdf",
    ),
}


def paths(places, shape):
    """[(path, place, whether somebody who reads it knows the place)] of all places with a due date, for a shape.

    A place is known where its document alone is called so, its path tells the area (the aspect, the row), and only one
    of the document's due dates falls into the time that the path tells.
    """
    clues, write = FORMS[shape]
    dated = [place for place in places if place.due_on]
    documents = {}
    for place in dated:
        documents.setdefault(_words(place, clues), set()).add((place.codes[0], place.title))
    dues = Counter((_words(place, clues), _time(place, clues)) for place in dated)
    rows = []
    for place in dated:
        is_known = len(documents[_words(place, clues)]) == 1 and dues[_words(place, clues), _time(place, clues)] == 1
        rows.append((write(place, f"{file_name(place.title)}.pdf"), place, is_known))
    return rows


def _words(place, clues):
    """The title as it is written, and where the path says that it belongs."""
    facts = {"area": place.area, "aspect": (place.area, place.aspect or place.codes[0][1]), "row": place.codes[0]}
    style = "abbreviated" if "short" in clues else "printed"
    title = {"abbreviated": abbreviated, "printed": file_name}[style](place.title)
    return title.casefold(), *(facts[clue] for clue in clues.split() if clue in facts)


def _time(place, clues):
    month = place.due_on.month if place.due_on else 0
    facts = {"month": month, "quarter": (month - 1) // 3}
    return tuple(facts[clue] for clue in clues.split() if clue in facts)


def measured(matcher, places, shape):
    """Counter of (known, outcome): "right" and "wrong" ticks, "offered" among the proposals, "missing"."""
    counts = Counter()
    for path, place, is_known in paths(places, shape):
        proposals = matcher.propose(path)
        ticked = sure(proposals)
        offered = "offered" if any(proposal.slot == place.id for proposal in proposals) else "missing"
        outcome = ("right" if ticked.slot == place.id else "wrong") if ticked else offered
        counts[is_known, outcome] += 1
    return counts
