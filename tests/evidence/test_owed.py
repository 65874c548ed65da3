"""What an enacted plan owes."""

import pytest

from evidence import owed
from evidence.models import EvidenceRequirement
from tests.evidence.ground import owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def test_enacting_makes_requirements_of_the_printed_text(ground):
    titles = EvidenceRequirement.objects.filter(satker=ground.satker).values_list("title", flat=True)
    assert sorted(titles) == ["Bukti pelaksanaan: Menilai tim", "Laporan", "Notula rapat", "SK Tim"]


def test_what_is_made_once_is_owed_once_and_the_rest_at_each_deadline(ground):
    found = [(str(one.requirement), one.slot) for one in ground.obligations]
    assert found == [
        ("Notula rapat", "2026-03-31"),
        ("Laporan", "2026-03-31"),
        ("SK Tim", "once"),
        ("Notula rapat", "2026-06-30"),
        ("Laporan", "2026-06-30"),
        ("Laporan", "2026-09-30"),
        ("Bukti pelaksanaan: Menilai tim", "2026-12-31"),
        ("Laporan", "2026-12-31"),
    ]


def test_building_again_changes_nothing(ground):
    before = list(ground.plan.obligations.order_by("pk").values())
    owed.rebuild(ground.plan)
    assert list(ground.plan.obligations.order_by("pk").values()) == before
