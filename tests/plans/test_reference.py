"""Reference data as the migrations leave it: components, indicators, layouts, legal bases, official wording."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from plans.models import Component, Indicator, Layout, LegalBasis
from plans.plan import store
from plans.tree import MONTHS, NODE_FIELDS, RUN_FIELDS

pytestmark = pytest.mark.django_db
QUESTIONS = {"P": [12, 9, 18, 11, 18, 19], "R": [4, 6, 3, 3, 4, 3]}


@pytest.fixture
def catalogue(seeds):
    path = seeds.parent / "lke" / "lke_catalogue.json"
    return path if path.exists() else pytest.skip("../shared/lke is absent")


def _group_weights(part, area=None):
    rows = Indicator.objects.filter(part=part, **({"component": area} if area else {}))
    return sum(dict(rows.values_list("group_code", "weight")).values())


def test_there_are_six_components_that_weigh_thirty_and_thirty():
    sums = Component.objects.aggregate(p=Sum("weight_fulfilment"), r=Sum("weight_reform"))
    assert (Component.objects.count(), sums) == (6, {"p": Decimal(30), "r": Decimal(30)})


@pytest.mark.parametrize("area", range(1, 7))
def test_the_weights_of_the_groups_make_up_their_components(area):
    component = Component.objects.get(pk=area)
    assert _group_weights("P", area) == component.weight_fulfilment
    assert _group_weights("R", area) == component.weight_reform


@pytest.mark.parametrize("part", ["P", "R"])
def test_each_area_has_its_questions(part):
    counts = [Indicator.objects.filter(part=part, component=area).count() for area in range(1, 7)]
    assert counts == QUESTIONS[part]


def test_codes_and_positions_are_whole_and_agree_with_their_group():
    rows = list(Indicator.objects.all())
    assert [row.position for row in rows] == list(range(1, 111))
    assert all(re.fullmatch(r"[1-6]\.[PR](\.[ivx]+){1,2}(\.[a-z])?", row.code) for row in rows)
    assert all(row.code.startswith(row.group_code) for row in rows)
    assert all(row.group_code.startswith(f"{row.component_id}.{row.part}.") for row in rows)


def test_labels_are_short_and_differ():
    labels = list(Indicator.objects.values_list("label", flat=True))
    assert len(set(labels)) == 110
    assert {label for label in labels if not 3 <= len(label.split()) <= 8} == set()
    assert not Indicator.objects.exclude(wording="").exists()


def _words(text):
    return re.findall(r"[\w-]+", text.lower())


def _strings(node):
    if isinstance(node, str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from _strings(child)


def test_no_label_copies_six_words_of_the_official_text(catalogue):
    official = [_words(text) for text in _strings(json.loads(catalogue.read_text(encoding="utf-8")))]
    sixes = {tuple(words[at : at + 6]) for words in official for at in range(len(words) - 5)}
    labels = [_words(label) for label in Indicator.objects.values_list("label", flat=True)]
    assert sixes and not [
        words for words in labels for at in range(len(words) - 5) if tuple(words[at : at + 6]) in sixes
    ]


def test_group_names_weights_and_answers_are_those_of_the_catalogue(catalogue):
    expected = {
        (f"{area['no']}.{part}.{group['kode']}", group["nama"], Decimal(str(group["bobot"])), question["jawaban"])
        for part, section in zip("PR", json.loads(catalogue.read_text(encoding="utf-8"))["bagian"], strict=False)
        for area in section["area"]
        for group in area["sub"]
        for question in group["pertanyaan"]
    }
    assert set(Indicator.objects.values_list("group_code", "group_name", "weight", "answer")) == expected


def test_there_are_five_presets_of_known_fields_that_fill_the_page():
    presets = [store.layout_spec(layout) for layout in Layout.objects.filter(satker__isnull=True)]
    assert len(presets) == 5
    for spec in presets:
        fields = [column.field for column in spec.columns]
        assert set(fields) <= {*RUN_FIELDS, *NODE_FIELDS, MONTHS} and len(set(fields)) == len(fields)
        assert sum(column.width for column in spec.columns) == 280
        assert (MONTHS in fields) == (spec.schedule == "months")
        assert ("area" in fields) == (spec.area_style == "column")


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("pita-teks-keterangan", "000_toraja_utara"),
        ("kolom-area-teks", "001_sulawesi_tengah"),
        ("pita-teks", "002_penajam_paser_utara"),
        ("kolom-area-bulan", "003_luwu"),
        ("pita-bulan", "004_tambrauw"),
    ],
)
def test_the_presets_have_the_headings_of_the_published_tables(seeds, slug, name):
    spec = store.layout_spec(Layout.objects.get(slug=slug))
    printed = [heading for column in spec.columns for heading in column.subheadings or [column.heading]]
    annexes = json.loads((seeds / f"{name}.json").read_text(encoding="utf-8"))["lampiran"]
    columns = next(annex["columns"] for annex in annexes if annex["kind"] == "plan")
    assert printed == [heading.replace("KOMPENEN", "KOMPONEN") for heading in columns]


def test_legal_bases_are_full_titles_that_end_as_a_list_does():
    texts = list(LegalBasis.objects.values_list("text", flat=True))
    assert len(set(texts)) == len(texts) >= 14
    assert all(re.match(r"(Undang-Undang|Peraturan|Keputusan) .* Nomor |Undang-Undang Nomor ", text) for text in texts)
    assert all(text.endswith(";") and text.count("(") == text.count(")") and "  " not in text for text in texts)


def test_the_official_wording_is_loaded_by_code(catalogue, capsys):
    call_command("load_lke_wording", str(catalogue))
    assert "110 bunyi resmi dimuat" in capsys.readouterr().out
    assert not Indicator.objects.filter(wording="").exists()
    texts = set(_strings(json.loads(catalogue.read_text(encoding="utf-8"))))
    assert Indicator.objects.get(code="5.R.iii.ii").wording in texts


def _catalogue_of(letter="a"):
    question = {"kode": letter, "teks": " Bunyi contoh. "}
    area = {"no": 1, "sub": [{"kode": "i", "pertanyaan": [question]}]}
    return {"bagian": [{"nama": "PEMENUHAN", "area": [area]}, {"nama": "HASIL", "area": [{}]}]}


def test_a_part_of_the_wording_may_be_loaded(tmp_path, capsys):
    file = tmp_path / "lke.json"
    file.write_text(json.dumps(_catalogue_of()), encoding="utf-8")
    call_command("load_lke_wording", str(file))
    assert Indicator.objects.exclude(wording="").get().wording == "Bunyi contoh."
    assert "Tanpa bunyi dalam berkas: 1.P.i.b" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "bukan JSON"),
        ("[]", "bukan katalog LKE"),
        ('{"bagian": [{"nama": "REFORM"}]}', "'area'"),
        ('{"bagian": []}', "tidak memuat pertanyaan"),
        (json.dumps(_catalogue_of("z")), r"tidak dikenal: 1\.P\.i\.z"),
        (json.dumps({"bagian": _catalogue_of()["bagian"] * 2}), "lebih dari sekali"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(content, message, tmp_path):
    file = Path(tmp_path, "lke.json")
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        call_command("load_lke_wording", str(file))
    assert not Indicator.objects.exclude(wording="").exists()


def test_a_missing_catalogue_is_refused(tmp_path):
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        call_command("load_lke_wording", str(tmp_path / "tidak-ada.json"))
