"""Screens of what is owed: all plans, a plan, a step, the bars in the plan's table, the month, Beranda."""

import re
from datetime import UTC, date, datetime
from html import unescape
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.models import EvidenceRequirement, Obligation, StepAssignment
from evidence.obligations import deriving, scheduling
from evidence.overview import office_progress
from evidence.proofs import attaching
from plans.models import ActionStep, Layout, Plan
from plans.plan import deadlines
from tests.evidence.ground import a_proof, judged, owing
from zi_portal.lib.seen import digest

pytestmark = pytest.mark.django_db

JULY = datetime(2026, 7, 20, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def july():
    """A day in the middle of the plan's year."""
    with time_machine.travel(JULY, tick=False):
        yield


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def page(world, name, where, *args, **query):
    """What a person reads on a page, without its tags."""
    text = source(world, name, where, *args, **query)
    main = re.sub(r"<(script|template|option)\b.*?</\1>|<[^>]+>", " ", text[text.find("<main") :], flags=re.S)
    return " ".join(unescape(main).split())


def source(world, name, where, *args, **query):
    response = world.client(name).get(reverse(where, args=args), query)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


# All plans


def test_home_shows_ones_own_plan_and_where_to_upload(world, ground):
    text = page(world, "sari", "evidence:home")
    assert "KPU Kabupaten Teluk Jernih · 2026" in text and "0 dari 5 (0 %)" in text and "Terlambat 5" in text
    assert "Unggah" in text and "Satker di bawah" not in text


def test_home_of_a_reviewer_shows_the_offices_below_ordered_by_progress_and_found_by_name(world, ground):
    other = owing(world.kota, by=world.dewi, leader=world.joko)
    judged(a_proof(other.obligations[:2], world.dewi), ("accept", world.joko))
    names = ["KPU Kabupaten Teluk Jernih", "KPU Kota Bukit Damai"]
    for order, expected in (("", names), ("kemajuan", names), ("-kemajuan", names[::-1])):
        text = page(world, "rian", "evidence:home", urut=order)
        assert sorted(names, key=text.index) == expected
    assert "Teluk" not in page(world, "rian", "evidence:home", cari="bukit")
    assert "Tidak ada yang cocok" in page(world, "rian", "evidence:home", cari="tidak ada")


def test_plans_are_ordered_by_progress_as_keys_of_which_a_page_reads_its_own(world, ground):
    other = owing(world.kota, by=world.dewi, leader=world.joko)
    judged(a_proof(other.obligations[:1], world.dewi), ("accept", world.joko))
    keys = office_progress.below(world.rian, order="kemajuan")
    assert keys == [ground.plan.pk, other.plan.pk]
    assert [office.plan for office in office_progress.with_progress(world.rian, keys)] == [ground.plan, other.plan]


def test_home_without_a_plan_in_force_says_what_to_do_first(world):
    assert "Belum ada rencana yang berlaku" in page(world, "sari", "evidence:home")


# A plan


def test_the_plan_shows_each_row_with_its_documents_and_their_standing(world, ground):
    judged(a_proof([ground.obligations[1]], world.sari), ("accept", world.lukas))
    text = page(world, "lukas", "evidence:plan", ground.plan.pk)
    assert "2.i Menyusun laporan" in text and "Laporan Dipenuhi 31 Mar Terlambat 30 Jun" in text
    assert "Rapat" in text and "Rapat lanjutan" in text and "Bukti pelaksanaan: Menilai tim" in text


@pytest.mark.parametrize(("query", "present", "absent"), [
    ({"cari": "laporan"}, "Menyusun laporan", "Menilai tim"),
    ({"keadaan": "upcoming"}, "Menilai tim", "SK Tim"),
    ({"bulan": "2026-03"}, "31 Mar", "30 Jun"),
    ({"petugas": "0"}, "Menilai tim", "Menyusun laporan"),
    ({"area": "2", "keadaan": "ngawur", "bulan": "2026-99", "petugas": "x"}, "Menyusun laporan", "Menilai tim"),
    ({"cari": "tidak ada di sini"}, "Tidak ada yang cocok", "Menilai tim"),
])  # fmt: skip
def test_the_plan_is_narrowed(world, ground, query, present, absent):
    last = ground.steps[-1]
    StepAssignment.objects.create(satker=ground.satker, step_key=last.key, user=world.bima, by=world.sari)
    if "area" in query:
        query = query | {"area": last.area_id}
    text = page(world, "lukas", "evidence:plan", ground.plan.pk, **query)
    assert present in text and absent not in text


def test_a_plan_that_is_not_in_force_says_so(world, ground):
    Plan.objects.filter(pk=ground.plan.pk).update(year=2030)
    ground.decree.__class__.objects.filter(pk=ground.decree.pk).update(archive=True)
    assert "tidak sedang berlaku" in page(world, "sari", "evidence:plan", ground.plan.pk)


def test_evidence_of_a_row_that_the_plan_has_no_more_is_still_shown(world, ground):
    a_proof([ground.obligations[0]], world.sari, title="Notula lama")
    EvidenceRequirement.objects.filter(pk=ground.obligations[0].requirement_id).update(step_key="hilang")
    deriving.rebuild(ground.plan)
    text = page(world, "sari", "evidence:plan", ground.plan.pk)
    assert "Tidak diminta lagi" in text.partition("Baris ini tidak ada")[0] and "Notula lama" in text


def test_a_plan_asks_the_database_as_often_with_thirty_more_rows(world, ground):
    client, where = world.client("sari"), reverse("evidence:plan", args=[ground.plan.pk])
    counts = []
    for start in (10, 40):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == HTTPStatus.OK
        counts.append(len(queries))
        ActionStep.objects.bulk_create(
            ActionStep(area=ground.steps[0].area, position=start + n, action=f"Langkah {n}", time="Juni 2026")
            for n in range(30)
        )
        deadlines.rebuild(ground.plan)
        deriving.rebuild(ground.plan)
    assert counts[0] == counts[1]


# A step


def test_the_step_says_what_is_asked_what_is_there_and_what_is_lacking(world, ground):
    obligation = ground.obligations[0]
    EvidenceRequirement.objects.filter(pk=obligation.requirement_id).update(quantity=2)
    a_proof([obligation], world.sari, title="Notula Maret", page="3–5")
    text = page(world, "lukas", "evidence:step", ground.steps[0].pk)
    assert "2 bukti setiap kali · berkas, tautan" in text
    assert "31 Maret 2026 Terlambat lewat 111 hari 0 dari 2 bukti diterima, 1 menunggu diperiksa" in text
    assert "Notula Maret Berkas · hal. 3–5 · Sari, 20 Jul 2026" in text and "Belum ada bukti." in text


def test_the_rows_of_one_run_are_one_page_with_neighbours(world, ground):
    first, second, third, _ = ground.steps
    texts = [source(world, "lukas", "evidence:step", step.pk) for step in (first, second)]
    for text in texts:
        assert "Rapat<br>Rapat lanjutan" in text and f'href="/bukti/langkah/{third.pk}/" rel="next"' in text
    assert "Juni 2026" in texts[1] and "Maret 2026" in texts[0]


def test_the_step_shows_moved_due_dates_with_their_reason(world, ground):
    obligation = ground.obligations[0]
    day = date(2026, 8, 15)
    scheduling.move(obligation, world.sari, day=day, reason="Rapat ditunda banjir", seen=digest(obligation.due_on))
    text = page(world, "rian", "evidence:step", ground.steps[0].pk)
    assert "15 Agustus 2026 Belum jatuh tempo" in text
    assert "31 Mar 2026 diubah menjadi 15 Agu 2026 oleh Sari, 20 Jul 2026: Rapat ditunda banjir" in text


def test_the_step_opens_the_obligation_that_was_asked_for_and_offers_the_upload_there(world, ground):
    obligation = ground.obligations[3]
    text = source(world, "sari", "evidence:step", ground.steps[0].pk, kewajiban=obligation.pk)
    assert text.count("data-upload ") == 1 and f'data-obligation="{obligation.pk}"' in text
    assert "data-upload " not in source(world, "rian", "evidence:step", ground.steps[0].pk)


def test_a_returned_proof_says_why_and_one_that_is_asked_no_more_stays(world, ground):
    judged(a_proof([ground.obligations[0]], world.sari), ("return", world.lukas, "Tanda tangan belum ada"))
    Obligation.objects.filter(pk=ground.obligations[0].pk).update(active=False)
    text = page(world, "sari", "evidence:step", ground.steps[0].pk)
    assert "Tidak diminta lagi" in text and "Lukas: Tanda tangan belum ada Unggah revisi" in text


def test_a_row_of_a_draft_asks_for_nothing_yet(world, ground):
    ground.decree.__class__.objects.filter(pk=ground.decree.pk).update(state="draft")
    Obligation.objects.all().delete()
    assert "Kewajiban muncul sesudah" in page(world, "sari", "evidence:step", ground.steps[0].pk)


def test_a_plan_with_many_proofs_costs_a_step_no_more_queries(world, ground):
    client, where = world.client("sari"), reverse("evidence:step", args=[ground.steps[3].pk])
    obligations = [obligation for obligation in ground.obligations if obligation.step_id == ground.steps[3].pk]
    counts = []
    for number in range(3):
        for obligation in obligations:
            attaching.prove(
                [obligation], kind="link", actor=world.sari, title=f"{number}", link=f"https://contoh.id/{number}"
            )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == HTTPStatus.OK
        counts.append(len(queries))
    assert len(set(counts)) == 1


# The bars in the plan's table


def test_the_table_has_a_place_for_each_bar_and_the_bars_come_by_themselves(world, ground):
    table = source(world, "sari", "plans:detail", ground.plan.pk)
    bars = source(world, "sari", "evidence:bars", ground.plan.pk)
    bar_ids = re.findall(r'id="(bukti-\d+)" class="row-bar" hx-swap-oob="true"', bars)
    assert len(bar_ids) == 3 and all(f'<div class="row-bar" id="{bar_id}"></div>' in table for bar_id in bar_ids)
    assert f'hx-get="/bukti/rencana/{ground.plan.pk}/batang/"' in table and "0 dari 2 (0 %)" in bars


def test_a_table_without_a_column_of_evidence_has_the_bars_too(world, ground):
    bare = next(layout for layout in Layout.objects.all() if "evidence" not in str(layout.columns))
    Plan.objects.filter(pk=ground.plan.pk).update(layout=bare)
    table = source(world, "sari", "plans:detail", ground.plan.pk)
    bars = source(world, "sari", "evidence:bars", ground.plan.pk)
    bar_ids = re.findall(r'id="(bukti-\d+)"', bars)
    assert bar_ids and all(f'id="{bar_id}"' in table for bar_id in bar_ids)


def test_one_area_of_the_table_asks_for_its_bars_only(world, ground):
    area = ground.steps[-1].area_id
    table = source(world, "sari", "plans:detail", ground.plan.pk, area=2)
    assert f"/batang/?area={area}" in table
    bar_ids = re.findall(r'id="bukti-(\d+)"', source(world, "sari", "evidence:bars", ground.plan.pk, area=area))
    assert bar_ids == [str(ground.steps[-1].pk)]


def test_a_draft_has_neither_bars_nor_their_places(world, ground):
    ground.decree.__class__.objects.filter(pk=ground.decree.pk).update(state="draft")
    assert "bukti-" not in source(world, "sari", "plans:detail", ground.plan.pk)


# The month


def test_the_month_lists_what_is_due_with_its_standing(world, ground):
    text = page(world, "sari", "evidence:month", bulan="2026-03")
    assert "Maret 2026" in text and "0 dari 2 kewajiban bulan ini dipenuhi · 2 lewat tenggat" in text
    assert "Selasa, 31 Maret" in text and "2 terlambat" in text and "Notula rapat" in text
    assert "Notula rapat" not in page(world, "sari", "evidence:month", bulan="2026-03", area="2")


def test_today_is_marked_and_what_has_no_date_stands_beside(world, ground):
    Obligation.objects.filter(pk=ground.obligations[0].pk).update(due_on=None, overridden=True)
    text = source(world, "sari", "evidence:month")
    assert 'datetime="2026-07-20" aria-current="date"' in text
    assert "Notula rapat" in text[text.index("Perlu dijadwalkan") :]


def test_the_month_of_an_office_that_one_does_not_see_is_ones_own(world, ground):
    other = owing(world.kota, by=world.dewi, leader=world.joko)
    assert "Teluk Jernih" in page(world, "sari", "evidence:month", satker=other.satker.pk)
    assert "Bukit Damai" in page(world, "rian", "evidence:month", satker=other.satker.pk, bulan="ngawur")


def test_the_month_is_narrowed_by_person_and_by_day(world, ground):
    step = ground.obligations[0].step
    StepAssignment.objects.create(satker=ground.satker, step_key=step.key, user=world.lukas, by=world.sari)
    StepAssignment.objects.create(satker=ground.satker, step_key=step.key, user=world.sari, by=world.sari)
    months = {"bulan": "2026-03"}
    assert "Notula rapat" in page(world, "sari", "evidence:month", petugas=world.sari.pk, **months)
    assert "Laporan" not in page(world, "sari", "evidence:month", petugas=world.sari.pk, **months)
    assert "Notula rapat" not in page(world, "sari", "evidence:month", petugas=world.lukas.pk, **months)
    nobody = page(world, "sari", "evidence:month", petugas="-", **months)
    assert "Laporan" in nobody and "Notula rapat" not in nobody
    text = source(world, "sari", "evidence:month", hari="2026-03-31")
    assert "Lihat semua hari Maret 2026" in text and 'class="chosen has-late"' in text
    assert "Tidak ada tenggat bukti pada hari ini" in page(world, "sari", "evidence:month", hari="2026-03-30")


def test_nobody_is_overdue_on_the_day_itself(world, ground):
    Obligation.objects.filter(plan=ground.plan).update(due_on=date(2026, 7, 20))
    text = page(world, "sari", "evidence:month")
    assert f"{len(ground.obligations)} jatuh tempo hari ini" in text and "lewat tenggat" not in text


def test_the_year_counts_each_day_and_links_to_it(world, ground):
    text = source(world, "sari", "evidence:year", tahun="2026")
    assert text.count('class="year-month"') == 12 and "?hari=2026-03-31#daftar" in text
    assert 'aria-label="31 Maret: ' in text
    assert "Tidak ada tenggat bukti di tahun 2031" in page(world, "sari", "evidence:year", tahun="2031")
    assert "Kalender 2026" in page(world, "sari", "evidence:year", tahun="ngawur")


# Beranda


def test_offices_of_the_calendar_are_read_without_their_plans(world, ground):
    owing(world.kota, by=world.dewi, leader=world.joko)
    first, second = office_progress.offices_in_force(world.rian)
    assert (first, second) == (world.kabupaten, world.kota) and {"path", "emblem"} <= first.get_deferred_fields()


def test_beranda_says_what_each_has_to_do_about_evidence(world, ground):
    evidence = a_proof([ground.obligations[0]], world.sari)
    texts = {name: page(world, name, "home") for name in ("sari", "lukas", "rian")}
    assert "4 bukti terlambat" in texts["sari"] and "bukti jatuh tempo" not in texts["sari"]
    assert "1 bukti menunggu diperiksa" in texts["lukas"] and "terlambat" not in texts["lukas"]
    judged(evidence, ("accept", world.lukas))
    assert "1 bukti menunggu dikukuhkan" in page(world, "rian", "home")
    judged(evidence, ("question", world.rian, "Bulan lain"))
    assert "1 bukti perlu diperbaiki" in page(world, "sari", "home")
