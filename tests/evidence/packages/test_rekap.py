"""The rekap: one builder of rows for workbook, PDF and package; its progress is that of the one rule."""

import io
from datetime import date
from unittest import mock

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from evidence.models import Evidence, Package, StoredFile
from evidence.obligations import progress
from evidence.packages import forecasting, rekap, rekap_files
from evidence.packages.rekap import YEAR, Cut
from evidence.states import EvidenceState, Scan, Scope, Verdict
from evidence.views import packages
from tests.evidence.ground import a_proof, judged, owing, progress_of
from zi_portal.jobs import queue
from zi_portal.lib.sandbox import confined

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 5)
DAYS = [date(2026, 1, 1), date(2026, 3, 31), TODAY, date(2027, 5, 1)]
CUTS = [YEAR, *(Cut(Scope.AREA, n) for n in (1, 2)), *(Cut(Scope.QUARTER, n) for n in range(1, 5))]


@pytest.fixture
def office(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    office = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    office.accepted = a_proof(office.obligations[:2], world.sari, title="Notula *rapat* =1+1", page="3–5")
    StoredFile.objects.update(scan=Scan.CLEAN)
    judged(office.accepted, (Verdict.ACCEPT, world.lukas))
    office.waiting = a_proof([office.obligations[2]], world.sari, title="Belum diperiksa", content=b"%PDF-1.7 lain")
    return office


def test_its_numbers_are_those_of_the_one_rule_on_every_day(office):
    plan = office.plan
    for today in DAYS:
        for cut in CUTS:
            summary = rekap.build_rekap(plan, cut, today)
            expected = progress.numbers("plan", today, plan=plan, **cut.filters(plan))
            assert summary.total == expected.get(plan.pk, progress.Progress())
            assert len(summary.missing) == summary.total.late
            assert sum((numbers for _, numbers in summary.areas), progress.Progress()) == summary.total
        assert rekap.build_rekap(plan, YEAR, today).total == progress_of(plan, today)


def test_its_rows_follow_the_plan_and_name_what_is_there(office):
    rows = rekap.build_rekap(office.plan, today=TODAY).rows
    assert [row.shown_code for row in rows] == sorted(row.shown_code for row in rows)
    assert {row.obligation.pk for row in rows} == {obligation.pk for obligation in office.obligations}
    first = next(row for row in rows if row.evidence == office.accepted)
    assert first.name == "Notula *rapat* =1+1 (berkas, hal. 3–5)\nnotula.pdf" and first.fulfils
    assert first.verdict.startswith("Diterima oleh Lukas, ") and len(first.sha256) == 64
    waiting = next(row for row in rows if row.evidence == office.waiting)
    assert waiting.verdict == "Menunggu diperiksa" and not waiting.fulfils


def test_an_evidence_that_was_taken_back_is_not_in_it(office):
    Evidence.objects.filter(pk=office.waiting.pk).update(state=EvidenceState.WITHDRAWN)
    assert office.waiting not in [row.evidence for row in rekap.build_rekap(office.plan).rows]


def test_it_needs_as_many_queries_however_much_there_is(office, world, django_assert_max_num_queries):
    for number, obligation in enumerate(office.obligations[3:]):
        a_proof([obligation], world.sari, content=b"%PDF-1.7 " + bytes([65 + number]))
    with django_assert_max_num_queries(16):
        rekap.build_rekap(office.plan)
    with django_assert_max_num_queries(6):
        forecasting.forecasts(office.plan)


def test_the_forecast_of_each_part_is_what_its_package_holds(office):
    forecasts = {forecast.cut: forecast for forecast in forecasting.forecasts(office.plan)}
    assert set(forecasts) == set(CUTS)
    for cut, forecast in forecasts.items():
        summary = rekap.build_rekap(office.plan, cut)
        assert forecast.progress == summary.total and forecast.words == summary.words
        fulfilling_rows = [row for row in summary.rows if row.fulfils]
        assert forecast.evidences == len({row.evidence.pk for row in fulfilling_rows})
        assert forecast.size == sum({row.file.pk: row.file.size for row in fulfilling_rows}.values())


def test_the_workbook_holds_texts_and_the_words_of_the_progress(office):
    summary = rekap.build_rekap(office.plan)
    sheet = load_workbook(io.BytesIO(rekap_files.xlsx(summary))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"} and sheet.print_title_rows
    texts = [str(cell.value) for cell in cells if cell.value]
    assert "Notula *rapat* =1+1 (berkas, hal. 3–5)\nnotula.pdf" in texts
    for area, numbers in summary.areas:
        assert f"AREA {area}: {numbers.words}" in texts
    assert any(f": {summary.total.words} ·" in text for text in texts)


def test_equal_cells_of_the_printed_table_are_joined_and_never_across_a_row(office):
    rows = rekap_files.grid(rekap.build_rekap(office.plan), printed=True).rows
    plain = rekap_files.grid(rekap.build_rekap(office.plan)).rows
    printed = rekap_files.Grid(rows)
    for number, row in enumerate(plain):
        for column in range(rekap_files.JOINED_COLUMNS):
            assert printed.text(number, column) == plain[number][column].text or row[0].kind == "band"
    spans = [row[0].row_span for row in rows if row[0].kind == "body"]
    assert max(spans) > 1 and sum(spans) == len([row for row in plain if row[0].kind != "band"]) - 1


def test_the_pdf_says_it_all_and_repeats_its_head(office):
    [content] = rekap_files.pdfs(rekap.build_rekap(office.plan))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    text = " ".join(" ".join(pages).split())
    total = rekap.build_rekap(office.plan).total
    assert total.words in text and "AREA I" in text and "Diterima oleh Lukas" in text
    assert all("LANGKAH AKSI" in page for page in pages)
    assert office.accepted.present.file.sha256[:32] in text


def test_a_very_long_rekap_is_printed_in_parts(office, monkeypatch):
    monkeypatch.setattr(rekap_files, "MAX_PRINTED_ROWS", 3)
    htmls = []
    monkeypatch.setattr(rekap_files, "render_pdf", lambda html, tick=None: (htmls.append(html), 1))
    number = len(rekap_files.pdfs(rekap.build_rekap(office.plan)))
    assert number == 3 and "Bagian 2 dari 3" in htmls[1]


def test_an_empty_rekap_can_be_written_too(office):
    office.plan.obligations.update(active=False)
    summary = rekap.build_rekap(office.plan)
    assert summary.rows == [] and rekap_files.xlsx(summary) and summary.total.words == progress.NOT_DUE


@pytest.mark.parametrize(
    ("cut", "name"),
    [
        (YEAR, "rekap-bukti-kpu-kabupaten-teluk-jernih-2026.pdf"),
        (Cut(Scope.QUARTER, 2), "rekap-bukti-kpu-kabupaten-teluk-jernih-2026-triwulan-ii-2026.pdf"),
    ],
)
def test_the_name_of_the_file(office, cut, name):
    assert rekap_files.file_name(office.plan, cut, "pdf") == name


# Its pages


def request_rekap(office, world, form="pdf", person="sari"):
    """(page, Package) of a rekap that somebody asks for."""
    page = world.client(person).post(f"/bukti/rencana/{office.plan.pk}/rekap/{form}/", follow=True)
    return page.content.decode(), Package.objects.exclude(form="zip").first()


@pytest.mark.case("F1", "B5")
def test_no_page_prints_a_rekap_while_somebody_waits(office, world, monkeypatch):
    monkeypatch.setattr(confined, "call", mock.Mock(side_effect=AssertionError))
    page, package = request_rekap(office, world)
    assert "Rekap PDF sedang disusun" in page and package.job.kind == "print_rekap" and not package.file
    answer = world.client("sari").get(f"/bukti/rencana/{office.plan.pk}/rekap/pdf/")
    assert answer["Location"] == f"/bukti/rencana/{office.plan.pk}/paket/" and Package.objects.count() == 1


def test_a_printed_rekap_is_fetched_from_its_page(office, world):
    _, package = request_rekap(office, world)
    queue.run(package.job_id)
    page = world.client("bima").get(f"/bukti/paket/{package.pk}/").content.decode()
    assert "Unduh rekap" in page and "Baris rekap" in page and "Sudah jatuh tempo" not in page
    response = world.client("bima").get(f"/bukti/paket/{package.pk}/berkas/")
    assert response["Content-Type"] == "application/pdf" and b"".join(response.streaming_content).startswith(b"%PDF-")
    assert 'filename="rekap-bukti-kpu-kabupaten-teluk-jernih-2026.pdf"' in response["Content-Disposition"]


def test_a_rekap_is_printed_again_only_when_it_would_say_something_else(office, world, monkeypatch):
    monkeypatch.setattr(rekap_files, "render_pdf", lambda html, tick=None: (b"%PDF-1.7 rekap", 1))
    first = request_rekap(office, world)[1]
    assert request_rekap(office, world, person="bima") == (mock.ANY, first)
    queue.run(first.job_id)
    page, again = request_rekap(office, world, person="bima")
    assert again == first and "isinya masih sama" in page
    judged(office.waiting, (Verdict.ACCEPT, world.lukas))
    assert request_rekap(office, world)[1] != first


def test_a_rekap_that_is_too_long_for_one_pdf_says_where_it_is(office, world, monkeypatch):
    monkeypatch.setattr(rekap_files, "MAX_PRINTED_ROWS", 1)
    _, package = request_rekap(office, world)
    queue.run(package.job_id)
    page = world.client("sari").get(f"/bukti/paket/{package.pk}/").content.decode()
    assert "terlalu panjang untuk satu PDF" in page and "Buat rekap baru" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_short_workbook_is_sent_as_an_attachment(office, world, method):
    answer = getattr(world.client("sari"), method)(f"/bukti/rencana/{office.plan.pk}/rekap/xlsx/")
    assert "attachment" in answer["Content-Disposition"] and ".xlsx" in answer["Content-Disposition"]


@pytest.mark.case("B5")
def test_a_long_workbook_is_written_by_a_job(office, world, monkeypatch):
    monkeypatch.setattr(packages, "WRITTEN_AT_ONCE", 1)
    page, package = request_rekap(office, world, "xlsx")
    queue.run(package.job_id)
    package.refresh_from_db()
    assert "Rekap Excel sedang disusun" in page
    with package.file.open() as stored:
        assert load_workbook(stored).active.max_row > len(office.obligations)


@pytest.mark.parametrize("part", ["", "year", "area-x", "year-0-1", "lain-1", "area-9", "quarter-²", "area-99999999"])
def test_a_part_that_nobody_offered_is_refused_with_what_to_do(office, world, part):
    answer = world.client("sari").post(f"/bukti/rencana/{office.plan.pk}/paket/", {"part": part})
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()


def test_the_page_says_what_a_package_would_hold_and_how_far_one_is(office, world):
    client = world.client("sari")
    where = f"/bukti/rencana/{office.plan.pk}/paket/"
    before = client.get(where).content.decode()
    assert "Belum ada paket" in before and rekap.build_rekap(office.plan).total.words in before
    after = client.post(where, {"part": "area-1"}, follow=True).content.decode()
    assert "Paket bukti sedang disusun" in after and "Area I" in after
    assert "rekan Anda" in world.client("bima").get(f"/bukti/paket/{Package.objects.get().pk}/").content.decode()
