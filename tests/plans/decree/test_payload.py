"""What a decree prints, as plain JSON: names, signature, annexes, and one spelling as bytes."""

import json
from datetime import date

import pytest
from django.core.files.base import ContentFile

from plans.decree.payload import canonical, decree_payload, digest, long_date, name_lines
from plans.models import Annex, Clause
from plans.plan.tree_json import tree_from_json
from teams.models import TeamMember, TeamUnit
from tests.factories import TeamFactory
from tests.plans.approval import NUMBER, a_decree


def test_the_payload_is_plain_json_and_has_one_spelling(world):
    payload = decree_payload(a_decree(world.kabupaten))
    assert json.loads(canonical(payload)) == payload
    assert canonical(dict(reversed(payload.items()))) == canonical(payload)
    assert b", " not in canonical({"a": [1, 2]})


def test_the_digest_changes_with_every_printed_word(world):
    decree = a_decree(world.kabupaten)
    before = digest(decree_payload(decree))
    decree.clauses.filter(label="KESATU").update(text="Menetapkan hal lain.")
    assert digest(decree_payload(decree)) != before
    assert len(before) == 64


def test_names_come_from_the_office(world):
    payload = decree_payload(a_decree(world.kabupaten, **NUMBER))
    assert payload["letterhead"] == ["KOMISI PEMILIHAN UMUM", "KABUPATEN TELUK JERNIH"]
    assert payload["judul"] == "KEPUTUSAN KOMISI PEMILIHAN UMUM KABUPATEN TELUK JERNIH"
    assert payload["number_line"] == "NOMOR 17 TAHUN 2026"
    assert payload["issuer_line"] == "KETUA KOMISI PEMILIHAN UMUM KABUPATEN TELUK JERNIH,"
    assert payload["signature"]["title"] == ["KETUA KOMISI PEMILIHAN UMUM", "KABUPATEN TELUK JERNIH,"]
    assert payload["signature"]["date_text"] == "3 Februari 2026"


def test_archives_keep_the_office_line_as_printed_and_sign_with_the_real_name(world):
    line = "KOMISI PEMILIHAN UMUM KABUPATEN TELUK JERNIT"
    payload = decree_payload(a_decree(world.kabupaten, office_line=line))
    assert payload["judul"] == f"KEPUTUSAN {line}"
    assert payload["signature"]["title"][1] == "KABUPATEN TELUK JERNIH,"


def test_an_acting_sekretaris_signs_with_nip_and_names_the_decree(world):
    decree = a_decree(world.kabupaten, issuer="sekretaris", acting="Plt.", issuer_nip="19800101")
    payload = decree_payload(decree)
    assert payload["judul"].startswith("KEPUTUSAN SEKRETARIS KOMISI")
    assert payload["issuer_line"].startswith("Plt. SEKRETARIS KOMISI")
    assert payload["signature"]["nip"] == "19800101"


def test_the_ketua_signs_without_nip(world):
    assert decree_payload(a_decree(world.kabupaten, issuer_nip="19800101"))["signature"]["nip"] == ""


def test_a_draft_has_dots_where_number_and_date_will_stand(world):
    payload = decree_payload(a_decree(world.kabupaten))
    assert payload["number_line"] == "NOMOR ………… TAHUN 2026"
    assert payload["signature"]["date_text"] == "…………"


def test_menetapkan_ends_in_one_full_stop(world):
    payload = decree_payload(a_decree(world.kabupaten, title="Rencana Aksi Tahun 2026."))
    assert payload["enacting_text"].endswith(" TENTANG RENCANA AKSI TAHUN 2026.")


def test_clauses_come_in_order_with_their_levels(world):
    decree = a_decree(world.kabupaten)
    decree.clauses.filter(section="diktum").update(position=1)
    for position, level in ((3, 2), (2, 1)):
        Clause.objects.create(
            decree=decree, section="diktum", position=position, level=level, label="x", text=f"{level}"
        )
    assert [clause["level"] for clause in decree_payload(decree)["clauses"]["diktum"]] == [0, 1, 2]


def test_the_certifier_of_the_office_stands_in_where_the_decree_names_none(world):
    decree = a_decree(world.kabupaten, certifier_title="")
    assert decree_payload(decree)["copy"]["title"] == "Kepala Subbagian Teknis dan Hukum"
    assert decree_payload(decree)["copy"]["office"][0] == "SEKRETARIAT KOMISI PEMILIHAN UMUM"


def test_the_plan_can_be_made_again_from_its_part(world):
    tree, spec = tree_from_json(decree_payload(a_decree(world.kabupaten))["annexes"][0]["plan"])
    assert [row.texts["action"] for row in tree.rows()] == ["Rapat"]
    assert spec.columns


def add_team(decree):
    team = TeamFactory(satker=decree.satker)
    top = TeamUnit.objects.create(team=team, position=1, label="2.", title="TIM KERJA")
    below = TeamUnit.objects.create(team=team, position=2, label="a.", title="TIM PERUBAHAN", parent=top)
    TeamMember.objects.create(unit=below, position=1, label="1.", name="Bima", job_title="Kasubbag", duty="Anggota")
    Annex.objects.create(decree=decree, position=2, kind="team", team=team)


def test_several_annexes_have_roman_numbers_and_teams_their_nested_groups(world):
    decree = a_decree(world.kabupaten)
    add_team(decree)
    plan, team = decree_payload(decree)["annexes"]
    assert [plan["label"], team["label"]] == ["LAMPIRAN I", "LAMPIRAN II"]
    assert team["title"] == "SUSUNAN DAN PERSONALIA"
    assert team["team"]["units"][0]["units"][0]["members"][0]["name"] == "Bima"


def test_a_label_as_printed_wins(world):
    decree = a_decree(world.kabupaten)
    decree.annexes.update(label="LAMPIRAN I")
    assert decree_payload(decree)["annexes"][0]["label"] == "LAMPIRAN I"


def test_the_emblem_comes_with_its_bytes(world):
    world.kabupaten.emblem.save("lambang.PNG", ContentFile(b"\x89PNG"))
    assert decree_payload(a_decree(world.kabupaten))["emblem"] == {"name": "emblem.png", "data": "iVBORw=="}


def test_few_queries_whatever_the_size(world, django_assert_max_num_queries):
    decree = a_decree(world.kabupaten)
    add_team(decree)
    with django_assert_max_num_queries(8):
        decree_payload(decree)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("KOMISI PEMILIHAN UMUM KABUPATEN LUWU", ["KOMISI PEMILIHAN UMUM", "KABUPATEN LUWU"]),
        ("KOMISI INDEPENDEN PEMILIHAN ACEH", ["KOMISI INDEPENDEN PEMILIHAN", "ACEH"]),
        ("LEMBAGA LAIN", ["LEMBAGA LAIN"]),
    ],
)
def test_a_name_stands_on_two_lines(name, lines):
    assert name_lines(name) == lines


def test_dates_are_written_out():
    assert long_date(date(2025, 8, 31)) == "31 Agustus 2025"
