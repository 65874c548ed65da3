"""Times on a page are those of the person's office."""

from datetime import UTC, datetime

from plans.models import DecreeTransition
from teams.models import Satker
from tests.factories import DecreeFactory


def test_a_moment_is_shown_in_the_office_s_own_time(world):
    Satker.objects.filter(pk=world.kabupaten.pk).update(time_zone="Asia/Jayapura")
    decree = DecreeFactory(satker=world.kabupaten)
    step = DecreeTransition.objects.create(decree=decree, action="submit", source="draft", target="submitted")
    DecreeTransition.objects.filter(pk=step.pk).update(at=datetime(2026, 1, 31, 15, 30, tzinfo=UTC))
    assert "1 Februari 2026 00.30" in world.client("sari").get(f"/keputusan/{decree.pk}/").content.decode()
