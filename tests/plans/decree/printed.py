"""Payloads to print in tests: tables of the real decrees, and a small decree made by hand."""

import copy
import datetime
import json

from plans.decree.payload import long_date, name_lines
from plans.plan.tree_json import plan_to_json
from plans.tree import AreaNode, AspectNode, Column, LayoutSpec, PlanTree, RowNode

FIELDS = {
    "INDIKATOR": "indicator",
    "INDIKATOR KEBERHASILAN": "indicator",
    "LANGKAH AKSI": "action",
    "KEGIATAN/AKSI": "action",
    "SUB KEGIATAN": "action",
    "BUKTI FISIK": "evidence",
    "TARGET WAKTU": "time",
    "TARGET WAKTU PELAKSANAAN": "time",
    "TARGET CAPAIAN": "target",
    "PENANGGUNG JAWAB": "responsible",
    "KET": "note",
}
NODES = {"NO": "number", "NO.": "number", "KOMPONEN PENGUNGKIT": "area", "PROGRAM KEGIATAN": "area"}
ASPECTS = {"KOMPENEN", "KOMPONEN", "ASPEK PEMENUHAN", "KEGIATAN"}
SEEDS = ("000_toraja_utara", "001_sulawesi_tengah", "002_penajam_paser_utara", "003_luwu", "004_tambrauw")


def seed(folder, name):
    """The real decree as data."""
    return json.loads((folder / f"{name}.json").read_text(encoding="utf8"))


def field_of(heading):
    return NODES.get(heading) or ("aspect" if heading in ASPECTS else FIELDS[heading])


def seed_spec(annex):
    """LayoutSpec of a plan annex of the seeds."""
    headings = [heading for heading in annex["columns"] if not heading.isdigit()]
    columns = [Column(field_of(heading), heading, 3 if heading.startswith("NO") else 12) for heading in headings]
    for group in annex["column_groups"]:
        columns.insert(group["from_index"], Column("months", group["label"], 24, group["columns"]))
    area = any(column.field == "area" for column in columns)
    return LayoutSpec(
        columns=columns,
        area_style="column" if area else "band",
        number_row={None: "", "1": "plain", "(1)": "paren"}[annex["numbered_row"] and annex["numbered_row"][0]],
        schedule="months" if annex["column_groups"] else "text",
        numbers="area" if area else "aspect",
        inline_label="ASPEK PEMENUHAN" in headings,
        name="uji",
    )


def seed_tree(annex):
    """PlanTree of a plan annex of the seeds."""
    return PlanTree(annex["title"], [_area(area) for area in annex["rows"]])


def _area(area):
    node = AreaNode(area["no"], area["title"])
    for sub in area["subs"]:
        aspect = AspectNode(sub["no"], sub["title"], heading=sub["heading_row"])
        node.aspects.append(aspect)
        for row in sub["rows"]:
            _put(aspect, row)
    return node


def _put(aspect, row):
    title = next(text for heading, text in row["cells"].items() if heading in ASPECTS)
    if aspect.heading and title:
        aspect.aspects.append(AspectNode("", title))
    home = aspect.aspects[-1] if aspect.heading else aspect
    texts = {FIELDS[heading]: text for heading, text in row["cells"].items() if heading in FIELDS and text}
    continues = {FIELDS[heading] for heading in row["merged_with_row"] if heading in FIELDS}
    home.rows.append(RowNode(f"k{row['row']}", texts, {}, continues, row.get("months") or []))


COLUMNS = (
    Column("number", "NO", 4),
    Column("aspect", "KOMPONEN", 16),
    Column("action", "LANGKAH AKSI", 40),
    Column("time", "TARGET WAKTU", 14),
    Column("responsible", "PENANGGUNG JAWAB", 14),
)


def small_spec(**fields):
    """A layout of five columns with bands."""
    return LayoutSpec(**{"columns": list(copy.deepcopy(COLUMNS)), "name": "uji", **fields})


def small_tree(rows=6, text="Menyusun rencana kerja tim"):
    """One area with one aspect; the responsible team runs over all its rows."""
    nodes = [
        RowNode(f"k{n}", {"action": f"{text} {n}", "time": "Maret 2026"}, {}, {"responsible"} if n else set())
        for n in range(rows)
    ]
    if nodes:
        nodes[0].texts["responsible"] = "Tim Perubahan"
    return PlanTree(
        "RENCANA AKSI", [AreaNode("I", "Manajemen Perubahan", 1, aspects=[AspectNode("1", "Tim Kerja", rows=nodes)])]
    )


def small_payload(tree=None, spec=None, **fields):
    """A short decree with one plan annex, of an office that does not exist."""
    plan = plan_to_json(tree or small_tree(), spec or small_spec(), office="KPU Uji", year=2026)
    name = "KOMISI PEMILIHAN UMUM KABUPATEN UJI"
    clauses = {"menimbang": [_line("a.", "bahwa perlu rencana;")], "mengingat": [], "memperhatikan": []}
    return {
        "form": 1,
        "office": {"code": "97.01", "name": name},
        "year": 2026,
        "paper": "F4",
        "emblem": None,
        "letterhead": name_lines(name),
        "judul": f"KEPUTUSAN {name}",
        "number_line": "NOMOR 7 TAHUN 2026",
        "title": "Rencana Aksi Zona Integritas",
        "issuer_line": f"KETUA {name},",
        "clauses": {**clauses, "diktum": [_line("KESATU", "Menetapkan rencana aksi.")]},
        "enacting_text": f"KEPUTUSAN {name} TENTANG RENCANA AKSI ZONA INTEGRITAS.",
        "signature": {
            "place": "Uji",
            "date": "2026-01-05",
            "date_text": long_date(datetime.date(2026, 1, 5)),
            "title": ["KETUA KOMISI PEMILIHAN UMUM", "KABUPATEN UJI,"],
            "name": "NAMA KETUA",
            "nip": "",
        },
        "copy": {
            "office": ["SEKRETARIAT KOMISI PEMILIHAN UMUM", "KABUPATEN UJI"],
            "title": "Kepala Subbagian",
            "name": "Nama",
        },
        "annexes": [_plan_annex(plan)],
        **fields,
    }


def _plan_annex(plan):
    return {
        "kind": "plan",
        "label": "LAMPIRAN",
        "title": "RENCANA AKSI",
        "shows_place": False,
        "plan": plan,
        "team": None,
        "text": "",
    }


def _line(label, text, level=0):
    return {"level": level, "label": label, "text": text}
