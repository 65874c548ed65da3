"""Published decrees loaded as archives."""

import copy
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.archive.json_form import read_decree
from plans.archive.loading import import_decree
from plans.decree import payload
from plans.models import Annex, Decree, Plan
from plans.plan.store import load_tree
from plans.plan.tree_json import counts
from plans.states import DecreeState, Section
from plans.workbook import exporting
from teams.models import Team, TeamMember
from tests.factories import SatkerFactory
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused

pytestmark = pytest.mark.database("plans.archive.loading")


def row(number, cells, **fields):
    return {"row": number, "cells": dict(zip(["NO", "KOMPONEN", "AKSI", "WAKTU"], cells, strict=True)), **fields}


TEAM = {
    "kind": "team",
    "label": "LAMPIRAN I",
    "title": "SUSUNAN DAN PERSONALIA",
    "signature": {"tempat_tanggal": ["Jernih, 2 Maret 2025"]},
    "rows": [
        {"no": "1.", "title": "PENGARAH", "parent": None, "members": [{"no": "1.", "nama": "Budi"}]},
        {"no": "a.", "title": "TIM SATU", "parent": "1. PENGARAH", "members": [{"nama": "Ani", "jabatan": "Staf"}]},
    ],
}
TIM = [
    row(1, ["1", "Tim", "Rapat", "Maret 2025"]),
    row(2, ["", "", "", "Per Triwulan"], merged_with_row={"NO": 1, "KOMPONEN": 1, "AKSI": 1}),
]
HEADED = [row(3, ["", "Kampanye", "Spanduk", ""]), row(4, ["", "", "Siaran", ""], merged_with_row={"KOMPONEN": 3})]
ASPECTS = [
    {"no": "1", "title": "Tim", "rows": TIM},
    {"no": "2.", "title": "Sosialisasi", "heading_row": True, "rows": HEADED},
]
PLAN = {
    "kind": "plan",
    "label": "LAMPIRAN II",
    "title": "RENCANA AKSI TAHUN 2025",
    "columns": ["NO", "KOMPONEN", "AKSI", "WAKTU"],
    "text_columns": ["NO", "KOMPONEN", "AKSI", "WAKTU"],
    "roles": {"component": "heading row", "sub_component": "KOMPONEN", "action_step": "AKSI"},
    "rows": [{"no": "I", "title": "MANAJEMEN PERUBAHAN", "subs": ASPECTS}],
}
DICTUMS = [
    {"label": "KESATU", "text": "Menetapkan:", "items": [{"label": "1.", "text": "tim; dan"}]},
    {"label": "KETIGA", "text": "Berlaku sejak ditetapkan.."},
]
DECREE = {
    "satker": "KPU Kabupaten Teluk Jernih",
    "satker_as_printed": "KOMISI PEMILIHAN UMUM KABUPATEN TELUK JERNIH",
    "nomor": 12,
    "tahun": 2025,
    "tentang": "RENCANA AKSI TAHUN 2025",
    "menimbang": [{"label": "a.", "text": "bahwa perlu rencana;"}],
    "diktum": DICTUMS,
    "tempat": "Jernih",
    "tanggal": "2025-03-02",
    "penandatangan_jabatan": "KETUA KOMISI PEMILIHAN UMUM KABUPATEN TELUK JERNIH",
    "penandatangan_nama": "LUKAS",
}


def decree_data():
    """A tiny made-up decree with team and plan."""
    return copy.deepcopy({"decree": DECREE, "lampiran": [TEAM, PLAN]})


@pytest.fixture
def archive(world):
    """(decree, plan, issues) of the made-up decree."""
    return import_decree(decree_data(), world.kabupaten, world.andi)


def test_an_archive_is_enacted_and_frozen_with_its_version(archive):
    decree, plan, _ = archive
    assert (decree.state, decree.archive, decree.number, decree.enacted_on) == ("enacted", True, "12", date(2025, 3, 2))
    assert plan.frozen and decree.annexes.get(kind="team").team.frozen
    assert decree.version.sha256 == payload.digest(payload.decree_payload(decree))


def test_clauses_keep_their_printed_labels_and_levels(archive):
    dictums = archive[0].clauses.filter(section=Section.DICTUM).values_list("level", "label")
    assert list(dictums) == [(0, "KESATU"), (1, "1."), (0, "KETIGA")]


def test_the_plan_is_the_tree_that_was_printed(archive):
    tree = load_tree(archive[1])
    tim, headed = tree.areas[0].aspects
    assert tree.areas[0].component == 1
    assert tim.rows[1].continues == {"action"} and tim.rows[1].texts == {"time": "Per Triwulan"}
    assert headed.heading and [len(child.rows) for child in headed.aspects] == [2]
    assert counts(tree)["aspects"] == 2


def test_the_team_keeps_its_nested_groups(archive):
    team = Team.objects.get()
    assert [unit.parent and unit.parent.title for unit in team.units.all()] == [None, "PENGARAH"]
    assert list(TeamMember.objects.values_list("label", "name", "job_title")) == [
        ("1.", "Budi", ""),
        ("", "Ani", "Staf"),
    ]


def test_annexes_keep_a_label_only_where_it_is_unusual(archive, world):
    assert set(Annex.objects.values_list("label", "shows_place")) == {("", True), ("", False)}
    data = decree_data() | {"lampiran": decree_data()["lampiran"][:1]}
    data["decree"]["nomor"] = 13
    assert import_decree(data, world.kabupaten)[0].annexes.get().label == "LAMPIRAN I"


def test_faults_of_the_print_are_told_as_warnings(archive):
    issues = archive[2]
    assert {"dictum_skips", "double_stop"} <= {issue["code"] for issue in issues}
    assert {issue["severity"] for issue in issues} == {"warning"}


def test_another_name_of_the_office_is_kept_and_told(world):
    data = decree_data()
    data["decree"] |= {"satker": "KPU Kabupaten Lain", "satker_as_printed": "KOMISI PEMILIHAN UMUM KABUPATEN JERNAH"}
    decree, _, issues = import_decree(data, world.kabupaten)
    assert decree.office_line == "KOMISI PEMILIHAN UMUM KABUPATEN JERNAH"
    assert {"other_office", "office_line"} <= {issue["code"] for issue in issues}


def test_the_enacting_text_is_kept_only_where_it_is_another(world):
    data = decree_data()
    data["decree"]["menetapkan"] = (
        "KEPUTUSAN KOMISI PEMILIHAN UMUM KABUPATEN TELUK JERNIH TENTANG RENCANA AKSI TAHUN 2025."
    )
    assert import_decree(data, world.kabupaten)[0].enacting_text == ""
    data["decree"] |= {"menetapkan": "KEPUTUSAN TENTANG RENCANA.", "nomor": 13}
    assert import_decree(data, world.kabupaten)[0].enacting_text == "KEPUTUSAN TENTANG RENCANA."


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Plh. KETUA KOMISI PEMILIHAN UMUM", ("ketua", "Plh.")),
        ("SEKRETARIS KOMISI PEMILIHAN UMUM", ("sekretaris", "")),
    ],
)
def test_issuer_and_acting_are_read_from_the_title(world, title, expected):
    data = decree_data()
    data["decree"]["penandatangan_jabatan"] = title
    decree = import_decree(data, world.kabupaten)[0]
    assert (decree.issuer, decree.acting) == expected


def test_the_history_and_the_audit_say_where_it_came_from(archive, world):
    step = archive[0].transitions.get()
    assert (step.actor, step.target, step.note) == (world.andi, DecreeState.ENACTED, "Dimuat dari arsip.")
    assert AuditEvent.objects.get(action="decree.archive").actor == world.andi


def test_a_decree_is_not_loaded_twice(archive, world):
    with pytest.raises(Refused, match="sudah ada"):
        import_decree(decree_data(), world.kabupaten)
    assert (Decree.objects.count(), Plan.objects.count()) == (1, 1)


def test_the_same_number_of_another_office_is_another_decree(archive, world):
    assert import_decree(decree_data(), world.kota)[0].number == "12"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("decree", None, "“decree” tidak ada"),
        ("decree.nomor", None, "nomor keputusan"),
        ("decree.tahun", "2025", "harus berupa bilangan"),
        ("decree.tanggal", "2 Maret", "tidak terbaca"),
        ("decree.diktum", [], "tidak memuat diktum"),
        ("decree.tempat", "x" * 61, "tempat penetapan"),
        ("decree.menimbang", [{"text": 3}], "harus berupa teks"),
        ("lampiran", "x", "harus berupa daftar"),
        ("lampiran", [{"kind": "gambar"}], "tidak dikenal"),
        ("lampiran", [{"kind": "plan", "rows": []}], "columns"),
        ("lampiran", [{"kind": "team", "rows": [{"title": "A", "parent": "B"}]}], "belum disebut"),
    ],
)
def test_a_malformed_file_is_refused_and_nothing_is_stored(world, path, value, message):
    data = decree_data()
    *way, last = path.split(".")
    (data[way[0]] if way else data)[last] = value
    with pytest.raises(Refused, match=message):
        import_decree(data, world.kabupaten)
    assert not Decree.objects.exists() and not Team.objects.exists() and not Plan.objects.exists()


def test_a_list_deeper_than_three_levels_keeps_its_labels_with_a_warning(world):
    data = decree_data()
    item = data["decree"]["diktum"][0]
    for label in ["1.", "a.", "1)", "a)"]:
        item["items"] = [{"label": label, "text": "isi"}]
        item = item["items"][0]
    decree, _, issues = import_decree(data, world.kabupaten)
    assert list(decree.clauses.values_list("level", "label"))[1:5] == [(1, "1."), (2, "a."), (3, "1)"), (3, "a)")]
    assert "list_too_deep" in {issue["code"] for issue in issues}


def _places(value, way=()):
    yield way
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, child in items:
        yield from _places(child, (*way, key))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(list(_places(decree_data()))[1:]),
    st.sampled_from([None, "", "x", 0, -1, 1.5, True, [], {}, [[]], ["x"]]),
)
def test_whatever_stands_in_the_file_it_is_read_or_refused(way, value):
    data = copy.deepcopy(decree_data())
    place = data
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = value
    try:
        read_decree(data)
    except Refused as refused:
        assert refused.message


def run(path, *options):
    out = StringIO()
    try:
        call_command("import_decree", str(path), *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def test_the_command_prints_ids_and_issues(db, tmp_path):
    SatkerFactory(code="98.01")
    file = tmp_path / "keputusan.json"
    file.write_text(json.dumps(decree_data()), encoding="utf-8")
    code, out, _ = run(file, "--satker", "98.01", "--json")
    result = json.loads(out)
    assert (code, set(result)) == (0, {"decree", "plan", "issues"})
    assert (Decree.objects.get().pk, Plan.objects.get().pk) == (result["decree"], result["plan"])


def test_the_command_refuses_with_a_message(db, tmp_path):
    SatkerFactory(code="98.01")
    broken, valid = tmp_path / "rusak.json", tmp_path / "keputusan.json"
    broken.write_text("{", encoding="utf-8")
    valid.write_text(json.dumps(decree_data()), encoding="utf-8")
    assert run(broken, "--satker", "98.01")[0] == 1
    assert "bukan JSON" in run(broken, "--satker", "98.01")[2]
    assert "tidak ada dalam daftar" in run(valid, "--satker", "KPU Entah")[2]
    assert "tidak dapat dibaca" in run(tmp_path / "tiada.json", "--satker", "98.01")[2]
    result = json.loads(run(broken, "--satker", "98.01", "--json")[1])
    assert (result["decree"], result["plan"], result["issues"][0]["severity"]) == (None, None, "error")


SEEDS = ["000_toraja_utara", "001_sulawesi_tengah", "002_penajam_paser_utara", "003_luwu", "004_tambrauw"]


@pytest.fixture
def loaded(seeds, db, request):
    """(data, decree, plan, issues) of a real decree."""
    data = json.loads((seeds / f"{request.param}.json").read_text(encoding="utf-8"))
    office = SatkerFactory(full_name=data["decree"]["penandatangan_jabatan"].removeprefix("KETUA "))
    return data, *import_decree(data, office)


def rows_of(plan):
    """Rows of the plan's JSON, in printed order."""

    def walk(node):
        return [*node["rows"], *(row for child in node["aspects"] for row in walk(child))]

    return [row for area in exporting.plan_json(plan)["areas"] for row in walk(area)]


def truth_of(data):
    """Rows of the plan as the truth has them."""
    printed = next(annex for annex in data["lampiran"] if annex["kind"] == "plan")
    return [row for area in printed["rows"] for sub in area["subs"] for row in sub["rows"]]


@pytest.mark.parametrize("loaded", SEEDS, indirect=True)
def test_a_real_plan_is_as_it_was_printed_row_by_row(loaded):
    data, _, plan, _ = loaded
    rows, truth = rows_of(plan), truth_of(data)
    assert [row["cells"] for row in rows] == [row["cells"] for row in truth]
    for row, true in zip(rows, truth, strict=True):
        reading = true.get("target_waktu")
        assert row["months"] == (true["months"] if reading is None else reading["months"] or [])
        assert reading is None or row["schedule"] == reading
        target = true.get("target_capaian") or {"quantity": None, "unit": None}
        assert row["target"] == {"quantity": target["quantity"], "unit": target["unit"]}


@pytest.mark.parametrize("loaded", SEEDS, indirect=True)
def test_a_real_decree_has_the_counts_of_the_facts(loaded, seeds):
    data, decree, plan, _ = loaded
    facts = json.loads((seeds / "facts.json").read_text(encoding="utf-8"))["documents"][data["name"]]
    names = {"areas": "components", "aspects": "sub_components", "rows": "data_rows", "indicators": "indicators"}
    names |= {"actions": "action_steps", "evidence": "evidence_cells", "ticks": "ticks_total"}
    assert counts(load_tree(plan)) == {name: facts[fact] or 0 for name, fact in names.items()}
    for section, number in facts["decree_counts"].items():
        assert decree.clauses.filter(section=section, level=0).count() == number
    assert TeamMember.objects.count() == facts.get("team_members_total", 0)


@pytest.mark.parametrize("loaded", SEEDS, indirect=True)
def test_every_text_of_a_real_body_is_kept(loaded):
    data, decree, _, _ = loaded

    def walk(items):
        return [pair for item in items for pair in [(item["label"], item["text"]), *walk(item.get("items", []))]]

    for section in Section.values:
        stored_clauses = decree.clauses.filter(section=section).order_by("position").values_list("label", "text")
        assert list(stored_clauses) == walk(data["decree"][section])


def test_the_faults_of_the_real_decrees_are_told(seeds, db):
    codes = {}
    for name in SEEDS:
        data = json.loads((seeds / f"{name}.json").read_text(encoding="utf-8"))
        office = SatkerFactory(full_name=data["decree"]["penandatangan_jabatan"].removeprefix("KETUA "))
        codes[name[:3]] = {issue["code"] for issue in import_decree(data, office)[2]}
    assert {"dictum_skips", "double_stop", "annex_numeral", "office_line"} <= codes["004"]
    assert "office_line" in codes["002"] and "titles_differ" in codes["003"]
    assert not codes["000"] & {"dictum_skips", "office_line", "annex_numeral"}


@pytest.mark.parametrize(
    ("name", "layout"),
    [("001", "kolom-area-teks"), ("002", "pita-teks"), ("003", "kolom-area-bulan"), ("004", "pita-bulan")],
)
def test_a_real_table_takes_the_preset_that_prints_it(seeds, db, name, layout):
    file = next(file for file in seeds.glob(f"{name}*.json"))
    data = json.loads(file.read_text(encoding="utf-8"))
    assert import_decree(data, SatkerFactory())[1].layout.slug == layout


def deep_list(levels=3000):
    """A dictum with a list in a list, so many times."""
    item = {"label": "a.", "text": "butir"}
    for _ in range(levels):
        item = {"label": "a.", "text": "butir", "items": [item]}
    return item


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["decree"]["diktum"].append({"label": "KELIMA", "text": "a\x00b"}),
        lambda data: data["decree"].update(tentang="a\ud800"),
        lambda data: data["decree"].update(tempat="a\x1f"),
        lambda data: data["lampiran"][0]["rows"][0]["members"].append({"nama": "\x00"}),
        lambda data: data["lampiran"][1].update(columns=["NO\x00"]),
        lambda data: data["decree"]["diktum"].append(deep_list()),
        lambda data: data["lampiran"][0].update(title="J" * 301),
        lambda data: data["lampiran"][1].update(columns=["NO"] * 121),
    ],
)
def test_what_no_database_or_paper_can_hold_is_refused_whole(world, change):
    data = decree_data()
    change(data)
    with pytest.raises(Refused):
        import_decree(data, world.kabupaten)
    assert not Decree.objects.exists() and not Team.objects.exists()
