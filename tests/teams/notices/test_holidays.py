"""Holidays: the table of a year, edited by a national administrator alone."""

from datetime import date

import pytest

from tests.seeing import opened
from zi_portal.audit.models import AuditEvent
from zi_portal.reminders.audience import Audience
from zi_portal.reminders.models import Holiday

pytestmark = pytest.mark.database("zi_portal.reminders.choices.choosing")

WHERE = "/hari-libur/"


def paste(world, text, person="nadia"):
    return world.client(person).post(f"{WHERE}tambah/", {"lines": text})


def test_the_year_2026_has_the_17_holidays_and_8_days_of_leave_of_the_decree(db):
    days = Holiday.objects.filter(day__year=2026)
    assert (days.filter(collective_leave=False).count(), days.filter(collective_leave=True).count()) == (17, 8)
    assert not Audience(date(2026, 8, 17)).is_working_day and Audience(date(2026, 8, 18)).is_working_day


def test_everybody_reads_the_table_and_a_national_admin_changes_it(world):
    text = world.client("sari").get(f"{WHERE}?tahun=2026").content.decode()
    assert "Proklamasi Kemerdekaan" in text and "Hapus" not in text
    assert "Hapus" in world.client("nadia").get(f"{WHERE}?tahun=2026").content.decode()


@pytest.mark.parametrize("year", ["2031", "x", "99999999999999999999", "0"])
def test_a_year_without_holidays_or_without_sense_shows_a_page(world, year):
    assert world.client("sari").get(f"{WHERE}?tahun={year}").status_code == 200


def test_pasted_lines_become_holidays(world):
    answer = paste(world, "2027-01-01;Tahun Baru\n\n 2027-02-05 ; Cuti bersama Imlek\n")
    assert (answer.status_code, answer["Location"]) == (302, f"{WHERE}?tahun=2027")
    rows = Holiday.objects.filter(day__year=2027).values_list("name", "collective_leave")
    assert list(rows) == [("Tahun Baru", False), ("Cuti bersama Imlek", True)]
    assert AuditEvent.objects.filter(action="holiday.create").count() == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2027-01-01;Tahun Baru\n1 Mei;Buruh", "Baris 2"),
        ("2027-02-30;Tidak ada", "Baris 1"),
        ("2027-01-01;", "Baris 1"),
        ("2027-01-01;A\n2027-01-01;B", "Baris 2"),
        ("\n".join(["2027-01-01;A"] * 61), "Paling banyak 60"),
    ],
)
def test_lines_that_cannot_be_read_are_named_and_none_is_stored(world, text, sentence):
    answer = paste(world, text)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Holiday.objects.filter(day__year=2027).exists()


def test_a_day_that_stands_there_already_is_refused_with_what_was_typed(world):
    answer = paste(world, "2027-01-01;Tahun Baru\n2026-08-17;Lagi")
    text = answer.content.decode()
    assert answer.status_code == 409 and "17-08-2026" in text and "2027-01-01;Tahun Baru" in text
    assert not Holiday.objects.filter(day__year=2027).exists()


def test_a_holiday_is_changed(world):
    client, row = world.client("nadia"), Holiday.objects.get(day="2026-08-25")
    where = f"{WHERE}{row.pk}/"
    assert client.post(where, opened(client, where) | {"day": "2026-08-26"}).status_code == 302
    row.refresh_from_db()
    assert row.day == date(2026, 8, 26)
    assert client.post(where, opened(client, where) | {"day": "2026-08-17"}).status_code == 422


def test_a_holiday_is_deleted_after_a_question_and_stays_in_the_log(world):
    client, row = world.client("nadia"), Holiday.objects.get(day="2026-08-25")
    assert "dihapus" not in client.get(f"{WHERE}{row.pk}/hapus/").content.decode()
    assert client.post(f"{WHERE}{row.pk}/hapus/").status_code == 302
    assert not Holiday.objects.filter(day="2026-08-25").exists()
    assert AuditEvent.objects.get().before["day"] == "2026-08-25"
