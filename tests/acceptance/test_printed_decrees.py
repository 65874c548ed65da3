"""Issue: the five real decrees by import_decree and render_decree, both editions, compared with their truth."""

import re
from contextlib import closing

import pytest

from tests.acceptance.paper import Paper, folded
from tests.acceptance.portal import Portal
from tests.acceptance.truth import SEEDS, printed_texts

EDITIONS = ("asli", "salinan")
PORTRAIT, LANDSCAPE = (215, 330), (330, 215)


@pytest.fixture(scope="module", params=EDITIONS)
def paper(request, archive):
    return Paper(archive.folder / f"{request.param}.pdf")


def annex_pages(paper):
    return [page for page, size in zip(paper.pages, paper.sizes, strict=True) if size == LANDSCAPE]


def test_it_is_loaded_without_an_error(archive):
    report = archive.made("report.json")
    assert report["decree"] and report["plan"]
    assert [issue for issue in report["issues"] if issue["severity"] == "error"] == []


def test_every_text_of_body_team_and_plan_is_printed(archive, paper):
    assert paper.missing(printed_texts(archive.data)) == []


def test_every_probe_is_found(archive, paper):
    facts = archive.facts
    assert paper.missing([probe["text"] for probe in facts["probes"]] + facts["join_probes"]) == []


def test_every_member_of_the_team_is_printed_in_each_place(archive, paper):
    members = [
        m for annex in archive.data["lampiran"] if annex["kind"] == "team" for r in annex["rows"] for m in r["members"]
    ]
    for name in {member["nama"] for member in members}:
        times = sum(member["nama"] == name for member in members)
        assert paper.text.count(folded(name).upper()) >= times


def test_the_body_is_f4_portrait_and_the_lampiran_landscape(paper):
    body = paper.sizes.index(LANDSCAPE)
    assert body > 0 and paper.sizes == [PORTRAIT] * body + [LANDSCAPE] * (len(paper.sizes) - body)


def test_each_page_of_a_table_has_its_header(archive, paper):
    headings = [
        [folded(heading).rstrip(".") for heading in annex["columns"] if not heading.isdigit()]
        for annex in archive.data["lampiran"]
    ]
    for page in map(folded, annex_pages(paper)):
        assert any(all(heading in page for heading in columns) for columns in headings)


def test_pages_are_numbered_from_the_second_on(paper):
    numbers = [re.findall(r"(?m)^- (\d+) -$", page) for page in paper.pages]
    assert numbers == [[]] + [[str(n)] for n in range(2, len(numbers) + 1)]


def test_only_the_copy_says_that_it_is_one(archive):
    original, copy = (Paper(archive.folder / f"{edition}.pdf") for edition in EDITIONS)
    blocks = 1 + len(archive.data["lampiran"])
    words = ("SALINANSESUAIDENGANASLINYA", "TTD.")
    assert [copy.text.count(word) for word in words] == [blocks, blocks] and copy.text.startswith("SALINAN")
    assert not any(word in original.text for word in words) and not original.text.startswith("SALINAN")


@pytest.mark.case("C8")
def test_the_typeface_is_ours_and_embedded(paper):
    assert {embedded for _, embedded in paper.fonts} == {True}
    assert {name for name, _ in paper.fonts} <= {"Bonum", "Bonum-Bold", "Bonum-Italic", "DejaVu-Sans"}


@pytest.mark.case("C8")
def test_it_is_marked_as_archival_with_title_language_and_bookmarks(archive, paper):
    root = paper.reader.trailer["/Root"]
    marks = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part(>|=\")2", marks) and re.search(r"pdfaid:conformance(>|=\")A", marks)
    assert root["/Lang"].lower().startswith("id") and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    titles = [mark.title for mark in paper.reader.outline if not isinstance(mark, list)]
    assert str(archive.data["decree"]["nomor"]) in paper.reader.metadata.title
    assert len(titles) == 1 + len(archive.data["lampiran"])


@pytest.mark.parametrize(
    "case",
    [SEEDS[0], *(pytest.param(name, marks=pytest.mark.long) for name in SEEDS[1:])],
    indirect=True,
    scope="module",
)
def test_another_process_elsewhere_prints_the_same_bytes(archive):
    with closing(Portal(archive.folder / "var")) as portal:
        elsewhere = Portal(portal.copy(archive.folder / "elsewhere").folder)
    decree, path = archive.made("report.json")["decree"], archive.folder / "elsewhere.pdf"
    with closing(elsewhere):
        elsewhere.print(decree, "salinan", path, TZ="Pacific/Kiritimati", PYTHONHASHSEED="7")
    assert path.read_bytes() == (archive.folder / "salinan.pdf").read_bytes()
