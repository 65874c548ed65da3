"""The test mail to oneself: it goes through the outbox, once in a minute."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zi_portal.mail.letters import Dropped, compose
from zi_portal.mail.models import Message

pytestmark = pytest.mark.django_db


def ask(world, person="andi"):
    return world.client(person).post(f"/satker/{world.kabupaten.pk}/pemberitahuan/surel-uji/")


def test_it_is_queued_for_the_own_address_and_says_when_it_was_asked(world):
    assert ask(world).status_code == 302
    message = Message.objects.get()
    assert (message.address, message.user, message.kind) == ("andi@contoh.id", world.andi, "reminders.test")
    assert message.job is not None and "Ini surel uji yang Anda minta" in compose(message).body


def test_a_second_one_within_a_minute_is_refused_and_a_later_one_is_not(world):
    ask(world)
    answer = ask(world)
    assert answer.status_code == 429 and "Tunggu satu menit" in answer.content.decode()
    Message.objects.update(queued_at=timezone.now() - timedelta(seconds=61), key="lama", message_id="<lama@contoh.id>")
    assert ask(world).status_code == 302
    assert ask(world, "nadia").status_code == 302
    assert Message.objects.count() == 3


@pytest.mark.parametrize(("field", "value"), [("is_active", False), ("email", "andi.baru@contoh.id")])
def test_a_closed_account_or_an_address_that_has_changed_gets_none(world, field, value):
    ask(world)
    setattr(world.andi, field, value)
    world.andi.save()
    with pytest.raises(Dropped):
        compose(Message.objects.get())
