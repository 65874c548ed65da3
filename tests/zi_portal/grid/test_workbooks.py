"""Workbooks read in a confined child: the same grids come out, refusals pass, limits are told in a sentence."""

import resource

import pytest

from tests.workbooks import add_sheet, band_rows, new_book, one_sheet, save
from tests.zi_portal.grid.test_xlsx_guard import HOSTILE, crafted
from zi_portal.lib.errors import Refused
from zi_portal.lib.grid import Cell, Grid, packing, workbooks, xlsx_reader
from zi_portal.lib.grid.model import COVERED
from zi_portal.lib.sandbox import confined


@pytest.fixture
def path(tmp_path):
    """A workbook with merges, a hidden column, a formula and a hidden sheet."""
    book = new_book()
    rows = [*band_rows(areas=3, actions=40), ["é ✓", "=1+1", 2.5]]
    add_sheet(book, rows, name="Rencana", merges=["A1:B1", "A3:A5"], hidden=["F"])
    add_sheet(book, [], name="Kosong")
    add_sheet(book, [["x"]], name="Simpanan").sheet_state = "hidden"
    return save(book, tmp_path / "a.xlsx")


def code_of(path, **how):
    """Code and sentence of the refusal."""
    with pytest.raises(Refused) as refused:
        workbooks.read(path, **how)
    assert refused.value.message.endswith(".")
    return refused.value.code


def test_the_child_gives_the_very_grids_of_the_reader(path):
    workbook = workbooks.read(path)
    assert workbook.grids == xlsx_reader.read_workbook(path)
    assert (workbook.hidden, workbook.left_out) == (["Simpanan"], [])


def test_a_grid_survives_its_packing():
    cells = [Cell("a"), COVERED, Cell(), Cell("0"), Cell("x", 2, 3, "tick", "center", "months", "formula")]
    cells += [Cell(fill="FFC000"), Cell("a", fill="FFC000"), Cell("b", 1, 2, fill="FFC000")]
    grid = Grid([cells], 1, [1.0, 2.5], ["k"], "Nama", 7, frozenset({3, 1}))
    assert packing.unpack(packing.pack(grid)) == grid


@pytest.mark.case("A9")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sheets_are_refused_and_cost_the_caller_nothing(tmp_path, name):
    path = crafted(tmp_path / "jahat.xlsx", HOSTILE[name])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert code_of(path) in {"too_many_rows", "unreadable", "bomb"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 << 10


def ends_by(reason):
    """A confined.call() that is exhausted by this."""

    def call(*args, **how):
        raise confined.Exhausted(reason)

    return call


@pytest.mark.case("A9")
@pytest.mark.parametrize("reason", ["memory", "time", "crash"])
def test_what_meets_the_limits_is_too_heavy(path, monkeypatch, reason):
    monkeypatch.setattr(confined, "call", ends_by(reason))
    assert code_of(path) == "too_heavy"


@pytest.mark.case("A9")
def test_a_workbook_that_fills_the_memory_is_too_heavy(tmp_path, monkeypatch):
    confined.end()  # a template that has laid out pages before has memory to spare
    path = one_sheet(tmp_path / "berat.xlsx", [[f"isi {n} {column}" for column in range(30)] for n in range(3000)])
    monkeypatch.setattr(workbooks, "LIMITS", confined.Limits(memory=2 << 20, cpu=20, seconds=60))
    assert code_of(path) == "too_heavy"


@pytest.mark.parametrize("reason", confined.Exhausted.TEMPORARY)
def test_a_reading_that_somebody_ended_may_be_tried_again(path, monkeypatch, reason):
    monkeypatch.setattr(confined, "call", ends_by(reason))
    with pytest.raises(confined.Exhausted):
        workbooks.read(path, tick=lambda: None)
    with pytest.raises(Refused, match="Tunggu sebentar"):
        workbooks.read(path)


def test_a_missing_file_is_a_fault_and_no_refusal(tmp_path):
    with pytest.raises(FileNotFoundError):
        workbooks.read(tmp_path / "tidak-ada.xlsx")


def test_a_small_workbook_is_read_at_once(tmp_path):
    path = one_sheet(tmp_path / "a.xlsx", [["halo"]])
    assert workbooks.read(path, tick=lambda: 1 / 0).grids[0].text(0, 0) == "halo"
