"""Percentages: one rule, rounded as people do, and nobody computes one beside it."""

import re

import pytest

from evidence.obligations.progress import Progress
from zi_portal import BASE_DIR
from zi_portal.lib.shares import percent

APPS = "evidence", "plans", "teams", "zi_portal", "templates", "static/js"
ANOTHER = re.compile(r"[*] ?(100|89|90|80)\b(?!\d)|\b100(\.0)? ?\*|widthratio|:\.\d%|Math\.(round|floor).*100")
NO_PERCENTAGES = {
    # line → what it is
    "return [100 * width / total for _, width in COLUMNS]": "widths of a table",
    "shares = [100 * width / sum(grid.widths) for width in grid.widths]": "widths of a table",
    "return [100 * width / sum(least) for width in least]": "widths of a table",
    "em, padding = (100 * length / millimetres for length in (SIZES[css] * POINT, PADDING))": "widths of a table",
    "number = round(value * 100 if percent else value, 10)": "a cell as its workbook shows it",
    'if (zoom) room.style.setProperty("--leaf", Math.round(PAPER * zoom / 100) + "px");': "size of a picture",
    "em, padding = (100 * length / millimetres for length in ((points or SIZES[css]) * POINT, PADDING))": "sizes",
    "share=round(100 * column.width / total)": "width of a column",
    "return numbers.map((width) => Math.round((100 * width) / total));": "width of a column",
    "return zoom || Math.round(leaves[0].clientWidth / PAPER * 100);": "size of a picture",
    'image.style.width = lying ? 100 * wide + "%" : "";': "size of a picture",
}


@pytest.mark.parametrize(
    ("part", "total", "percentage"),
    [(2, 3, 67), (1, 3, 33), (1, 8, 13), (996, 1000, 99), (999_999, 10**6, 99), (4, 1000, 1), (1, 10**6, 1)]
    + [(0, 3, 0), (3, 3, 100), (0, 0, 0), (5, 3, 100), (1, 2, 50), (199, 200, 99)],
)
def test_it_is_rounded_and_is_all_or_none_only_when_it_is(part, total, percentage):
    assert percent(part, total) == percentage


def test_a_stretch_of_a_way_is_done_only_when_it_is():
    assert [percent(part, 1000, 80) for part in (0, 1, 500, 999, 1000)] == [0, 1, 40, 79, 80]


def test_the_progress_of_obligations_follows_it():
    words = Progress(total=1000, due=3, done=996, done_due=2)
    assert (words.words, words.words_of_all) == ("2 dari 3 (67 %)", "996 dari 1000 (99 %)")


def another(path):
    lines = [line.strip().rstrip(",") for line in path.read_text().splitlines()]
    return [
        f"{path.relative_to(BASE_DIR)}: {line}" for line in lines if ANOTHER.search(line) and line not in NO_PERCENTAGES
    ]


def test_no_other_percentage_is_computed():
    files = [path for app in APPS for path in (BASE_DIR / app).rglob("*.*") if path.suffix in {".py", ".html", ".js"}]
    assert len(files) > 300 and [line for path in files for line in another(path)] == []
