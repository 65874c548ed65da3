"""Notices in words for the screens of teams: a leave, the rules' links, the forecast of an office, holidays."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from teams.states import TimeZone
from zi_portal.lib.screens.controls import PLAIN, PRIMARY, SMALL, SMALL_DANGER, Link, Post, Tab

ZONES = TimeZone.choices
CLOSED = "akun yang sudah dihapus"


def leave(preference):
    """Return in one sentence that a person is on leave today and who stands in; "" for a person who is not."""
    if preference is None or not preference.quiet_until or preference.quiet_until < timezone.localdate():
        return ""
    until = f"Anda tercatat cuti sampai {date_format(preference.quiet_until, 'j F Y')}."
    if preference.substitute is None:
        return f"{until} Tidak ada pengganti, jadi pengingat Anda tidak dikirim kepada siapa pun."
    return f"{until} Selama itu pengingat Anda dikirim kepada {preference.substitute}."


def away_posts():
    """Return [Post] of the button that ends one's own leave."""
    return [Post("Saya sudah kembali", reverse("teams:notice-return"), "check", PRIMARY)]


def notice_links(satker):
    """Return [Link] beside the rules of an office."""
    preview = reverse("teams:notice-preview", args=[satker.pk])
    return [Link("Pratinjau 30 hari", preview, "eye"), holidays_link()]


def holidays_link():
    """Return the Link to the table of holidays."""
    return Link("Hari libur", reverse("teams:holidays"), "calendar")


def test_mail(satker):
    """Return the Post that sends a test mail to oneself."""
    return Post("Kirim surel uji ke saya", reverse("teams:notice-test", args=[satker.pk]), "send", PLAIN)


@dataclass(frozen=True, slots=True)
class ForecastGroup:
    """What a person would be told by one kind on a day. why: as whom; skip: why not, "" when it would be told.

    texts: [(text, URL)].
    """

    title: str
    why: str
    skip: str
    texts: list


@dataclass(frozen=True, slots=True)
class ForecastPerson:
    """A person of a day of the forecast; groups: [ForecastGroup]."""

    name: str
    groups: list


def forecast_days(forecast, people):
    """Return [(day, [ForecastPerson])] of foreseeing.foresee(); people: {pk: User}."""
    by_day = {}
    for row in forecast:
        by_day.setdefault(row.day, {}).setdefault(row.user_id, []).append(row)
    return [(day, _persons(rows_by_user, people)) for day, rows_by_user in sorted(by_day.items())]


def _persons(rows_by_user, people):
    persons = [ForecastPerson(str(people.get(pk, CLOSED)), _groups(rows)) for pk, rows in rows_by_user.items()]
    return sorted(persons, key=lambda person: person.name)


def _groups(rows):
    groups = {}
    for row in rows:
        skip = str(row.skip.label) if row.skip else ""
        key = row.title, row.candidate.why, skip
        groups.setdefault(key, ForecastGroup(*key, texts=[])).texts.append((row.text, row.url))
    return list(groups.values())


def holiday_links(holiday):
    """Return [Link] that change and delete a holiday."""
    where, about = [holiday.pk], f"{holiday.name}, {date_format(holiday.day, 'j F Y')}"
    return [
        Link("Ubah", reverse("teams:holiday", args=where), "pencil", SMALL, about),
        Link("Hapus", reverse("teams:holiday-delete", args=where), "trash", SMALL_DANGER, about),
    ]


def holiday_years(year):
    """Return [Tab] of a year, the one before and the one after."""
    address = reverse("teams:holidays")
    return [Tab(str(number), f"{address}?tahun={number}", number == year) for number in range(year - 1, year + 2)]
