"""Moving an office under another parent."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from teams.models import Parentage, Satker
from teams.offices import hierarchy
from tests.factories import SatkerFactory
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused

pytestmark = pytest.mark.database("teams.offices.hierarchy")

ON = date(2026, 3, 1)


def test_a_move_rewrites_the_paths_of_everything_below(world):
    new_top = SatkerFactory(code="91", level="pusat")
    hierarchy.move(world.province, new_top, ON)
    paths = dict(Satker.objects.filter(code__startswith="98").values_list("code", "path"))
    assert paths == {"98": "91/98/", "98.01": "91/98/98.01/", "98.71": "91/98/98.71/"}


def test_a_move_leaves_the_neighbours_alone(world):
    hierarchy.move(world.kota, world.elsewhere, ON)
    assert Satker.objects.get(code="98.71").path == "90/99/98.71/"
    assert Satker.objects.get(code="98.01").path == "90/98/98.01/"


def test_a_move_closes_the_old_parentage_and_opens_the_new(world):
    Parentage.objects.create(satker=world.kota, parent=world.province)
    hierarchy.move(world.kota, world.elsewhere, ON)
    rows = list(Parentage.objects.filter(satker=world.kota).values_list("parent__code", "valid_from", "valid_until"))
    assert rows == [("98", None, date(2026, 2, 28)), ("99", ON, None)]


def test_a_parent_that_the_history_did_not_hold_is_written_down(world):
    hierarchy.move(world.kota, world.elsewhere, ON)
    assert Parentage.objects.filter(satker=world.kota, parent=world.province, valid_until=date(2026, 2, 28)).exists()


def test_scope_follows_at_once(world):
    hierarchy.move(world.kota, world.elsewhere, ON)
    assert world.client("putra").get(f"/satker/{world.kota.pk}/").status_code == 200
    assert world.client("rian").get(f"/satker/{world.kota.pk}/").status_code == 404


def test_a_move_is_audited(world):
    hierarchy.move(world.kota, world.elsewhere, ON, actor=world.nadia)
    event = AuditEvent.objects.get(action="satker.move")
    assert event.before["path"] == "90/98/98.71/"
    assert event.after["path"] == "90/99/98.71/"


@pytest.mark.parametrize(
    ("child", "parent", "on", "reason"),
    [
        ("kota", "province", ON, "sudah berada"),
        ("province", "kota", ON, "berada di bawah"),
        ("kota", "kabupaten", ON, "setingkat"),
        ("kota", "elsewhere", date(2999, 1, 1), "masa depan"),
    ],
)
def test_an_impossible_move_is_refused_with_its_reason(world, child, parent, on, reason):
    with pytest.raises(Refused, match=reason):
        hierarchy.move(getattr(world, child), getattr(world, parent), on)
    assert Parentage.objects.count() == 0


def test_a_move_before_the_present_parent_began_is_refused(world):
    Parentage.objects.create(satker=world.kota, parent=world.province, valid_from=ON)
    with pytest.raises(Refused, match="sesudah awal"):
        hierarchy.move(world.kota, world.elsewhere, ON)


def test_the_command_takes_codes_and_names(world):
    out = StringIO()
    call_command("move_satker", "98.71", parent="kpu provinsi tanjung biru", on=ON, stdout=out)
    assert Satker.objects.get(code="98.71").parent_id == world.elsewhere.pk
    assert "sejak 2026-03-01" in out.getvalue()


def test_the_command_names_an_unknown_office(world):
    with pytest.raises(CommandError, match="Tidak ada satker.*'77'"):
        call_command("move_satker", "77", parent="99")


def test_the_command_says_why_a_move_is_refused(world):
    with pytest.raises(CommandError, match="sudah berada"):
        call_command("move_satker", "98.71", parent="98")
