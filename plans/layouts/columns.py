"""Columns of a layout: what each may hold, as text for a form, made to fit the options, and what is wrong. Pure."""

import json
from collections import Counter
from dataclasses import asdict, replace

from plans.plan.table import TICK_HEADINGS
from plans.states import AreaStyle, Orientation, ScheduleStyle
from plans.tree import EXTRA, MONTHS, QUARTERS, Column

WORDS = {
    "number": "Nomor",
    "area": "Area",
    "aspect": "Aspek",
    "indicator": "Indikator",
    "action": "Langkah aksi",
    "evidence": "Bukti fisik",
    "time": "Waktu",
    MONTHS: "Kisi 12 bulan",
    QUARTERS: "Kisi 4 triwulan",
    "target": "Target capaian",
    "realisation": "Realisasi",
    "responsible": "Penanggung jawab",
    "note": "Keterangan",
    EXTRA: "Kolom catatan",
}
"""Field of a column (EXTRA for all remark columns) → its word on screens."""

USUAL_WIDTHS = {"number": 9, MONTHS: 96, QUARTERS: 48, "area": 34, "aspect": 36}
USUAL_WIDTH = 40
MOST_COLUMNS = 20
LONGEST_HEADING = 200
LEAST_MARGINS = {"margin_top": 20, "margin_right": 20, "margin_bottom": 25, "margin_left": 30}
"""Millimetres that a decree leaves free at least (KPU's rules for the layout of decrees)."""

MOST_MARGIN = 60
LEAST_WIDTH, MOST_WIDTH, WIDEST_TABLE = 3, 250, 600


def word(field):
    """Return the word of a column's field, e.g. "Langkah aksi"."""
    return WORDS[EXTRA] if field.startswith(EXTRA) else WORDS.get(field, field)


def to_text(columns):
    """Return [Column] as the text that a form carries; the same columns give the same text."""
    return json.dumps([asdict(column) | {"width": float(column.width)} for column in columns], ensure_ascii=False)


def from_text(text):
    """Return the [Column] of to_text(); raise ValueError for any other text."""
    try:
        return [Column(**column) for column in json.loads(text)]
    except TypeError as error:
        raise ValueError(text) from error


def from_rows(rows):
    """Return the [Column] of the stored form: [{"field", "heading", "width", "subheadings"}]."""
    return [
        Column(row["field"], row["heading"], float(row.get("width", 10)), list(row.get("subheadings", [])))
        for row in rows
    ]


def new_column(field, columns):
    """Return a column of this field with its usual heading and width; EXTRA becomes a remark column of its own."""
    if field != EXTRA:
        return Column(field, word(field).upper() if field != "number" else "NO", USUAL_WIDTHS.get(field, USUAL_WIDTH))
    taken_fields = {column.field for column in columns}
    names = ["CATATAN", *(f"CATATAN {place}" for place in range(2, MOST_COLUMNS + 2))]
    name = next((name for name in names if EXTRA + name not in taken_fields), names[-1])
    return Column(EXTRA + name, name, USUAL_WIDTH)


def fields_to_add(columns):
    """Return [(field, word)] of the columns that may still be added; area and schedule follow their options."""
    taken = {column.field for column in columns} | {"area", MONTHS, QUARTERS}
    return [(field, text) for field, text in WORDS.items() if field not in taken]


def fitted(columns, *, area_style, schedule):
    """Return the columns as the options demand: with or without an area column, with this form of schedule.

    A column whose field changes keeps its place, and the heading that the office gave to it.
    """
    return _with_schedule(_with_area(columns, area_style), schedule)


def _with_area(columns, area_style):
    other_columns = [column for column in columns if column.field != "area"]
    if area_style != AreaStyle.COLUMN:
        return other_columns
    if len(other_columns) < len(columns):
        return list(columns)
    place = 1 if other_columns and other_columns[0].field == "number" else 0
    return [*other_columns[:place], new_column("area", other_columns), *other_columns[place:]]


def _with_schedule(columns, schedule):
    field = {ScheduleStyle.MONTHS: MONTHS, ScheduleStyle.QUARTERS: QUARTERS}.get(schedule, "time")
    forms = [column for column in columns if column.field in {"time", *TICK_HEADINGS}]
    if field == "time" and not any(column.field in TICK_HEADINGS for column in forms):
        return list(columns)
    own_form = next((column for column in forms if column.field == field), None)
    place = own_form or next((column for column in forms if column.field in TICK_HEADINGS), forms[0] if forms else None)
    if place is None:
        return [*columns, new_column(field, columns)]
    usual = new_column(field, columns)
    new = own_form or replace(usual, heading=place.heading or usual.heading)
    dropped = [
        column for column in forms if column is not place and (column.field in TICK_HEADINGS or own_form is None)
    ]
    return [new if column is place else column for column in columns if not any(column is other for other in dropped)]


def problems(columns):
    """Return what is wrong with the columns, in sentences."""
    if not columns:
        return ["Tata letak memerlukan paling sedikit satu kolom."]
    sentences = [f"Kolom “{word(field)}” hanya boleh ada satu." for field in _repeated(columns)]
    if any(column.field not in WORDS and not column.field.startswith(EXTRA) for column in columns):
        sentences.append("Ada kolom yang tidak dikenal. Buka lagi halaman ini, lalu ulangi perubahannya.")
    if len(columns) > MOST_COLUMNS:
        sentences.append(f"Paling banyak {MOST_COLUMNS} kolom; sekarang {len(columns)}.")
    if not any(column.field not in {"number", "area", "aspect"} for column in columns):
        sentences.append("Tambahkan kolom untuk isi baris, misalnya Langkah aksi.")
    for column in columns:
        sentences += _column_problems(column)
    total = sum(column.width for column in columns)
    if total > WIDEST_TABLE:
        sentences.append(f"Jumlah lebar semua kolom paling banyak {WIDEST_TABLE}; sekarang {total:g}.")
    return sentences


def _repeated(columns):
    return [field for field, count in Counter(column.field for column in columns).items() if count > 1]


def _column_problems(column):
    name = column.heading.replace("\n", " ").strip() or word(column.field)
    sentences = []
    if not LEAST_WIDTH <= column.width <= MOST_WIDTH:
        sentences.append(f"Lebar kolom “{name}” harus antara {LEAST_WIDTH} dan {MOST_WIDTH}.")
    if len(column.heading) > LONGEST_HEADING:
        sentences.append(f"Judul kolom “{name[:40]}…” paling banyak {LONGEST_HEADING} huruf.")
    if not column.heading.strip() and column.field not in TICK_HEADINGS:
        sentences.append(f"Judul kolom {word(column.field)} belum diisi.")
    usual = TICK_HEADINGS.get(column.field)
    if usual and column.subheadings and len(column.subheadings) != len(usual):
        count = len(column.subheadings)
        sentences.append(f"Judul kecil kolom “{name}” harus {len(usual)}, dipisahkan koma; sekarang {count}.")
    return sentences


def page_problems(spec, paper):
    """Return {field: sentence} of what is wrong with tick sign and margins; paper: (width, height) in millimetres."""
    sentences = {}
    for name, least in LEAST_MARGINS.items():
        if not least <= getattr(spec, name) <= MOST_MARGIN:
            sentences[name] = f"Antara {least} dan {MOST_MARGIN} mm."
    if not 1 <= len(spec.tick) <= 3 or any(sign.isspace() or not sign.isprintable() for sign in spec.tick):
        sentences["tick"] = "Tanda centang terdiri atas 1 sampai 3 huruf atau tanda, tanpa spasi."
    if spec.orientation == Orientation.PORTRAIT and len(spec.columns) > MOST_COLUMNS // 2:
        sentences["orientation"] = f"Halaman tegak memuat paling banyak {MOST_COLUMNS // 2} kolom."
    return sentences
