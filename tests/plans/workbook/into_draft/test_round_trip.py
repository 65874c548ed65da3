"""A plan's workbook, edited by a colleague, goes back into the draft: only what was changed in it; nothing is lost."""

import json
import subprocess
from io import BytesIO
from shutil import which

import pytest
from openpyxl import load_workbook

from plans.archive.loading import import_decree
from plans.models import ActionStep, Plan
from plans.plan import editing, rewriting, store
from plans.workbook import exporting, inside
from plans.workbook.into_draft.merging import merge
from plans.workbook.into_draft.proposing import propose
from plans.workbook.into_draft.taking import marks_of
from plans.workbook.packing import unpack
from tests.factories import SatkerFactory, UserFactory
from tests.plans.workbook.test_roundtrip import SEEDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(plan):
    """The small plan as an openpyxl workbook, exported from its present state."""
    return load_workbook(BytesIO(exporting.xlsx_bytes(plan)))


def read_again(book, folder, year=2026):
    path = folder / "kembali.xlsx"
    book.save(path)
    answer, _ = inside.read({"path": str(path), "year": year, "keeps_keys": True}, [])
    return unpack(json.loads(json.dumps(answer["readings"][0])))


def proposals(plan, book, folder):
    plan = Plan.objects.select_related("layout").get(pk=plan.pk)
    reading = read_again(book, folder, plan.year)
    spec = store.layout_spec(plan.layout)
    tree, marks = store.load_tree(plan), marks_of(reading, plan)
    return propose(tree, spec, reading, marks, year=plan.year, revision=plan.revision)


def take(plan, proposed, keys):
    with editing.change(plan.pk, UserFactory(), "imported_into") as locked:
        tree, pks = store.load_with_pks(locked)
        count = merge(tree, proposed, keys)
        rewriting.rewrite(locked, tree, pks)
    return count


def cell_with(book, text):
    return next(cell for row in book.active.iter_rows() for cell in row if cell.value == text)


def kinds(proposed):
    return {proposal.key: proposal.kind for proposal in proposed.rows}


@pytest.mark.parametrize("name", SEEDS)
def test_an_unchanged_workbook_of_a_real_plan_changes_nothing(seeds, tmp_path, name):
    data = json.loads((seeds / f"{name}.json").read_text(encoding="utf-8"))
    plan = import_decree(data, SatkerFactory())[1]
    book = load_workbook(BytesIO(exporting.xlsx_bytes(plan)))
    proposed = proposals(plan, book, tmp_path)
    assert not proposed and proposed.same_count == ActionStep.objects.filter(area__plan=plan).count()


def test_the_column_of_marks_is_hidden_and_no_column_of_the_plan(plan, exported, tmp_path):
    sheet = exported.active
    assert sheet.column_dimensions[sheet.cell(1, sheet.max_column).column_letter].hidden
    reading = read_again(exported, tmp_path)
    assert [column["heading"] for column in reading.mapping] == [c["heading"] for c in plan.layout.columns]
    assert "hidden" not in " ".join(issue.code for issue in reading.issues)


def test_a_changed_cell_is_taken_and_the_rest_stays(plan, exported, tmp_path, row):
    cell_with(exported, "Notula").value = "Notula dan undangan"
    before = {step.key: editing.cells_of(step) for step in ActionStep.objects.all()}
    proposed = proposals(plan, exported, tmp_path)
    assert kinds(proposed) == {"a1": "changed"} and take(plan, proposed, {"a1"}) == 1
    assert row("a1").evidence == "Notula dan undangan"
    after = {step.key: editing.cells_of(step) for step in ActionStep.objects.all()}
    assert {key for key in before if before[key] != after[key]} == {"a1"}
    assert row("a2").continues == ["indicator"]


def test_a_cell_that_both_changed_is_refused_with_both_texts(plan, exported, tmp_path, row):
    editing.change_step(row("a1"), UserFactory(), evidence="Notula bertanda tangan")
    cell_with(exported, "Notula").value = "Notula dan undangan"
    cell_with(exported, "Rapat tim").value = "Rapat tim inti"
    [proposal] = proposals(plan, exported, tmp_path).rows
    assert [(cell.before, cell.after) for cell in proposal.refused] == [
        ("Notula bertanda tangan", "Notula dan undangan")
    ]
    take(plan, proposals(plan, exported, tmp_path), {"a1"})
    assert (row("a1").evidence, row("a1").action) == ("Notula bertanda tangan", "Rapat tim inti")


def test_what_only_the_portal_changed_is_no_change_of_the_workbook(plan, exported, tmp_path, row):
    editing.change_step(row("b1"), UserFactory(), action="Menulis rencana aksi")
    editing.move(row("c2"), "up", UserFactory())
    area = plan.areas.first()
    editing.add_step(area, area.aspects.first(), UserFactory(), action="Baris sesudah ekspor")
    assert not proposals(plan, exported, tmp_path)


def test_a_program_that_shows_the_hidden_column_changes_nothing(plan, exported, tmp_path):
    for dimension in exported.active.column_dimensions.values():
        dimension.hidden = False
    assert not proposals(plan, exported, tmp_path)


@pytest.mark.long
@pytest.mark.skipif(not which("soffice"), reason="LibreOffice is not installed")
def test_marks_survive_a_program_that_stores_the_workbook_in_its_own_form(plan, exported, tmp_path):
    cell_with(exported, "Notula").value = "Notula dan undangan"
    exported.save(tmp_path / "a.xlsx")
    for form, source in (("ods", "a.xlsx"), ("xlsx", "a.ods")):
        profile = f"-env:UserInstallation=file://{tmp_path}/profil"
        command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", tmp_path, tmp_path / source]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert kinds(proposals(plan, load_workbook(tmp_path / "a.xlsx"), tmp_path)) == {"a1": "changed"}


def test_a_blank_cell_below_a_filled_one_is_no_change(plan, tmp_path):
    ActionStep.objects.filter(key="c2").update(indicator="", evidence="")
    assert not proposals(plan, load_workbook(BytesIO(exporting.xlsx_bytes(plan))), tmp_path)


def test_a_row_that_was_deleted_is_gone_but_not_ticked(plan, exported, tmp_path):
    exported.active.delete_rows(cell_with(exported, "Menguji SOP").row)
    [proposal] = proposals(plan, exported, tmp_path).rows
    assert (proposal.key, proposal.kind, proposal.ticked) == ("c2", "gone", False)
    take(plan, proposals(plan, exported, tmp_path), {"c2"})
    assert not ActionStep.objects.filter(key="c2").exists() and ActionStep.objects.count() == 4


def test_a_new_row_comes_where_it_stands(plan, exported, tmp_path):
    sheet, place = exported.active, cell_with(exported, "Menulis SOP").row
    number = place + 1
    for merged in list(sheet.merged_cells.ranges):
        if merged.min_row <= place < merged.max_row:
            sheet.unmerge_cells(str(merged))
    sheet.insert_rows(number)
    headings = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(number, headings["LANGKAH AKSI"]).value = "Membahas SOP"
    sheet.cell(number, headings["TARGET WAKTU"]).value = "Mei 2026"
    sheet.cell(number, 2).value = sheet.cell(place, 2).value
    proposed = proposals(plan, exported, tmp_path)
    [key] = [proposal.key for proposal in proposed.rows if proposal.kind == "new"]
    take(plan, proposed, {key})
    actions = [row.texts["action"] for row in store.load_tree(plan).rows()]
    assert actions[3:] == ["Menulis SOP", "Membahas SOP", "Menguji SOP"]


def test_a_changed_run_changes_for_all_its_rows_or_is_split(plan, exported, tmp_path, row):
    cell_with(exported, "Tim bekerja").value = "Tim bekerja baik"
    proposed = proposals(plan, exported, tmp_path)
    assert kinds(proposed) == {"a1": "changed", "a2": "changed"}
    take(plan, proposed, {"a1"})
    assert (row("a1").indicator, row("a2").indicator, row("a2").continues) == ("Tim bekerja baik", "Tim bekerja", [])


def test_a_taken_run_stays_a_run(plan, exported, tmp_path, row):
    cell_with(exported, "Tim bekerja").value = "Tim bekerja baik"
    take(plan, proposals(plan, exported, tmp_path), {"a1", "a2"})
    assert row("a1").indicator == "Tim bekerja baik" and row("a2").continues == ["indicator"]


def test_a_renamed_aspect_is_offered_and_taken(plan, exported, tmp_path):
    cell = next(c for r in exported.active.iter_rows() for c in r if c.value and "Dokumen Rencana" in str(c.value))
    cell.value = str(cell.value).replace("Dokumen Rencana", "Rencana Kerja")
    proposed = proposals(plan, exported, tmp_path)
    assert not proposed.rows and [renaming.after.title for renaming in proposed.renamings] == ["Rencana Kerja"]
    take(plan, proposed, {proposed.renamings[0].key})
    assert plan.areas.first().aspects.filter(title="Rencana Kerja").exists()


def test_a_workbook_without_marks_is_matched_by_its_texts(plan, exported, tmp_path, row):
    exported.active.delete_cols(exported.active.max_column)
    cell_with(exported, "Notula").value = "Notula dan undangan"
    proposed = proposals(plan, exported, tmp_path)
    assert kinds(proposed) == {"a1": "changed"}
    take(plan, proposed, {"a1"})
    assert row("a1").evidence == "Notula dan undangan"


def test_what_the_layout_does_not_print_stays(plan, exported, tmp_path, row):
    ActionStep.objects.filter(key="a1").update(realisation="50 %", extra={"LAIN": "simpan"})
    cell_with(exported, "Notula").value = "Notula dan undangan"
    take(plan, proposals(plan, exported, tmp_path), {"a1"})
    assert (row("a1").realisation, row("a1").extra) == ("50 %", {"LAIN": "simpan"})


def test_rows_keep_no_key_in_a_plan_of_their_own(plan, exported, tmp_path):
    path = tmp_path / "baru.xlsx"
    exported.save(path)
    answer, _ = inside.read({"path": str(path), "year": 2026}, [])
    keys = {row.key for row in unpack(answer["readings"][0]).tree.rows()}
    assert not keys & {"a1", "a2", "b1", "c1", "c2"}
