"""An office's rules about notices: by its administrator, nothing of the past is told, what escalates stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evidence.reminding.kinds import STAGES
from tests.seeing import opened
from zi_portal.audit.models import AuditEvent
from zi_portal.reminders.kinds import Inquiry
from zi_portal.reminders.models import OfficeRule

pytestmark = pytest.mark.database("zi_portal.reminders.choices.choosing")


def where(satker):
    return f"/satker/{satker.pk}/pemberitahuan/"


def save_rule(world, person="andi", satker=None, **typed):
    client, address = world.client(person), where(satker or world.kabupaten)
    return client.post(address, opened(client, address) | typed)


def rule(world):
    return OfficeRule.objects.get(satker_code=world.kabupaten.code)


def test_an_admin_sets_the_rules_and_it_is_audited(world):
    assert save_rule(world, channel="mail", review_days="9").status_code == 302
    assert (rule(world).channel, rule(world).review_days, rule(world).kinds_off) == ("mail", 9, [])
    event = AuditEvent.objects.get()
    assert (event.action, event.satker_code) == ("notices.rule", world.kabupaten.code)
    assert (event.before, event.after) == (
        {"channel": "both", "review_days": 5}, {"channel": "mail", "review_days": 9}
    )  # fmt: skip


@pytest.mark.parametrize("days", ["0", "31", "lima"])
def test_evidence_waits_1_to_30_days(world, days):
    assert save_rule(world, review_days=days).status_code == 422
    assert not OfficeRule.objects.exists()


def test_a_kind_is_switched_off_and_later_on_again_but_only_from_then_on(world):
    names = opened(world.client("andi"), where(world.kabupaten))["kinds_due"]
    assert {stage.kind for stage in STAGES[:9]} <= set(names)
    assert save_rule(world, kinds_due=[name for name in names if name != "due.in_7"]).status_code == 302
    assert rule(world).kinds_off == ["due.in_7"]
    assert save_rule(world, kinds_due=names).status_code == 302
    today = timezone.localdate()
    assert (rule(world).kinds_off, rule(world).since) == ([], {"due.in_7": today.isoformat()})
    inquiry = Inquiry(today, None, {world.kabupaten.code: rule(world)})
    assert inquiry.is_told("due.in_7", world.kabupaten.code, today)
    assert not inquiry.is_told("due.in_7", world.kabupaten.code, today - timedelta(days=1))


def test_what_escalates_is_not_among_the_boxes_and_cannot_be_sent(world):
    page = world.client("andi").get(where(world.kabupaten))
    names = [name for name, _ in page.context["form"].fields["kinds_due"].choices]
    assert "due.in_30" in names and "due.to_leader" not in names
    assert "Belum selesai: untuk pimpinan" in page.content.decode()
    assert save_rule(world, kinds_due=["due.to_leader"]).status_code == 422


def test_only_a_superior_office_sets_when_plans_are_due(world):
    assert "plan_due_on" not in opened(world.client("andi"), where(world.kabupaten))
    assert "plan_due_on" in world.client("nadia").get(where(world.province)).context["form"].fields
    assert save_rule(world, "nadia", world.province, plan_due_on="2027-02-15").status_code == 302
    assert OfficeRule.objects.get(satker_code=world.province.code).plan_due_on.isoformat() == "2027-02-15"


def test_two_admins_change_different_things_and_both_stay(world):
    first, second = world.client("andi"), world.client("nadia")
    seen_by_second = opened(second, where(world.kabupaten))
    assert save_rule(world, channel="portal").status_code == 302
    assert second.post(where(world.kabupaten), seen_by_second | {"days": "working"}).status_code == 302
    assert (rule(world).channel, rule(world).days) == ("portal", "working")
    answer = first.post(where(world.kabupaten), seen_by_second | {"days": "all", "channel": "mail"})
    assert answer.status_code == 409 and "channel-pilih" in answer.content.decode()
