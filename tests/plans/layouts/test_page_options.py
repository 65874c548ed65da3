"""Options of a layout that change pages and heads, and payloads from before they existed."""

import hashlib
import io

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from plans.decree import pdf
from plans.plan.table import to_grid
from plans.plan.tree_json import tree_from_json
from plans.states import Edition
from plans.tree import PAGE_OPTIONS, AreaNode, PlanTree
from tests.plans.decree.printed import small_payload, small_spec, small_tree

MM = 72 / 25.4
HTML_BEFORE = "9e19303aad343df768a2c2dc5b99adbb5e05074f9caa35b1a53a9aa9fa2db3c9"
"""SHA-256 of the small payload's draft copy before layouts had page options."""


def pages(rows=2, **options):
    payload = small_payload(small_tree(rows), small_spec(**options))
    content, _ = pdf.decree_pages(payload, edition=Edition.COPY, draft=False)
    return PdfReader(io.BytesIO(content)).pages


def test_a_payload_from_before_the_options_prints_the_same():
    html = render_to_string("pdf/decree.html", pdf._context(small_payload(), edition=Edition.COPY, draft=True))
    assert hashlib.sha256(html.encode()).hexdigest() == HTML_BEFORE


def test_usual_options_are_not_written_into_a_payload():
    spec = small_payload()["annexes"][0]["plan"]["layout_spec"]
    assert not spec.keys() & set(PAGE_OPTIONS)


def test_own_options_are_written_and_read_back():
    plan = small_payload(small_tree(), small_spec(margin_left=40, emblem=False))["annexes"][0]["plan"]
    assert plan["layout_spec"]["margin_left"] == 40
    assert tree_from_json(plan)[1].emblem is False


def test_a_portrait_layout_prints_its_lampiran_upright():
    box = pages(orientation="portrait")[-1].mediabox
    assert [round(float(side) / MM) for side in box[2:]] == [215, 330]


def test_margins_and_letters_belong_to_the_pages_of_the_layout():
    name, rule = pdf.special_pages(small_spec(margin_left=40, font_size=9.5), (215, 330))
    assert "margin: 25mm 20mm 25mm 40mm" in rule
    assert f".{name} .grid {{ font-size: 9.5pt; }}" in rule


def test_the_head_leaves_out_what_the_layout_leaves_out():
    letterhead = "KOMISI PEMILIHAN UMUM\nKABUPATEN UJI"
    assert (
        pages()[0].extract_text().count(letterhead) == pages(letterhead=False)[0].extract_text().count(letterhead) + 1
    )


def test_the_catchword_is_the_first_word_of_the_next_page():
    with_words = pages(60, catchword=True)
    assert len(with_words) == len(pages(60))
    assert with_words[0].extract_text().split()[-1] == "LAMPIRAN…"
    assert not with_words[-1].extract_text().split()[-1].endswith("…")


@pytest.mark.parametrize(("style", "labels"), [("roman", "I I II"), ("letter", "A A B"), ("none", "")])
def test_areas_are_counted_and_a_continued_block_keeps_its_number(style, labels):
    areas = [AreaNode("x", "Satu"), AreaNode("y", "Satu (lanjutan)", continued=True), AreaNode("z", "Dua")]
    grid = to_grid(PlanTree("", areas), small_spec(area_labels=style))
    assert [row[0].text for row in grid.rows[grid.head :]] == (labels.split() or ["", "", ""])
