"""HTML → PDF: the locked fetcher, runs over pages, refusals, and that nobody else uses WeasyPrint."""

import io
import os
import re
import resource
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from pypdf import PdfReader

from zi_portal.lib import pdf
from zi_portal.lib.errors import Refused
from zi_portal.lib.pdf import render_pdf
from zi_portal.lib.sandbox import confined
from zi_portal.lib.sandbox.inside import press, weasyprint_steps
from zi_portal.lib.sandbox.inside.press import LockedFetcher

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def page(body):
    return f'<html lang="id"><head><title>Uji</title></head><body>{body}</body></html>'


def read(content):
    return PdfReader(io.BytesIO(content))


def table(rows, text="Tim"):
    """A table whose first column is one run over all rows, and which fills several pages."""
    head = "<thead><tr><th>TIM</th><th>AKSI</th></tr></thead>"
    first = f"<tr><td>{text}</td><td>aksi 0</td></tr>"
    other_rows = "".join(f'<tr><td class="run"><p>{text}</p></td><td>aksi {n}</td></tr>' for n in range(1, rows))
    return page(f'<table class="grid">{head}<tbody>{first}{other_rows}</tbody></table>')


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/",
        "https://contoh.id/x.png",
        "ftp://contoh.id/x",
        "data:image/png;base64,AAAA",
        "asset:///images/lain.png",
        "asset:///fonts/../../manage.py",
        "asset:///fonts/README.md",
        "asset:///../zi_portal/settings.py",
        "/etc/passwd",
    ],
)
def test_the_fetcher_refuses_whatever_is_not_ours(address):
    with pytest.raises(ValueError, match="refused"):
        LockedFetcher({"emblem.png": PIXEL}).fetch(address)


def test_the_fetcher_gives_our_fonts_and_the_images_handed_over():
    fetcher = LockedFetcher({"emblem.png": PIXEL})
    assert fetcher.fetch("asset:///fonts/DejaVuSans.ttf").read()[:4] == b"\x00\x01\x00\x00"
    assert fetcher.fetch("asset:///images/emblem.png").read() == PIXEL


def test_an_image_that_was_handed_over_is_printed():
    html = page('<img src="asset:///images/a.png">')
    assert len(read(render_pdf(html, images={"a.png": PIXEL})[0]).pages[0].images) == 1


@pytest.mark.case("C1")
def test_foreign_addresses_print_nothing_and_attach_nothing():
    links = '<link rel="attachment" href="file:///etc/hostname"><img src="file:///etc/passwd"><p>teks</p>'
    reader = read(render_pdf(page(links))[0])
    assert dict(reader.attachments) == {}
    assert len(reader.pages[0].images) == 0


@pytest.mark.case("C8")
def test_the_file_says_that_it_is_pdf_a_2a_in_indonesian_with_its_title():
    with pikepdf.open(io.BytesIO(render_pdf(page("<p>teks</p>"))[0])) as file:
        assert (file.open_metadata().pdfa_status, file.docinfo.Title, file.Root.Lang) == ("2A", "Uji", "id")
        assert file.Root.MarkInfo.Marked
        assert file.Root.StructTreeRoot.K
        assert file.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_the_number_of_pages_is_told():
    content, pages = render_pdf(table(120))
    assert pages == len(read(content).pages) > 2


def test_a_run_stands_once_on_each_page_on_top_of_it():
    texts = [page.extract_text() for page in read(render_pdf(table(120))[0]).pages]
    assert [text.count("Tim") for text in texts] == [1] * len(texts)
    assert all(text.index("Tim") < text.index("aksi") for text in texts)


def test_the_head_of_a_table_stands_on_each_page():
    texts = [page.extract_text() for page in read(render_pdf(table(120))[0]).pages]
    assert all("AKSI" in text for text in texts)


def test_a_repeated_text_that_makes_its_row_taller_loses_no_row():
    text = " ".join(page.extract_text() for page in read(render_pdf(table(150, "Tim " * 60))[0]).pages)
    words = text.replace("\n", " ").split()
    assert [words.count(f"{n}") for n in (0, 1, 75, 149)] == [1] * 4


def test_a_row_longer_than_a_page_breaks():
    html = page(f'<table class="grid"><tbody><tr><td>{"kata " * 4000}</td></tr></tbody></table>')
    reader = read(render_pdf(html)[0])
    assert sum(page.extract_text().split().count("kata") for page in reader.pages) == 4000


def test_what_cannot_be_laid_out_is_refused_with_a_sentence():
    with pytest.raises(Refused, match="Periksa teks"):
        render_pdf(page("<div>" * 3000))


def test_the_same_html_gives_the_same_bytes_first_and_later_and_in_another_process():
    confined.end()
    first = render_pdf(table(50))
    assert render_pdf(page("<p>lain</p>")) != first == render_pdf(table(50))
    confined.end()
    assert render_pdf(table(50)) == first


STRANGE = "📷 漢字 かな مرحبا שלום हिन्दी ไทย 😀 ✔\ufe0f ✅ ⚠\ufe0f \uf0b7 \uf0e9 𝐑 \u202ea e\u0301 \u0378 \U0001f1ee"
VENDORED = {"Bonum", "Sans", "TeX-Gyre-Bonum", "DejaVu-Sans"}
"""Names, in PDFs, of the fonts of static/fonts: those of print.css, and their own."""


def embedded_fonts(content):
    """Names, without the mark of their subset, of every font in a PDF."""
    with pikepdf.open(io.BytesIO(content)) as file:
        fonts = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing]
        return {str(font.BaseFont).partition("+")[2] for font in fonts}


@pytest.mark.parametrize("look", ["", "font-family: serif", "font-family: emoji, monospace"])
def test_whatever_the_text_only_our_fonts_are_embedded(look):
    body = f'<p style="{look}">{STRANGE} <b>{STRANGE}</b> <i>{STRANGE}</i></p>'
    assert embedded_fonts(render_pdf(page(body))[0]) <= VENDORED


def test_what_no_font_holds_prints_as_a_sign_that_says_so():
    text = read(render_pdf(page("<p>Foto 📷 dan ✅</p>"))[0]).pages[0].extract_text()
    assert "Foto \ufffd dan ✓" in text


ROWS = "".join(f"<tr><td>{n}</td><td>aksi {n}</td></tr>" for n in range(10_000))
HOSTILE = {
    "colspan": "<table><tr><td colspan=1000000>x</td></tr></table>",
    "nested": "<div>" * 3000,
    "rows": f"<table>{ROWS}</table>",
    "font": '<p style="font-size: 1e300px">x</p>',
    "columns": f"<table><tr>{'<td>x</td>' * 20_000}</tr></table>",
}


def grown(work):
    """Megabytes by which this process grew over the work."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


@pytest.mark.case("C3", "C4")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_and_cost_the_caller_nothing(name, monkeypatch):
    monkeypatch.setattr(pdf, "LIMITS", confined.Limits(memory=1 << 30, cpu=3, seconds=60))

    def work():
        with pytest.raises(Refused, match="Dokumen"):
            render_pdf(page(HOSTILE[name]))

    assert grown(work) < 16


@pytest.mark.case("C4")
def test_a_document_that_needs_too_much_memory_is_refused_as_too_large(monkeypatch):
    monkeypatch.setattr(pdf, "LIMITS", confined.Limits(memory=8 << 20, cpu=30, seconds=60))
    with pytest.raises(Refused, match="terlalu besar"):
        render_pdf(table(1000))


@pytest.mark.case("C4")
def test_one_word_of_a_hundred_kilobytes_is_printed_within_the_limits():
    assert grown(lambda: render_pdf(page(f"<p>{'x' * 100_000}</p>"))) < 16


def test_a_print_that_somebody_ended_may_be_tried_again(monkeypatch):
    def ended(*args, **how):
        raise confined.Exhausted("killed")

    monkeypatch.setattr(confined, "call", ended)
    with pytest.raises(confined.Exhausted):
        render_pdf(page("<p>teks</p>"))


def test_printing_ticks_and_stops_when_the_tick_says_so():
    class Enough(Exception):
        """What this tick raises."""

    def tick():
        raise Enough

    with pytest.raises(Enough):
        render_pdf(page(HOSTILE["rows"]), tick=tick)


@pytest.mark.case("C2")
def test_weasyprint_is_of_the_version_whose_steps_we_call():
    assert version("weasyprint").split(".")[0] == "70"
    assert weasyprint_steps.changed_names() == []


@pytest.mark.case("C2")
def test_nobody_else_imports_weasyprint():
    folders = ("zi_portal", "teams", "plans", "evidence")
    files = [path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.py")]
    users = [path for path in files if re.search(r"(from|import) weasyprint", path.read_text("utf8"))]
    assert set(users) == {Path(press.__file__), Path(weasyprint_steps.__file__)}


@pytest.mark.case("C2")
def test_only_one_module_knows_what_weasyprint_does_not_promise():
    promised = r"from weasyprint(?:\.text\.fonts|\.urls)? import [\w, ]+\n"
    source = Path(press.__file__).read_text("utf8")
    assert "weasyprint" not in re.sub(promised, "", source).replace("weasyprint_steps", "")


LOADED = """
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*({"weasyprint", "zi_portal.lib.sandbox.inside.press", "zi_portal.lib.grid.xlsx_reader"} & sys.modules.keys()))
"""


def test_a_web_process_has_neither_the_layout_nor_a_parser_in_it():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", LOADED]
    completed = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert completed.stdout.split() == []
