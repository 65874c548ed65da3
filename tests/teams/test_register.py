"""The register of offices: complete, loadable again and again, and careful with what the offices set themselves."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from teams.models import Parentage, Satker
from teams.offices.naming import institution
from teams.offices.register import load_register, read_register
from tests.factories import SatkerFactory
from zi_portal.lib.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.database("teams.offices.register")]
REGISTER = settings.BASE_DIR / "fixtures" / "satker.json"


@pytest.fixture
def register(tmp_path):
    """A function that writes a register of (code, parent code) pairs and returns its entries."""

    def write(*offices):
        pks = {code: pk for pk, (code, _) in enumerate(offices, 1)}
        rows = [
            {"model": "teams.satker", "pk": pks[code], "fields": _fields(code, pks.get(parent))}
            for code, parent in offices
        ]
        file = tmp_path / "satker.json"
        file.write_text(json.dumps(rows), encoding="utf-8")
        return read_register(file)

    return write


def _fields(code, parent):
    name = f"Kabupaten Uji {code}"
    return {
        "code": code,
        "short_name": f"KPU {name}",
        "full_name": f"KOMISI PEMILIHAN UMUM {name.upper()}",
        "level": "kabupaten",
        "parent": parent,
        "path": "",
        "time_zone": "Asia/Jakarta",
    }


def test_the_register_has_every_office_once_with_level_and_time_zone():
    call_command("load_register", verbosity=0)
    assert Satker.objects.count() == 553
    levels = Counter(Satker.objects.values_list("level", flat=True))
    assert levels == {"pusat": 1, "provinsi": 38, "kabupaten": 416, "kota": 98}
    assert Satker.objects.exclude(place="").count() == 0


def test_paths_lead_from_the_top_through_the_province():
    call_command("load_register", verbosity=0)
    office = Satker.objects.get(code="11.01")
    assert (office.path, office.parent.path, office.parent.parent.path) == ("00/11/11.01/", "00/11/", "00/")
    assert all(
        o.path == f"{o.parent.path if o.parent else ''}{o.code}/" for o in Satker.objects.select_related("parent")
    )


def test_offices_of_aceh_are_called_kip():
    call_command("load_register", verbosity=0)
    aceh = Satker.objects.filter(path__startswith="00/11/")
    assert {institution(office) for office in aceh} == {"KOMISI INDEPENDEN PEMILIHAN"}
    assert Satker.objects.filter(short_name__startswith="KIP").count() == aceh.count() == 24


def test_the_fixture_is_a_django_fixture_too():
    call_command("loaddata", "satker", verbosity=0)
    assert Satker.objects.get(code="73.22").full_name.startswith("KOMISI PEMILIHAN UMUM KABUPATEN")


def test_loading_again_changes_nothing(capsys):
    call_command("load_register")
    before = list(Satker.objects.values()), list(Parentage.objects.values())
    call_command("load_register")
    assert (list(Satker.objects.values()), list(Parentage.objects.values())) == before
    assert "553 dibaca, 0 baru, 0 diperbarui, 0 pindah atasan" in capsys.readouterr().out


def test_the_offices_own_settings_are_kept(register):
    load_register(register(("50", "")))
    Satker.objects.filter(code="50").update(place="Jernih", certifier_name="Wulan", short_name="Nama Lama")
    outcome = load_register(register(("50", "")))
    office = Satker.objects.get(code="50")
    assert (office.place, office.certifier_name, office.short_name) == ("Jernih", "Wulan", "KPU Kabupaten Uji 50")
    assert (outcome.new, outcome.changed) == (0, 1)


def test_an_office_that_moves_takes_those_below_along_and_keeps_its_history(register):
    load_register(register(("50", ""), ("51", ""), ("50.1", "50")))
    moving = Satker.objects.get(code="50.1")
    below = SatkerFactory(code="X1", parent=moving)
    assert load_register(register(("50", ""), ("51", ""), ("50.1", "51"))).moved == 1
    below.refresh_from_db()
    assert below.path == "51/50.1/X1/"
    old, new = Parentage.objects.filter(satker=moving).order_by("pk")
    today = timezone.localdate()
    assert (old.parent.code, old.valid_until) == ("50", today - timedelta(days=1))
    assert (new.parent.code, new.valid_from, new.valid_until) == ("51", today, None)


def test_every_office_below_another_has_one_present_parentage():
    call_command("load_register", verbosity=0)
    present = Parentage.objects.filter(valid_until__isnull=True)
    assert dict(present.values_list("satker", "parent")) == dict(
        Satker.objects.filter(parent__isnull=False).values_list("pk", "parent")
    )


def test_offices_that_the_register_does_not_name_stay(register):
    SatkerFactory(code="97", place="Sendiri")
    load_register(register(("50", "")))
    assert Satker.objects.get(code="97").place == "Sendiri"


@pytest.mark.parametrize("content", ["{", "[]", '[{"pk": 1}]', '[{"model": "teams.team", "pk": 1, "fields": {}}]', "7"])
def test_a_file_that_is_no_register_is_refused(content, tmp_path):
    file = tmp_path / "x.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match="Berkas"):
        call_command("load_register", str(file))
    assert not Satker.objects.exists()


def test_an_office_above_itself_is_refused(register):
    with pytest.raises(Refused, match="di bawah dirinya sendiri"):
        load_register(register(("50", "51"), ("51", "50")))
    assert not Satker.objects.exists()


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="tidak dapat dibaca"):
        read_register(tmp_path / "tidak-ada.json")


def test_the_register_takes_few_queries(django_assert_max_num_queries):
    entries = read_register(REGISTER)
    load_register(entries)
    with django_assert_max_num_queries(8):
        load_register(entries)
