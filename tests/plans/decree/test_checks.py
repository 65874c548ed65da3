"""Checks of a decree: each gap with its code, weight and link; a decree that lacks nothing has none."""

import json
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from plans.archive import loading
from plans.decree import checks, drafting
from plans.models import ActionStep, Clause, Decree, Layout, PlanArea
from plans.presenters.gaps import gaps_page
from plans.states import DecreeState, Section
from teams.models import Membership, Satker, TeamMember, TeamUnit
from tests.factories import TeamFactory
from tests.plans.approval import a_decree, approved, in_state

GRID = [{"field": "action", "heading": "KEGIATAN"}, {"field": "months", "heading": "BULAN"}]
PLT = {"acting": "Plt.", "basis": "Surat Nomor 1", "valid_from": date(2026, 1, 1), "valid_until": date(2026, 3, 1)}


@pytest.fixture
def decree(world):
    return a_decree(world.kabupaten)


def codes_of(gaps):
    return {(gap.code, gap.severity) for gap in gaps}


def changed(decree, section=None, **fields):
    """The decree with fields changed, or with those of one section's clause."""
    rows = Clause.objects.filter(decree=decree, section=section) if section else Decree.objects.filter(pk=decree.pk)
    rows.update(**fields)
    return Decree.objects.get(pk=decree.pk)


def row(decree):
    return ActionStep.objects.get(area__plan__annex__decree=decree)


def with_row(decree, **fields):
    ActionStep.objects.filter(pk=row(decree).pk).update(**fields)
    return decree


def with_columns(decree, columns):
    Layout.objects.filter(plans__annex__decree=decree).update(columns=columns)
    return decree


def test_a_complete_decree_has_no_gap(decree):
    assert checks.submission_gaps(decree) == []


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"action": " "}, ("action_missing", "warning")),
        ({"evidence": ""}, ("evidence_missing", "warning")),
        ({"time": ""}, ("time_missing", "warning")),
        ({"time": "kalau sempat"}, ("time_unreadable", "warning")),
        ({"target": ""}, ("target_missing", "warning")),
        ({"time": "Setiap Bulan", "target": "1 (satu) Laporan"}, ("target_frequency", "warning")),
    ],
)
def test_a_blank_or_doubtful_cell_is_a_gap_that_links_to_its_row(decree, fields, gap):
    gaps = checks.submission_gaps(with_row(decree, **fields))
    assert codes_of(gaps) == {gap}
    assert gaps[0].url.endswith(f"#row-{row(decree).pk}")
    assert gaps[0].message.startswith("Baris 1 (area I): ")


def test_a_time_of_another_year_is_told_with_what_follows(decree):
    year = decree.year
    gaps = [gap for gap in checks.submission_gaps(with_row(decree, time=f"Mei '{year - 2001}")) if "time" in gap.code]
    assert codes_of(gaps) == {("time_other_year", "warning")}
    assert f"“Mei '{year - 2001}” di luar tahun rencana {year}; bukti fisik dengan tenggat" in gaps[0].message
    assert gaps[0].url.endswith(f"#row-{row(decree).pk}")


@pytest.mark.parametrize(
    ("years", "effect"), [(1, "tenggatnya ikut tahun itu"), (3, "tenggatnya baru tiba pada tahun")]
)
def test_a_time_long_after_the_plan_is_told_too(decree, years, effect):
    gaps = checks.submission_gaps(with_row(decree, time=f"Mei {decree.year + years}"))
    assert [effect in gap.message for gap in gaps if gap.code == "time_other_year"] == [True]


def test_a_row_that_says_nothing_cannot_be_submitted_and_is_named_once(decree):
    gaps = checks.submission_gaps(with_row(decree, action="", indicator="", evidence="", time="", target=""))
    assert [(gap.code, gap.severity) for gap in gaps] == [("row_blank", "error")]


@pytest.mark.parametrize("field", ["action", "evidence", "time", "target"])
def test_a_cell_that_continues_the_one_above_is_not_missing(decree, field):
    assert checks.submission_gaps(with_row(decree, **{field: "", "continues": [field]})) == []


def test_a_column_that_the_layout_does_not_print_is_not_asked_for(decree):
    with_columns(decree, [{"field": "action", "heading": "LANGKAH AKSI"}])
    assert checks.submission_gaps(with_row(decree, evidence="", time="", target="")) == []


@pytest.mark.parametrize(
    ("fields", "gaps"),
    [
        ({"ticks": [3, 6]}, set()),
        ({"ticks": []}, {("time_missing", "warning")}),
        ({"ticks": [], "tick_notes": {"3": "minggu I"}}, {("time_unreadable", "warning")}),
    ],
)
def test_a_grid_needs_a_tick(decree, fields, gaps):
    assert codes_of(checks.submission_gaps(with_row(with_columns(decree, GRID), time="", **fields))) == gaps


def test_a_plan_without_rows_cannot_be_submitted(decree):
    row(decree).delete()
    assert codes_of(checks.submission_gaps(decree)) == {("plan_empty", "error")}


@pytest.mark.parametrize("section", ["menimbang", "mengingat", "diktum"])
def test_a_section_without_clauses_and_a_blank_clause_are_gaps(decree, section):
    assert codes_of(checks.submission_gaps(changed(decree, section, text=" "))) == {("clause_blank", "error")}
    Clause.objects.filter(decree=decree, section=section).delete()
    gaps = checks.submission_gaps(decree)
    assert codes_of(gaps) == {(f"{section}_missing", "error")}
    assert gaps[0].url.endswith(f"#bagian-{section}")


def test_a_decree_needs_a_title(decree):
    assert ("title_missing", "error") in codes_of(checks.submission_gaps(changed(decree, title="")))


def test_dictums_that_skip_a_number_are_told_once(decree):
    for label in ("KETIGA", "KEEMPAT"):
        Clause.objects.create(decree=decree, section=Section.DICTUM, position=10**6, label=label, text="Selesai.")
    gaps = checks.submission_gaps(decree)
    assert codes_of(gaps) == {("dictum_skips", "error")}
    assert "tertulis KETIGA, seharusnya KEDUA" in gaps[0].message


@pytest.mark.parametrize(
    ("section", "text", "gap"),
    [
        ("diktum", "Berlaku di KPU Kota Bukit Damai.", ("other_region", "error")),
        ("diktum", "Rapat diadakan di Kota Bukit Damai.", ("other_region", "warning")),
        ("mengingat", "Surat KPU Kota Bukit Damai Nomor 3;", ("other_region", "warning")),
        ("menimbang", "bahwa KPU Kabupaten Teluk Jernit perlu;", ("unknown_office", "warning")),
        ("diktum", "Rencana aksi Tahun 2025.", ("other_year", "warning")),
        ("diktum", "Ditetapkan..", ("double_stop", "warning")),
        ("diktum", "Tercantum dalam Lampiran I.", ("annex_numeral", "warning")),
    ],
)
def test_faults_left_from_a_copy_are_told_at_their_clause(decree, section, text, gap):
    gaps = checks.submission_gaps(changed(decree, section, text=text))
    assert codes_of(gaps) == {gap}
    assert gaps[0].url.endswith(f"#butir-{Clause.objects.get(decree=decree, section=section).pk}")


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("mengingat", "Peraturan tentang Rencana Tahun 2020;"),
        ("menimbang", "bahwa Keputusan Nomor 5 Tahun 2025 dan KPU Provinsi Nusa Harapan;"),
        ("diktum", "KPU Kabupaten Teluk Jernih Tahun 2026."),
    ],
)
def test_cited_years_and_the_offices_own_line_are_no_fault(decree, section, text):
    assert checks.submission_gaps(changed(decree, section, text=text)) == []


def test_the_title_of_another_office_holds_up_the_submission(decree):
    gaps = checks.submission_gaps(changed(decree, title="RENCANA AKSI KOMISI PEMILIHAN UMUM KOTA BUKIT DAMAI"))
    assert ("other_region", "error") in codes_of(gaps)
    assert ("titles_differ", "warning") in codes_of(gaps)


def test_an_annex_label_with_a_numeral_is_a_fault_where_there_is_one_annex(decree):
    decree.annexes.update(label="LAMPIRAN I")
    assert codes_of(checks.submission_gaps(decree)) == {("annex_numeral", "warning")}


def test_with_two_annexes_the_first_and_the_second_may_be_named_and_no_third(world, decree):
    decree.annexes.create(position=2, kind="text", text="Isi")
    assert checks.submission_gaps(changed(decree, "diktum", text="Lampiran I dan Lampiran II.")) == []
    gaps = checks.submission_gaps(changed(decree, "diktum", text="Lampiran III."))
    assert codes_of(gaps) == {("annex_numeral", "warning")}


def test_annexes_without_content_are_gaps(world, decree):
    decree.annexes.create(position=2, kind="team", team=TeamFactory(satker=world.kabupaten))
    decree.annexes.create(position=3, kind="text", text=" ")
    assert codes_of(checks.submission_gaps(decree)) == {("team_empty", "error"), ("annex_blank", "error")}


def test_a_decree_without_annex_is_only_warned_about(decree):
    decree.annexes.all().delete()
    assert codes_of(checks.submission_gaps(decree)) == {("annex_missing", "warning")}


def test_archives_are_only_warned_about(decree):
    gaps = checks.submission_gaps(changed(decree, archive=True, title=""))
    assert {gap.severity for gap in gaps} == {"warning"}
    assert "title_missing" in {gap.code for gap in gaps}


def test_links_lead_to_the_decree_itself_once_it_is_frozen(world, decree):
    gap = checks.submission_gaps(changed(in_state(decree, DecreeState.SUBMITTED, world.sari), title=""))[0]
    assert gap.url == f"/keputusan/{decree.pk}/"


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_number_of_queries_does_not_grow_with_the_rows(decree, rows):
    step = row(decree)
    ActionStep.objects.bulk_create(ActionStep(area=step.area, position=n) for n in range(2, rows + 1))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(checks.submission_gaps(decree)) >= rows - 1
    assert len(queries) <= 14


@pytest.mark.parametrize(
    ("fields", "code", "severity"),
    [
        ({"issuer_name": ""}, "issuer_missing", "error"),
        ({"issuer": "sekretaris"}, "nip_missing", "error"),
        ({"acting": "Plt."}, "acting_without_basis", "error"),
        ({"number": ""}, "number_missing", "error"),
        ({"number_year": None}, "number_missing", "error"),
        ({"enacted_on": None}, "date_missing", "error"),
    ],
)
def test_enacting_needs_signer_number_and_date(world, fields, code, severity):
    decree = approved(world.kabupaten, by=world.sari)
    numbered = {"number": "1", "number_year": 2026, "enacted_on": date(2026, 2, 3)}
    assert checks.enactment_gaps(changed(decree, **numbered)) == []
    assert codes_of(checks.enactment_gaps(changed(decree, **numbered | fields))) == {(code, severity)}


def test_place_and_certifier_may_come_from_the_office(world):
    Satker.objects.filter(pk=world.kabupaten.pk).update(place="", certifier_name="")
    decree = changed(in_state(a_decree(world.kabupaten, place="", certifier_name=""), DecreeState.ENACTED))
    assert codes_of(checks.enactment_gaps(decree)) == {("place_missing", "error"), ("certifier_missing", "warning")}
    Satker.objects.filter(pk=world.kabupaten.pk).update(place="Jernih", certifier_name="Wulan")
    assert checks.enactment_gaps(Decree.objects.get(pk=decree.pk)) == []


def test_what_enacting_will_need_is_shown_as_warning_before_submitting(decree):
    gaps = checks.submission_gaps(changed(decree, issuer_name="", issuer="sekretaris"))
    assert codes_of(gaps) == {("issuer_missing", "warning"), ("nip_missing", "warning")}


def test_an_acting_signer_needs_a_basis_that_covers_the_day(world):
    Membership.objects.filter(user=world.lukas).update(**PLT)
    decree = in_state(a_decree(world.kabupaten, acting="Plt."), DecreeState.ENACTED)
    assert checks.enactment_gaps(changed(decree, enacted_on=date(2026, 3, 1))) == []
    late = changed(decree, enacted_on=date(2026, 3, 2))
    assert codes_of(checks.enactment_gaps(late)) == {("acting_without_basis", "error")}


@pytest.mark.parametrize(("archive", "year", "gap"), [(False, 2026, True), (True, 2026, False), (False, 2025, False)])
def test_one_plan_is_in_force_per_office_and_year_archives_aside(world, archive, year, gap):
    in_state(a_decree(world.kabupaten, archive=archive, year=year), DecreeState.ENACTED)
    decree = approved(world.kabupaten, by=world.sari)
    assert ("plan_in_force" in {gap.code for gap in checks.enactment_gaps(decree)}) is gap


PUBLISHED = {
    # the faults of the five published decrees, without those of their rows
    "000_toraja_utara": set(),
    "001_sulawesi_tengah": {"stray_year"},
    "002_penajam_paser_utara": {"unknown_office", "certifier_missing", "annex_unnumbered", "stray_region"},
    "003_luwu": {"titles_differ"},
    "004_tambrauw": {
        "dictum_skips",
        "unknown_office",
        "annex_numeral",
        "double_stop",
        "titles_differ",
        "stray_year",
        "stray_region",
    },
}
ROWS = {
    "000_toraja_utara": {},
    "001_sulawesi_tengah": {"target_missing": 2, "target_frequency": 1},
    "002_penajam_paser_utara": {"target_missing": 1, "target_frequency": 1, "time_missing": 1},
    "003_luwu": {"time_missing": 6},
    "004_tambrauw": {"evidence_missing": 1, "time_missing": 1},
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_faults_of_the_published_decrees_are_found_and_only_warned_about(db, seeds, name):
    call_command("loaddata", "satker", verbosity=0)
    data = json.loads((seeds / f"{name}.json").read_text(encoding="utf8"))
    decree, _, _ = loading.import_decree(data, Satker.objects.get(short_name=data["decree"]["satker"]))
    gaps = checks.submission_gaps(decree)
    assert {gap.severity for gap in gaps} <= {"warning"}
    rows = [gap.code for gap in gaps if gap.message.startswith("Baris")]
    assert Counter(rows) == ROWS[name]
    assert {gap.code for gap in gaps} - set(rows) == PUBLISHED[name]


def test_what_is_missing_stands_before_what_is_doubtful():
    gaps = [checks.Gap(f"w{n}", "warning", f"Catatan {n}.") for n in range(9)] + [checks.Gap("e", "error", "Galat.")]
    page = render_to_string("decrees/gaps.html", {"gaps": gaps_page(gaps)})
    assert page.index("Galat.") < page.index("Catatan 0.") and "2 catatan lain" in page


def test_members_whose_cells_would_be_printed_blank_are_named(decree, world):
    unit = TeamUnit.objects.create(team=TeamFactory(satker=world.kabupaten), position=1, label="1.", title="PENGARAH")
    TeamMember.objects.create(unit=unit, position=1, label="1.", name="Budi", job_title="", duty="Ketua")
    drafting.add_team_annex(decree, unit.team)
    gap = next(gap for gap in checks.submission_gaps(decree) if gap.code == "member_incomplete")
    assert "Budi" in gap.message and gap.severity == "warning"


@pytest.mark.parametrize(
    ("section", "fields", "words"),
    [
        ("diktum", {"text": "Menetapkan 📷."}, "Diktum KESATU memuat tanda “📷” yang tidak dapat dicetak"),
        (None, {"title": "RENCANA 漢"}, "Judul keputusan memuat tanda “漢”"),
        (None, {"issuer_name": "Lukas 🏆"}, "Nama penanda tangan memuat tanda “🏆”"),
    ],
)
def test_what_no_font_prints_stops_the_submission_with_its_place(decree, section, fields, words):
    gaps = [gap for gap in checks.submission_gaps(changed(decree, section, **fields)) if gap.code == "unprintable"]
    assert gaps[0].message.startswith(words) and gaps[0].severity == "error" and gaps[0].url


def test_a_cell_that_no_font_prints_is_named_with_its_row_and_column(decree):
    gaps = checks.submission_gaps(with_row(decree, evidence="Foto 📷 \uf0e9"))
    assert codes_of(gaps) == {("unprintable", "error")}
    assert "Baris 1 (area I): " in gaps[0].message and "memuat tanda “📷”, U+F0E9 yang" in gaps[0].message


def test_areas_remarks_and_team_are_looked_through_and_what_is_not_printed_is_not(decree):
    with_columns(decree, [{"field": "action", "heading": "AKSI"}, {"field": "extra:KET", "heading": "KET"}])
    PlanArea.objects.filter(plan__annex__decree=decree).update(title="AREA 📷")
    team = TeamFactory(satker=decree.satker, title="TIM")
    unit = TeamUnit.objects.create(team=team, position=1, title="Kelompok")
    TeamMember.objects.create(unit=unit, position=1, name="Ani 漢", job_title="Staf", duty="Anggota")
    decree.annexes.create(kind="team", team=team, position=2)
    gaps = checks.submission_gaps(with_row(decree, extra={"KET": "🏆"}, evidence="🚀"))
    named = [gap.message for gap in gaps if gap.code == "unprintable"]
    assert [any(sign in message for message in named) for sign in "📷漢🏆🚀"] == [True, True, True, False]


LONG = "kata " * 1001


def test_a_clause_that_cannot_be_printed_cannot_be_submitted_and_is_named(decree):
    clause = Clause.objects.get(decree=decree, section=Section.DICTUM)
    [gap] = checks.submission_gaps(changed(decree, Section.DICTUM, text=LONG))
    assert (gap.code, gap.severity) == ("text_too_long", "error") and gap.url.endswith(f"#butir-{clause.pk}")
    assert gap.message.startswith("Diktum KESATU berisi 5005 huruf; paling banyak 5000")


@pytest.mark.parametrize("fields", [{"title": "J" * 1001}, {"enacting_text": LONG}])
def test_a_title_or_enacting_text_that_cannot_be_printed_is_an_error(decree, fields):
    assert ("text_too_long", "error") in codes_of(checks.submission_gaps(changed(decree, **fields)))


def test_a_line_of_a_text_annex_that_cannot_be_printed_is_named_by_its_number(decree):
    decree.annexes.create(position=2, kind="text", title="Uraian", text=f"Pendek\n{LONG}")
    gaps = [gap for gap in checks.submission_gaps(decree) if gap.code == "text_too_long"]
    assert [gap.message.partition(" berisi")[0] for gap in gaps] == ["Lampiran 2, baris 2,"]


@pytest.mark.parametrize("field", ["action", "evidence", "indicator"])
def test_a_cell_that_cannot_be_printed_is_an_error_at_its_row(decree, field):
    gaps = checks.submission_gaps(with_row(decree, **{field: LONG}))
    [gap] = [gap for gap in gaps if gap.code == "text_too_long"]
    assert gap.severity == "error" and gap.url.endswith(f"#row-{row(decree).pk}") and "kolom" in gap.message


def test_titles_within_the_table_that_cannot_be_printed_are_errors(decree):
    area = row(decree).area
    area.title = "A" * 1001
    area.save()
    assert ("text_too_long", "error") in codes_of(checks.submission_gaps(decree))
