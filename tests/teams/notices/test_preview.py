"""The preview of an office's notices: by day and person, with the reason, for its administrator."""

from datetime import timedelta

import pytest
from django.utils import timezone

from teams.notice_presenters import forecast_days
from zi_portal.reminders import kinds
from zi_portal.reminders.choices.foreseeing import Foreseen
from zi_portal.reminders.kinds import Candidate
from zi_portal.reminders.states import Skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial_kind(monkeypatch):
    """A kind of notice, and a finder by which sari and bima are told of a thing each tomorrow."""
    monkeypatch.setitem(kinds.KINDS, "trial", kinds.Kind("trial", "Uji jatuh tempo", "due", "", ""))


def a_row(user, topic="trial:1", days=1, skip="", text="Laporan Juni"):
    day = timezone.localdate() + timedelta(days=days)
    candidate = Candidate("trial", user.pk, topic, day, day, "98.01", "Asia/Jakarta", "petugas langkah")
    return Foreseen(day, candidate, skip, text, "/bukti/")


def test_rows_stand_by_day_person_and_kind(world, trial_kind):
    rows = [
        a_row(world.sari, days=2),
        a_row(world.sari),
        a_row(world.bima),
        a_row(world.sari, "trial:2", text="Notula"),
    ]
    days = forecast_days(rows, {user.pk: user for user in (world.sari, world.bima)})
    assert [[person.name for person in persons] for _, persons in days] == [["Bima", "Sari"], ["Sari"]]
    (group,) = days[0][1][1].groups
    assert (group.title, group.why, [text for text, _ in group.texts]) == (
        "Uji jatuh tempo", "petugas langkah", ["Laporan Juni", "Notula"]
    )  # fmt: skip


def test_the_page_says_who_what_why_and_why_not(world, trial_kind, monkeypatch):
    def find(inquiry):
        tomorrow = timezone.localdate() + timedelta(days=1)
        if inquiry.today >= tomorrow:
            yield a_row(world.sari).candidate

    monkeypatch.setattr("zi_portal.reminders.choices.foreseeing.FINDERS", [find])
    where = f"/satker/{world.kabupaten.pk}/pemberitahuan/"
    text = world.client("andi").get(f"{where}pratinjau/").content.decode()
    for words in ("Sari", "Uji jatuh tempo", "petugas langkah"):
        assert words in text
    assert "tidak dikirim" not in text
    rows = forecast_days([a_row(world.sari, skip=Skip.SWITCHED_OFF)], {world.sari.pk: world.sari})
    assert rows[0][1][0].groups[0].skip == "dimatikan"


def test_an_office_without_due_dates_says_so(world, monkeypatch):
    monkeypatch.setattr("zi_portal.reminders.choices.foreseeing.FINDERS", [])
    text = world.client("andi").get(f"/satker/{world.kabupaten.pk}/pemberitahuan/pratinjau/").content.decode()
    assert "Tidak ada yang akan diingatkan" in text
