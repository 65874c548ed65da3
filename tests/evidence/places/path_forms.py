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


def file_name(title, most=110):
    """The title as a file may be called."""
    return " ".join(re.sub(r'[<>:"/\\|?*\n]', " ", title).split())[:most].strip(" .")


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
    "AREA I/Judul.pdf": ("area", lambda one, name: f"{area(one)}/{name}"),
    "AREA I/1. Aspek/Judul.pdf": ("area aspect", lambda one, name: f"{area(one)}/{aspect(one)}{name}"),
    "AREA I/i. Aspek/1.i.a Judul.pdf": (
        "area aspect row",
        lambda one, name: f"{area(one)}/{aspect(one, roman)}{full_code(one)} {name}",
    ),
    "1. Manajemen Perubahan/03. Maret/Judul.pdf": (
        "area month",
        lambda one, name: f"{number(one)}. {file_name(one.area_titles[0], 60)}/{month(one)}/{name}",
    ),
    "AREA I/1. Aspek/03. Maret/Judul.pdf": (
        "area aspect month",
        lambda one, name: f"{area(one)}/{aspect(one)}{month(one)}/{name}",
    ),
    "AREA 1/12-03-2026 Judul.pdf": ("area month", lambda one, name: f"AREA {number(one)}/{dashed(one.due_on)} {name}"),
    "Komponen 1/2026-03-12_Judul.pdf": ("area month", lambda one, name: f"Komponen {number(one)}/{one.due_on}_{name}"),
    "12 Maret 2026 Rapat/Judul.pdf": (
        "month",
        lambda one, name: f"{one.due_on.day} {MONTHS[one.due_on.month - 1]} {one.due_on.year} Rapat/{name}",
    ),
    "2026/AREA I/B03/Judul.pdf": (
        "area month",
        lambda one, name: f"{one.due_on.year}/{area(one)}/B{one.due_on.month:02}/{name}",
    ),
    "TW I/AREA II/Judul.pdf": (
        "area quarter",
        lambda one, name: f"TW {QUARTERS[(one.due_on.month - 1) // 3]}/{area(one)}/{name}",
    ),
    "Area 1 no 2 Judul.pdf": ("area aspect", lambda one, name: f"Area {number(one)} no {one.codes[0][1]} {name}"),
    "A1.2/Judul.pdf": ("area aspect", lambda one, name: f"A{number(one)}.{one.codes[0][1]}/{name}"),
    "AREA I/1. Aspek/JUDUL_scan (1).pdf": (
        "area aspect",
        lambda one, _: f"{area(one)}/{aspect(one)}{shouted(one.title)}.pdf",
    ),
    "AREA I/1. Aspek/Judul disingkat.pdf": (
        "area aspect short",
        lambda one, _: f"{area(one)}/{aspect(one)}{abbreviated(one.title)}.pdf",
    ),
}


def paths(places, shape):
    """[(path, place, whether somebody who reads it knows the place)] of all places with a due date, for a shape.

    Known is what only one document is called so by, where the path tells its area (its aspect, its row), and only one
    of its due dates falls into the time that the path tells.
    """
    told, write = FORMS[shape]
    dated = [one for one in places if one.due_on]
    documents = {}
    for one in dated:
        documents.setdefault(_words(one, told), set()).add((one.codes[0], one.title))
    dues = Counter((_words(one, told), _time(one, told)) for one in dated)
    found = []
    for one in dated:
        known = len(documents[_words(one, told)]) == 1 and dues[_words(one, told), _time(one, told)] == 1
        found.append((write(one, f"{file_name(one.title)}.pdf"), one, known))
    return found


def _words(place, told):
    """The title as it is written, and where the path says that it belongs."""
    facts = {"area": place.area, "aspect": (place.area, place.aspect or place.codes[0][1]), "row": place.codes[0]}
    written = "abbreviated" if "short" in told else "printed"
    title = {"abbreviated": abbreviated, "printed": file_name}[written](place.title)
    return title.casefold(), *(facts[one] for one in told.split() if one in facts)


def _time(place, told):
    month = place.due_on.month if place.due_on else 0
    facts = {"month": month, "quarter": (month - 1) // 3}
    return tuple(facts[one] for one in told.split() if one in facts)


def measured(matcher, places, shape):
    """Counter of (known, outcome): "right" and "wrong" ticks, "offered" among the proposals, "missing"."""
    counts = Counter()
    for path, place, known in paths(places, shape):
        proposals = matcher.propose(path)
        ticked = sure(proposals)
        offered = "offered" if any(one.slot == place.id for one in proposals) else "missing"
        outcome = ("right" if ticked.slot == place.id else "wrong") if ticked else offered
        counts[known, outcome] += 1
    return counts
