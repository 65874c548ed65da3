"""Tables of other layouts than the five, as offices keep them: nothing is lost, nothing is guessed."""

import json
from contextlib import closing

import pytest

from tests.acceptance.secretariat import SAMPLES
from tests.acceptance.truth import rows_of


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request, blank, tmp_path_factory):
    """(the sample, what import_plan said, the exported plan)."""
    folder = tmp_path_factory.mktemp(request.param)
    workbook = SAMPLES[request.param](folder)
    with closing(blank.copy(folder / "var")) as portal:
        report = portal.ask("import_plan", workbook.path, "--satker", "KPU Kabupaten Luwu", "--year", 2026)
        plan = json.loads(portal.export(report["plan"], folder / "plan.json").read_text(encoding="utf8"))
    return workbook, report, plan


def test_areas_are_named_and_mapped(sample):
    expected, report, plan = sample
    assert [(area["title"], area["component"]) for area in plan["areas"]] == expected.areas
    titles = {title.removesuffix(" (lanjutan)") for title, _ in expected.areas}
    assert (report["counts"]["areas"], report["counts"]["aspects"]) == (len(titles), expected.aspects)


def test_every_cell_is_where_it_stood(sample):
    expected, report, plan = sample
    assert [row["cells"] for row in rows_of(plan)] == expected.rows
    assert report["counts"]["actions"] == report["counts"]["rows"] == len(expected.rows)


def test_marks_are_the_months_or_quarters(sample):
    expected, report, plan = sample
    ticks = [row.get("quarters", row.get("months")) for row in rows_of(plan)]
    assert not expected.marks or ticks == expected.marks
    assert report["counts"]["ticks"] == sum(map(len, expected.marks))


def test_what_was_set_aside_is_said(sample):
    expected, report, plan = sample
    assert expected.codes <= {issue["code"] for issue in report["issues"]}
    assert all(text in json.dumps(plan, ensure_ascii=False) for text in expected.preserved)
