"""The access matrix: every URL, every method it answers, every kind of person, one status."""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.urls import reverse

from teams.models import User
from tests.addresses.access_rows import (
    ABSENT,
    ADMIN,
    AGAIN,
    ANYBODY,
    CLOSE,
    DECIDE,
    ENACT,
    ENACTED,
    LEADER,
    LOCKED,
    MADE,
    MAILS,
    MAKE,
    MANAGE,
    NATIONAL,
    NOTHING,
    OPERATE,
    OUTSIDE,
    OWN,
    PRINT,
    READ,
    REFUSED,
    REMAIL,
    ROOM,
    SENDS,
    SIGNED,
    STAFF,
    TOKEN,
    WRITE,
)
from tests.addresses.access_world import PERSONS, URLS, patterns
from tests.evidence.access import MATRIX as EVIDENCE
from tests.factories import SatkerFactory
from tests.plans.beginnings.access import MATRIX as BEGINNINGS
from tests.plans.layouts.access import MATRIX as LAYOUTS

pytestmark = pytest.mark.django_db

MATRIX = (
    {
        ("home", "GET"): SIGNED,
        ("help", "GET"): SIGNED,
        ("livez", "GET"): ANYBODY,
        ("readyz", "GET"): TOKEN,
        # one's own account: everybody, whatever the roles
        ("account_login", "GET"): OUTSIDE,
        ("account_login", "POST"): REFUSED,
        ("account_session", "GET"): ANYBODY,
        ("account_session", "POST"): ANYBODY,
        ("account_logout", "GET"): SIGNED,
        ("account_logout", "POST"): SENDS,
        ("account_inactive", "GET"): ANYBODY,
        ("account_change_password", "GET"): SIGNED,
        ("account_change_password", "POST"): SENDS,
        ("account_set_password", "GET"): SENDS,
        ("account_reset_password", "GET"): ANYBODY,
        ("account_reset_password", "POST"): SENDS,
        ("account_reset_password_done", "GET"): ANYBODY,
        ("account_reset_password_from_key_done", "GET"): ANYBODY,
        ("account_reset_password_from_key", "GET"): ANYBODY,
        ("account_reset_password_from_key", "POST"): ANYBODY,
        ("teams:profile", "GET"): SIGNED,
        ("teams:profile", "POST"): SENDS,
        ("teams:sessions-end", "POST"): SENDS,
        ("teams:notice-choices", "GET"): SIGNED,
        ("teams:notice-choices", "POST"): SENDS,
        ("teams:notice-return", "POST"): SENDS,
        ("teams:notice-rules", "GET"): ADMIN,
        ("teams:notice-rules", "POST"): MANAGE,
        ("teams:notice-preview", "GET"): ADMIN,
        ("teams:notice-test", "POST"): MANAGE,
        ("teams:holidays", "GET"): SIGNED,
        ("teams:holidays-add", "GET"): MAILS,
        ("teams:holidays-add", "POST"): REMAIL,
        ("teams:holiday", "GET"): MAILS,
        ("teams:holiday", "POST"): REMAIL,
        ("teams:holiday-delete", "GET"): MAILS,
        ("teams:holiday-delete", "POST"): REMAIL,
        # offices and people
        ("teams:satker-list", "GET"): SIGNED,
        ("teams:satker-detail", "GET"): READ,
        ("teams:satker-settings", "GET"): ADMIN,
        ("teams:satker-settings", "POST"): MANAGE,
        ("teams:certifier-preview", "GET"): ADMIN,
        ("teams:satker-emblem", "GET"): READ,
        ("teams:people", "GET"): ADMIN,
        ("teams:person-invite", "GET"): ADMIN,
        ("teams:person-invite", "POST"): MANAGE,
        ("teams:role-change", "GET"): ADMIN,
        ("teams:role-change", "POST"): MANAGE,
        ("teams:role-end", "GET"): ADMIN,
        ("teams:role-end", "POST"): MANAGE,
        ("teams:invitation-resend", "POST"): MANAGE,
        ("teams:account-state", "GET"): NATIONAL,
        ("teams:account-state", "POST"): CLOSE,
        # the team
        ("teams:team-list", "GET"): SIGNED,
        ("teams:team-new", "GET"): MAKE,
        ("teams:team-new", "POST"): MADE,
        ("teams:team-detail", "GET"): READ,
        ("teams:team-edit", "GET"): STAFF,
        ("teams:team-edit", "POST"): WRITE,
        ("teams:team-row", "POST"): WRITE,
        ("teams:team-undo", "POST"): WRITE,
        # the plan
        ("plans:list", "GET"): SIGNED,
        ("plans:new", "GET"): MAKE,
        ("plans:new", "POST"): MADE,
        ("plans:import", "GET"): MAKE,
        ("plans:import", "POST"): MADE,
        ("plans:import-preview", "GET"): STAFF,
        ("plans:import-preview", "POST"): WRITE,
        ("plans:detail", "GET"): READ,
        ("plans:settings", "GET"): STAFF,
        ("plans:settings", "POST"): WRITE,
        ("plans:settings enacted", "GET"): LOCKED,
        ("plans:settings enacted", "POST"): LOCKED,
        ("plans:import-into", "GET"): STAFF,
        ("plans:import-into", "POST"): WRITE,
        ("plans:import-into enacted", "GET"): LOCKED,
        ("plans:import-into enacted", "POST"): LOCKED,
        ("plans:import-changes", "GET"): STAFF,
        ("plans:import-changes", "POST"): WRITE,
        ("plans:compare", "GET"): READ,
        ("plans:compare-pdf", "GET"): READ,
        ("plans:sheet", "GET"): READ,
        ("plans:sheet", "POST"): STAFF,
        ("plans:replace", "GET"): STAFF,
        ("plans:replace", "POST"): WRITE,
        ("plans:replace enacted", "GET"): LOCKED,
        ("plans:replace enacted", "POST"): LOCKED,
        ("plans:replace-undo", "POST"): WRITE,
        ("plans:export xlsx", "GET"): READ,
        ("plans:export json", "GET"): READ,
        ("plans:export pdf", "GET"): NOTHING,
        ("plans:area-add", "GET"): STAFF,
        ("plans:area-add", "POST"): WRITE,
        ("plans:area", "GET"): STAFF,
        ("plans:area", "POST"): WRITE,
        ("plans:aspect-add", "GET"): STAFF,
        ("plans:aspect-add", "POST"): WRITE,
        ("plans:row-add", "GET"): STAFF,
        ("plans:row-add", "POST"): WRITE,
        ("plans:aspect", "GET"): STAFF,
        ("plans:aspect", "POST"): WRITE,
        ("plans:area-move", "POST"): WRITE,
        ("plans:area-delete", "GET"): STAFF,
        ("plans:area-delete", "POST"): WRITE,
        ("plans:aspect-move", "POST"): WRITE,
        ("plans:aspect-delete", "GET"): STAFF,
        ("plans:aspect-delete", "POST"): WRITE,
        ("plans:row", "GET"): STAFF,
        ("plans:row", "POST"): WRITE,
        ("plans:row-reshape", "POST"): WRITE,
        ("plans:row-move", "POST"): WRITE,
        ("plans:row-relocate", "POST"): WRITE,
        ("plans:row-delete", "GET"): STAFF,
        ("plans:row-delete", "POST"): WRITE,
        # layouts: only the office's own admin
        # the decree
        ("decrees:list", "GET"): SIGNED,
        ("decrees:new", "GET"): MAKE,
        ("decrees:new", "POST"): MADE,
        ("decrees:deleted", "GET"): SIGNED,
        ("decrees:restore", "POST"): WRITE,
        ("decrees:detail", "GET"): READ,
        ("decrees:detail enacted", "GET"): READ,
        ("decrees:identity", "GET"): STAFF,
        ("decrees:identity", "POST"): WRITE,
        ("decrees:identity enacted", "GET"): LOCKED,
        ("decrees:identity enacted", "POST"): LOCKED,
        ("decrees:body", "GET"): STAFF,
        ("decrees:bases", "GET"): STAFF,
        ("decrees:bases", "POST"): WRITE,
        ("decrees:clause-add", "GET"): STAFF,
        ("decrees:clause-add", "POST"): WRITE,
        ("decrees:clause-edit", "GET"): STAFF,
        ("decrees:clause-edit", "POST"): WRITE,
        ("decrees:clause-move", "POST"): WRITE,
        ("decrees:clause-remove", "GET"): STAFF,
        ("decrees:clause-remove", "POST"): WRITE,
        ("decrees:annexes", "GET"): STAFF,
        ("decrees:annex-team", "POST"): WRITE,
        ("decrees:annex-text", "GET"): STAFF,
        ("decrees:annex-text", "POST"): WRITE,
        ("decrees:annex-edit", "GET"): STAFF,
        ("decrees:annex-edit", "POST"): WRITE,
        ("decrees:annex-move", "POST"): WRITE,
        ("decrees:annex-remove", "GET"): STAFF,
        ("decrees:annex-remove", "POST"): WRITE,
        ("decrees:annex-remove plan", "GET"): LOCKED,
        ("decrees:annex-remove plan", "POST"): LOCKED,
        ("decrees:amend", "GET"): STAFF,
        ("decrees:amend", "POST"): WRITE,
        ("decrees:amend draft", "GET"): LOCKED,
        ("decrees:amend draft", "POST"): LOCKED,
        ("decrees:act submit", "GET"): STAFF,
        ("decrees:act submit", "POST"): WRITE,
        ("decrees:act withdraw", "GET"): STAFF,
        ("decrees:act withdraw", "POST"): WRITE,
        ("decrees:act approve", "GET"): LEADER,
        ("decrees:act approve", "POST"): DECIDE,
        ("decrees:act return", "GET"): LEADER,
        ("decrees:act return", "POST"): DECIDE,
        ("decrees:act enact", "GET"): ENACT,
        ("decrees:act enact", "POST"): ENACTED,
        ("decrees:act revoke", "GET"): LEADER,
        ("decrees:act revoke", "POST"): DECIDE,
        ("decrees:act delete", "GET"): STAFF,
        ("decrees:act delete", "POST"): WRITE,
        ("decrees:act restore", "GET"): NOTHING,
        ("decrees:act restore", "POST"): NOTHING,
        ("decrees:act supersede", "GET"): NOTHING,
        ("decrees:act supersede", "POST"): NOTHING,
        ("decrees:trial", "GET"): STAFF,
        ("decrees:trial", "POST"): WRITE,
        ("decrees:documents", "GET"): READ,
        ("decrees:document", "POST"): PRINT,
        ("decrees:document lain", "POST"): NOTHING,
        ("decrees:download", "GET"): READ,
        # background work: its owner only
        ("jobs:status", "GET"): OWN,
        ("jobs:retry", "POST"): AGAIN,
        ("jobs:cancel", "POST"): AGAIN,
        ("jobs:result", "GET"): AGAIN,
        ("jobs:mine", "GET"): SIGNED,
        # the inbox: its owner only
        ("reminders:inbox", "GET"): SIGNED,
        ("reminders:open", "POST"): AGAIN,
        ("reminders:mark", "POST"): AGAIN,
        ("reminders:mark-all", "POST"): SENDS,
        ("reminders:unmark-all", "POST"): SENDS,
        ("reminders:unsubscribe", "GET"): ANYBODY,
        ("reminders:unsubscribe", "POST"): ANYBODY,
        ("reminders:unsubscribe broken", "GET"): ABSENT,
        ("reminders:unsubscribe broken", "POST"): ABSENT,
        # the administrators' room
        ("operations:jobs", "GET"): ROOM,
        ("operations:job", "GET"): ROOM,
        ("operations:jobs-retry", "POST"): OPERATE,
        ("operations:job-retry", "POST"): OPERATE,
        ("operations:job-cancel", "POST"): OPERATE,
        ("operations:health", "GET"): MAILS,
        ("operations:notices", "GET"): ROOM,
        ("operations:mails", "GET"): MAILS,
        ("operations:mail", "GET"): MAILS,
        ("operations:mail-read", "POST"): MAILS,
        ("operations:mail-file", "POST"): MAILS,
        ("operations:mail-retry", "POST"): REMAIL,
    }
    | EVIDENCE
    | BEGINNINGS
    | LAYOUTS
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Answers:
    """What each person was answered for a case and method of the matrix, asked once: .status and .queries."""

    def __init__(self, stage):
        self.stage, self.known = stage, {}

    def __call__(self, key):
        if key not in self.known:
            responses = {person: self.stage.visit(person, *key) for person in PERSONS}
            self.known[key] = {
                person: (response.status_code, to_sign_in(response), response.queries)
                for person, response in responses.items()
            }
        return self.known[key]


@pytest.fixture(scope="module")
def answers(stage):
    return Answers(stage)


COUNTED = {("calendar-file", "GET"), ("calendar-file unknown", "GET")}
"""Addresses whose every request is counted, so that they are not guessed, and which note since when they say what."""


def named(key):
    return " ".join(key)


def to_sign_in(response):
    return response.status_code == HTTPStatus.FOUND and response["Location"].startswith(reverse(settings.LOGIN_URL))


def writes(queries):
    return [sql for sql in queries if sql.startswith(WRITES) and "entrance_session" not in sql]


@pytest.mark.case("D1")
def test_the_matrix_has_every_url_and_no_other():
    assert {case.split()[0] for case, _ in MATRIX} == set(patterns())
    assert {case for case, _ in MATRIX} == set(URLS)


@pytest.mark.case("D1")
def test_the_matrix_has_a_status_for_every_person():
    assert {len(row) for row in MATRIX.values()} == {len(PERSONS)}


@pytest.mark.case("D2", "D5", "D6")
@pytest.mark.parametrize("key", MATRIX, ids=named)
def test_each_person_gets_the_status_of_the_matrix(answers, key):
    statuses = {person: status for person, (status, _, _) in answers(key).items()}
    assert statuses == dict(zip(PERSONS, MATRIX[key], strict=True))


@pytest.mark.postgresql  # on SQLite the matrix shows it
@pytest.mark.parametrize("case", [case for case, method in MATRIX if method == "GET"])
def test_every_page_answers_whoever_may_open_it(stage, case):
    statuses = dict(zip(PERSONS, MATRIX[case, "GET"], strict=True))
    person = min(PERSONS, key=lambda name: (statuses[name], name != "sari"))
    assert stage.visit(person, case).status_code == statuses[person]


@pytest.mark.parametrize("key", [key for key in MATRIX if not key[0].startswith("account_")], ids=named)
def test_only_who_is_not_signed_in_is_sent_to_the_sign_in_page(answers, key):
    redirected = [person for person, (_, sign_in, _) in answers(key).items() if sign_in]
    assert redirected == ([] if MATRIX[key] in (ANYBODY, TOKEN, ABSENT) else ["", "mati"])


@pytest.mark.case("E9")
@pytest.mark.parametrize("key", [key for key in MATRIX if key[1] == "GET" and key not in COUNTED], ids=named)
def test_no_get_writes(answers, key):
    assert {
        person: statements for person, (_, _, queries) in answers(key).items() if (statements := writes(queries))
    } == {}


@pytest.mark.case("D6")
@pytest.mark.parametrize("key", [key for key, row in MATRIX.items() if key[1] == "POST" and row == WRITE], ids=named)
def test_a_post_writes_for_staff_and_for_nobody_else(answers, key):
    assert [person for person, (_, _, queries) in answers(key).items() if writes(queries)] == ["sari"]


@pytest.mark.case("E9")
@pytest.mark.parametrize("case", URLS)
def test_every_other_method_is_refused(stage, case):
    other_methods = [method for method in METHODS if (case, method) not in MATRIX]
    person = "" if case in ("account_login", "account_logout") else "sari"
    statuses = {method: stage.visit(person, case, method).status_code for method in other_methods}
    assert statuses == dict.fromkeys(other_methods, 405)


@pytest.mark.parametrize("value", ["²", "-1", "9" * 40, "x' OR 1=1", "__class__"])
@pytest.mark.parametrize("case", [case for case in URLS if MATRIX.get((case, "GET")) in (SIGNED, READ, STAFF)])
def test_nonsense_behind_an_address_is_no_error(stage, case, value):
    names = ("q", "page", "per_page", "sort", "satker", "year", "state", "level", "area", "aspek", "sesudah", "after",
             "buka", "lembar", "poll")  # fmt: skip
    data = dict.fromkeys(names, value)
    assert stage.visit("sari", case, data=data).status_code in (HTTPStatus.OK, HTTPStatus.NOT_FOUND)


def test_nobody_asks_for_a_list_without_end(stage):
    for number in range(30):
        SatkerFactory(parent=stage.world.province, code=f"97.{number:02}")
    text = stage.visit("rian", "teams:satker-list", data={"per_page": "1000"}).said
    assert text.count("KPU Kabupaten Uji 97.") < 30


@pytest.mark.case("D18")
def test_a_role_that_ends_is_lost_at_the_next_request(stage):
    assert stage.visit("sari", "teams:satker-detail").status_code == HTTPStatus.OK
    stage.world.sari.memberships.update(valid_until="2024-01-01")
    assert stage.visit("sari", "teams:satker-detail").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.case("D18")
def test_a_role_at_another_office_takes_its_holder_along(stage):
    stage.world.sari.memberships.update(satker=stage.world.kota)
    assert stage.visit("sari", "plans:detail").status_code == HTTPStatus.NOT_FOUND
    assert stage.visit("sari", "plans:area", of=stage.kota).status_code == HTTPStatus.OK


@pytest.mark.case("D18")
def test_a_deactivated_person_is_signed_out_at_the_next_request(stage):
    assert stage.visit("sari", "home").status_code == HTTPStatus.OK
    User.objects.filter(pk=stage.world.sari.pk).update(is_active=False)
    assert to_sign_in(stage.visit("sari", "home"))
