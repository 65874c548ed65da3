"""A layout before it is saved, on the first area of a plan or on a small sample: its tree and its PDF."""

from dataclasses import replace

from plans.decree import pdf
from plans.decree.payload import decree_payload
from plans.plan import store, tree_json
from plans.schedule.regridding import regrid
from plans.states import AnnexKind, Edition
from plans.tree import MONTHS, QUARTERS, AreaNode, AspectNode, PlanTree, RowNode, area_rows
from zi_portal.lib.errors import Refused
from zi_portal.lib.sandbox import confined

MOST_ROWS = 40
"""Rows of the previewed area; further ones are left out."""

LIMITS = confined.Limits(memory=1 << 30, cpu=20, seconds=25)
BUSY = "Portal sedang mencetak dokumen lain. Tunggu sebentar, lalu coba lagi."


def sample(schedule):
    """Return a small PlanTree for offices without a plan, its times in this form of schedule."""
    rows = [
        RowNode(texts=_texts("Membentuk tim kerja", "Surat keputusan tim", "Januari 2026", "1 (satu) Keputusan")),
        RowNode(
            texts=_texts("Rapat pemantauan", "Notula dan daftar hadir", "Per Triwulan", "4 (empat) Laporan"),
            continues={"indicator"},
        ),
    ]
    closing = RowNode(texts=_texts("Menilai perilaku kerja", "Laporan penilaian", "Desember 2026", "1 (satu) Laporan"))
    aspects = [AspectNode("1", "Penyusunan Tim Kerja", rows=rows), AspectNode("2", "Pola Pikir", rows=[closing])]
    tree = PlanTree("Contoh rencana aksi", [AreaNode("I", "Manajemen Perubahan", 1, aspects=aspects)])
    return _with_schedule(tree, "text", schedule, 2026)


def _texts(action, evidence, time, target):
    words = {"indicator": "Tim bekerja sesuai rencana", "responsible": "Tim Kerja 1", "note": ""}
    return words | {"action": action, "evidence": evidence, "time": time, "target": target}


def first_area(plan, schedule):
    """Return the PlanTree of a plan's first area with at most MOST_ROWS rows, its times in this form of schedule.

    plan: read with its layout. Three queries."""
    tree = store.load_tree(plan)
    tree.areas = tree.areas[:1]
    for area in tree.areas:
        _shorten(area, MOST_ROWS)
    return _with_schedule(tree, plan.layout.schedule, schedule, plan.year)


def _shorten(node, most):
    """Leave this many rows in an area or aspect; return how many it has now."""
    node.rows = node.rows[:most]
    count, kept_aspects = len(node.rows), []
    for aspect in node.aspects:
        if count >= most:
            break
        count += _shorten(aspect, most - count)
        kept_aspects.append(aspect)
    node.aspects = kept_aspects
    return count


def _with_schedule(tree, old, new, year):
    for area in tree.areas:
        for row in area_rows(area):
            notes = {str(place): text for place, text in row.tick_notes.items()}
            time, row.ticks, notes = regrid(row.texts.get("time", ""), row.ticks, notes, old=old, new=new, year=year)
            row.texts["time"] = time
            row.tick_notes = {int(place): text for place, text in notes.items()}
    return tree


def pdf_of(plan, spec):
    """Return the PDF bytes of a plan's decree with the first area in this layout, marked as a draft.

    plan: read with decree, satker and layout. Raise Refused when it cannot be printed or the press is busy.
    """
    payload = decree_payload(plan.decree)
    tree = first_area(plan, spec.schedule)
    printed_plan = tree_json.plan_to_json(tree, spec, office=plan.satker.full_name, year=plan.year)
    annexes = [annex for annex in payload["annexes"] if annex["kind"] == AnnexKind.PLAN][:1]
    payload |= {"annexes": [annex | {"plan": printed_plan} for annex in annexes], "paper": spec.paper}
    try:
        return pdf.decree_pages(payload, edition=Edition.ORIGINAL, draft=True, limits=LIMITS)[0]
    except confined.Exhausted as error:
        raise Refused("busy", BUSY, status=503) from error


def with_usual_ticks(spec):
    """Return the spec with subheadings only where its tick column has as many as it has periods."""
    counts = {MONTHS: 12, QUARTERS: 4}
    columns = [
        column if len(column.subheadings) == counts.get(column.field, 0) else replace(column, subheadings=[])
        for column in spec.columns
    ]
    return replace(spec, columns=columns)
