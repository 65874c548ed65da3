"""A person's own choices about notices: the defaults of the office, a leave with a substitute, nothing overwritten."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evidence.reminding.kinds import STAGES
from teams.people import memberships
from tests.factories import MembershipFactory
from tests.seeing import opened, save, sent
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused
from zi_portal.reminders.choices import choosing
from zi_portal.reminders.kinds import KINDS
from zi_portal.reminders.models import OfficeRule, Preference

pytestmark = pytest.mark.database("zi_portal.reminders.choices.choosing", "teams.people.colleagues")

WHERE = "/pemberitahuan/pilihan/"


def page(world, person="sari", where=WHERE):
    return world.client(person).get(where).content.decode()


def choose(world, person="sari", **typed):
    return save(world.client(person), WHERE, typed)


def on_leave(world, **values):
    fields = {"quiet_until": timezone.localdate() + timedelta(days=3), "substitute": world.bima}
    return Preference.objects.create(user=world.sari, **fields | values)


def test_a_choice_is_saved_and_audited_and_the_others_stay_those_of_the_office(world):
    assert choose(world, channel="portal").status_code == 302
    row = Preference.objects.get(user=world.sari)
    assert (row.channel, row.bundling, row.days, row.zone) == ("portal", "", "", "")
    event = AuditEvent.objects.get()
    assert (event.action, event.before, event.after) == ("notices.choose", {"channel": ""}, {"channel": "portal"})


def test_what_the_office_has_set_is_said_as_the_default(world):
    OfficeRule.objects.create(satker_code=world.kabupaten.code, bundling="single", days="working")
    text = page(world)
    assert "Mengikuti satker: satu surel untuk setiap hal" in text
    assert "Mengikuti satker: hari kerja saja" in text and "Mengikuti satker: WIB" in text


def test_a_substitute_is_a_colleague_of_the_same_office(world):
    text = page(world)
    assert f'value="{world.bima.pk}"' in text
    for person in (world.dewi, world.lama, world.mati, world.sari):
        assert f'<option value="{person.pk}"' not in text
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert choose(world, quiet_until=tomorrow, substitute=world.dewi.pk).status_code == 422
    assert choose(world, quiet_until=tomorrow, substitute=world.bima.pk).status_code == 302
    row = Preference.objects.get(user=world.sari)
    assert (row.quiet_until, row.substitute) == (tomorrow, world.bima)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"quiet_until": "2020-01-01"}, "sudah lewat"), ({"substitute": "bima"}, "Isi hari terakhir cuti")],
)
def test_a_leave_ends_in_the_future_and_a_substitute_needs_its_end(world, typed, sentence):
    typed = {name: world.bima.pk if value == "bima" else value for name, value in typed.items()}
    answer = choose(world, **typed)
    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_a_leave_is_said_while_it_lasts_and_a_button_ends_it(world):
    row = on_leave(world)
    for where in (WHERE, "/profil/", "/"):
        assert "Selama itu pengingat Anda dikirim kepada Bima" in page(world, where=where)
    assert world.client("sari").post(f"{WHERE}kembali/").status_code == 302
    row.refresh_from_db()
    assert (row.quiet_until, row.substitute) == (None, None)
    assert AuditEvent.objects.get().action == "notices.return"
    assert "Saya sudah kembali" not in page(world)


def test_a_leave_that_is_over_is_not_said_any_more(world):
    on_leave(world, quiet_until=date(2026, 1, 2))
    assert "Saya sudah kembali" not in page(world)


def test_a_substitute_whose_role_in_the_office_ends_stands_in_no_longer(world):
    row = on_leave(world)
    memberships.end(world.bima.memberships.get(), world.andi)
    row.refresh_from_db()
    assert row.substitute is None and row.quiet_until
    assert AuditEvent.objects.filter(action="notices.substitute_gone", after={"substitute": None}).count() == 1
    assert "Tidak ada pengganti" in page(world)


def test_a_substitute_with_another_role_in_the_office_stays(world):
    row = on_leave(world)
    MembershipFactory(user=world.bima, satker=world.kabupaten, role="coordinator", area=2)
    memberships.end(world.bima.memberships.get(role="staff"), world.andi)
    row.refresh_from_db()
    assert row.substitute == world.bima


def test_two_first_choices_at_once_are_refused_not_broken(world):
    on_leave(world)
    with pytest.raises(Refused, match="baru saja menyimpan"):
        choosing._store(Preference(user=world.sari), {"channel": "mail"})
    assert Preference.objects.get().channel == ""


def test_ending_a_leave_twice_changes_nothing(world):
    assert world.client("sari").post(f"{WHERE}kembali/").status_code == 302
    assert not AuditEvent.objects.exists() and not Preference.objects.exists()


def test_two_windows_of_a_person_do_not_overwrite_each_other(world):
    client = world.client("sari")
    first, second = (opened(client, WHERE) | {"channel": channel} for channel in ("mail", "portal"))
    assert client.post(WHERE, first).status_code == 302
    answer = client.post(WHERE, second)
    assert answer.status_code == 409 and "Anda sendiri di jendela lain" in answer.content.decode()
    again = sent(answer.context["form"]) | {"channel-pilih": "saya"}
    assert client.post(WHERE, again).status_code == 302
    assert Preference.objects.get().channel == "portal"


def test_nothing_changed_is_not_saved(world):
    client = world.client("sari")
    assert "Tidak ada yang berubah" in client.post(WHERE, opened(client, WHERE), follow=True).content.decode()
    assert not Preference.objects.exists() and not AuditEvent.objects.exists()


def test_what_cannot_be_switched_off_is_said(world):
    text = page(world)
    for stage in STAGES:
        kind = KINDS[stage.kind]
        assert (kind.title in text) == kind.escalates
