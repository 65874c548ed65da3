"""Grid → HTML for paged media, and the small mark-up of texts."""

import pytest

from zi_portal.lib.grid.html import fitted_widths, marked, paged_table, unmarked
from zi_portal.lib.grid.model import COVERED, Cell, Grid


@pytest.mark.case("E14")
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("biasa", "biasa"),
        ("*public campaign* di kantor", "<em>public campaign</em> di kantor"),
        ("<b>x</b> & y", "&lt;b&gt;x&lt;/b&gt; &amp; y"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a*b*c", "a*b*c"),
        ("*<i>*", "<em>&lt;i&gt;</em>"),
        ("*satu\ndua*", "*satu\ndua*"),
        ("satu\r\ndua\u2028tiga", "satu\ndua\ntiga"),
        ("a\x00b\x1f\ufffe\ud800c", "abc"),
        ("**", "**"),
    ],
)
def test_italic_is_the_only_mark_and_everything_else_is_escaped(text, html):
    assert marked(text) == html


def test_marks_are_taken_off_for_titles():
    assert unmarked("Sosialisasi *public campaign* <x>") == "Sosialisasi public campaign <x>"


def small_grid():
    head = [Cell("NO", kind="head"), Cell("AKSI", kind="head")]
    rows = [head, [Cell("1", row_span=2), Cell("Satu")], [COVERED, Cell("Dua")]]
    return Grid(rows, head=1, widths=[1, 9], keys=["", "a", "b"])


def test_a_run_is_one_cell_in_each_row_with_its_text_kept_for_the_top_of_a_page():
    html = paged_table(small_grid(), widths=[10, 90])
    assert '<tr><td>1</td><td>Satu</td></tr><tr><td class="run"><p>1</p></td><td>Dua</td></tr>' in html
    assert "rowspan" not in html


def test_head_cells_keep_their_spans_and_stand_in_thead():
    grid = Grid(
        [[Cell("BULAN", kind="head", col_span=2), COVERED], [Cell("1", kind="head"), Cell("2", kind="head")]], head=2
    )
    html = paged_table(grid, widths=[50, 50])
    assert '<thead><tr><th colspan="2">BULAN</th></tr><tr><th>1</th><th>2</th></tr></thead>' in html


def test_bands_and_areas_carry_their_class_and_bookmark():
    grid = Grid([[Cell("I", kind="band"), Cell('Area "A"', kind="band", name="area")]])
    html = paged_table(grid, widths=[10, 90])
    assert '<tr class="band"><td>I</td><td class="area" data-mark="Area &quot;A&quot;">' in html


def test_columns_are_wide_enough_for_their_longest_word():
    grid = Grid([[Cell("PERTANGGUNGJAWABAN"), Cell("satu dua tiga")]], widths=[1, 9])
    narrow, wide = fitted_widths(grid, em_share=1, padding=1)
    assert narrow > 13
    assert narrow + wide == pytest.approx(100)


def test_one_endless_word_does_not_take_the_table():
    grid = Grid([[Cell("x" * 500), Cell("dua")]], widths=[1, 9])
    assert fitted_widths(grid, em_share=1, padding=1)[0] == pytest.approx(18)


def test_too_many_long_words_share_the_width():
    grid = Grid([[Cell("x" * 40)] * 8], widths=[1] * 8)
    assert sum(fitted_widths(grid, em_share=1, padding=1)) == pytest.approx(100)
