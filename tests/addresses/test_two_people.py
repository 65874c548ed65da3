"""Two people at each form that changes what is stored: nothing is overwritten unseen, nothing unchanged is saved."""

import pytest
from django.forms import ModelForm

from tests.addresses.access_world import ASKED, address
from tests.seeing import opened, sent
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.seen import SeenForm

pytestmark = pytest.mark.django_db

EDITED = {
    # address → who edits it, a field with a text, another field with its new value ("" where there is none)
    "plans:settings": ("sari", "title", "starts_on", "2026-02-01"),
    "plans:area": ("sari", "title", "label", "XI"),
    "plans:aspect": ("sari", "title", "label", "11"),
    "plans:row": ("sari", "action", "time", "Juni 2026"),
    "decrees:identity": ("sari", "title", "place", "Muara"),
    "decrees:clause-edit": ("sari", "text", "", ""),
    "decrees:annex-edit": ("sari", "text", "title", "LAIN"),
    "teams:team-edit": ("sari", "title", "", ""),
    "teams:satker-settings": ("andi", "certifier_name", "place", "Muara"),
    "teams:role-change": ("andi", "position", "", ""),
    "teams:profile": ("sari", "name", "nip", "199001012010011001"),
    "evidence:requirement": ("sari", "title", "quantity", "4"),
    "evidence:describe": ("sari", "title", "proves_from", "2025-02-01"),
}
TWO = {case: row for case, row in EDITED.items() if row[2]}
BY_REVISION = {"EnactForm"}
"""Forms of a change of state: they carry the revision that was seen."""


def form_at(stage, case):
    """(the client of who edits it, its address)."""
    return stage.clients[EDITED[case][0]], address(stage.records, case) + ASKED.get(case, "")


@pytest.mark.parametrize("case", EDITED)
def test_one_field_of_two_people_is_shown_with_both_texts_and_asked_about(stage, case):
    client, where = form_at(stage, case)
    field = EDITED[case][1]
    own_form, other_form = (opened(client, where) | {field: f"KETIKAN {word}"} for word in ("SAYA", "REKAN"))
    assert client.post(where, other_form).status_code == 302
    answer = client.post(where, own_form)
    assert answer.status_code == 409 and "KETIKAN SAYA" in (page := answer.content.decode())
    assert "KETIKAN REKAN" in page and f'name="{field}-pilih"' in page
    again = sent(answer.context["form"]) | {f"{field}-pilih": "lain"}
    assert client.post(where, again).status_code == 302
    assert opened(client, where)[field] == "KETIKAN REKAN"


@pytest.mark.parametrize("case", TWO)
def test_different_fields_of_two_people_both_stay(stage, case):
    client, where = form_at(stage, case)
    _, field, other, value = EDITED[case]
    own_form, other_form = opened(client, where) | {field: "KETIKAN SAYA"}, opened(client, where) | {other: value}
    assert [client.post(where, typed).status_code for typed in (other_form, own_form)] == [302, 302]
    now = opened(client, where)
    assert (now[field], str(now[other])) == ("KETIKAN SAYA", value)


@pytest.mark.parametrize("case", EDITED)
def test_what_was_not_changed_is_not_saved_and_said_so(stage, case):
    client, where = form_at(stage, case)
    typed, before = opened(client, where), AuditEvent.objects.count()
    page = client.post(where, typed, follow=True).content.decode()
    assert "Tidak ada yang berubah" in page and AuditEvent.objects.count() == before


def kinds(base):
    return {base} | {kind for below in base.__subclasses__() for kind in kinds(below)}


def test_every_form_of_a_stored_row_knows_what_was_seen():
    own = {kind for kind in kinds(ModelForm) if kind.__module__.startswith(("plans.", "teams.", "evidence."))}
    assert {kind.__name__ for kind in own if not issubclass(kind, SeenForm)} == BY_REVISION
