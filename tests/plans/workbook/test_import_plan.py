"""manage.py import_plan: what it prints and how it ends (tests/acceptance: the real workbooks through it)."""

import json

import pytest
from django.core.management import CommandError, call_command

from plans.models import Plan
from tests.workbooks import band_rows, one_sheet


@pytest.fixture
def path(tmp_path):
    return one_sheet(tmp_path / "rencana.xlsx", band_rows(), name="Rencana")


def run(capsys, path, *, satker="98.01", year=2026, **how):
    """(JSON on stdout, exit code)."""
    code = 0
    try:
        call_command("import_plan", str(path), satker=satker, year=year, json=True, **how)
    except CommandError as error:
        code = error.returncode
    return json.loads(capsys.readouterr().out), code


def test_it_prints_plan_layout_counts_and_issues(world, capsys, path):
    result, code = run(capsys, path)
    assert code == 0 and result["plan"] == Plan.objects.get().pk
    assert list(result) == ["plan", "layout", "counts", "issues"]
    assert result["counts"] == {
        "areas": 2, "aspects": 2, "rows": 4, "indicators": 4, "actions": 4, "evidence": 4, "ticks": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["98.01", "kpu kabupaten teluk jernih", "KOMISI PEMILIHAN UMUM KABUPATEN TELUK  JERNIH"]
)
def test_an_office_is_found_by_code_short_and_full_name(world, capsys, path, name):
    assert run(capsys, path, satker=name)[1] == 0
    assert Plan.objects.get().satker == world.kabupaten


def test_a_dry_run_stores_nothing(world, capsys, path):
    result, code = run(capsys, path, dry_run=True)
    assert (code, result["plan"], result["counts"]["rows"]) == (0, None, 4) and not Plan.objects.exists()


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"satker": "antah berantah"}, "satker_missing"),
        ({"year": 26}, "bad_year"),
        ({"sheet": "Tidak ada"}, "sheet_missing"),
        ({"all_sheets": True}, "no_joined_sheets"),
    ],
)
def test_wrong_arguments_are_refused_with_exit_code_1(world, capsys, path, how, code):
    result, exit_code = run(capsys, path, **how)
    assert exit_code == 1 and [issue["code"] for issue in result["issues"]] == [code]
    assert list(result["issues"][0]) == ["severity", "row", "column", "code", "message"]


def test_a_missing_file_is_refused(world, capsys, tmp_path):
    result, exit_code = run(capsys, tmp_path / "hilang.xlsx")
    assert exit_code == 1 and result["issues"][0]["code"] == "file_missing"


def test_people_are_told_in_sentences(world, capsys, path):
    call_command("import_plan", str(path), satker="98.01", year=2026)
    assert "2 area, 2 aspek, 4 baris" in capsys.readouterr().out


def test_one_sheet_and_all_sheets_exclude_each_other(world, path):
    with pytest.raises(CommandError, match="tidak keduanya") as refused:
        call_command("import_plan", str(path), satker="98.01", year=2026, sheet="Rencana", all_sheets=True)
    assert refused.value.returncode == 2
