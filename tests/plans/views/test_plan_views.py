"""The screens of the plan: list, table, forms of areas, aspects and rows."""

import pytest
from django.urls import reverse

from plans.models import ActionStep, Plan, PlanArea
from plans.plan import editing
from tests.factories import LayoutFactory, PlanFactory
from tests.seeing import as_seen, opened, seen_at, sent
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.seen import digest

pytestmark = pytest.mark.database("plans.querysets")


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


@pytest.fixture
def sari(world, plan):
    return world.client("sari")


def test_the_table_shows_every_cell_and_a_link_to_each_row(sari, plan, row):
    page = sari.get(url("detail", plan.pk)).content.decode()
    assert all(text in page for text in ("Rapat tim", "Per Triwulan", "Penataan Tatalaksana", "TARGET CAPAIAN"))
    assert url("row", row("a2").pk) in page and 'rowspan="2"' in page


def test_one_area_can_be_looked_at_alone(sari, plan):
    first, second = plan.areas.order_by("position").values_list("pk", flat=True)
    page = sari.get(url("detail", plan.pk), {"area": "2"}).content.decode()
    assert f'id="area-{first}" hidden>' in page and f'id="area-{second}">' in page


def test_who_only_reads_gets_the_chosen_area_alone(world, plan):
    page = world.client("rian").get(url("detail", plan.pk), {"area": "2"}).content.decode()
    assert "Menulis SOP" in page and "Rapat tim" not in page


def test_a_reader_gets_no_links_to_forms(world, plan, row):
    page = world.client("rian").get(url("detail", plan.pk)).content.decode()
    assert "Rapat tim" in page and url("row", row("a1").pk) not in page


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_asks_as_often_for_many_plans_as_for_one(world, rows, django_assert_max_num_queries):
    layout = LayoutFactory()
    for _ in range(rows):
        PlanFactory(satker=world.kabupaten, layout=layout)
    client = world.client("rian")
    with django_assert_max_num_queries(9):
        assert client.get(url("list")).status_code == 200


def test_the_list_says_how_complete_a_plan_is(sari):
    assert "5 dari 5 baris" in sari.get(url("list")).content.decode()


def test_search_and_fragment_of_the_list(sari):
    page = sari.get(url("list"), {"q": "tidak ada"}, headers={"HX-Request": "true"}).content.decode()
    assert "Tidak ada yang cocok" in page and "<html" not in page


def test_a_new_plan_opens_with_its_decree_as_draft(sari, world):
    data = {"satker": world.kabupaten.pk, "year": 2031, "layout": LayoutFactory().pk}
    answer = sari.post(url("new"), data)
    plan = Plan.objects.latest("pk")
    assert answer.status_code == 302 and plan.decree.state == "draft" and plan.created_by == world.sari


def test_no_plan_can_be_made_for_a_foreign_office(sari, world):
    answer = sari.post(url("new"), {"satker": world.kota.pk, "year": 2026, "layout": LayoutFactory().pk})
    assert answer.status_code == 422 and Plan.objects.count() == 1


def test_a_row_is_changed_by_its_form(sari, row):
    step = row("a1")
    data = opened(sari, url("row", step.pk), action="Rapat *rutin*", time="Mei 2026", evidence="")
    answer = sari.post(url("row", step.pk), data)
    assert answer.status_code == 302 and answer["Location"].endswith(f"#row-{step.pk}")
    assert row("a1").action == "Rapat *rutin*" and row("a1").evidence == "" and row("a1").indicator == "Tim bekerja"


def test_a_row_that_was_not_changed_is_not_saved(sari, row):
    address = url("row", row("a1").pk)
    answer = sari.post(address, opened(sari, address), follow=True)
    assert "Tidak ada yang berubah" in answer.content.decode() and "Baris disimpan" not in answer.content.decode()
    assert not AuditEvent.objects.filter(action="plan.row_changed").exists()


def test_a_cell_that_a_colleague_changed_meanwhile_stays(sari, world, row):
    address = url("row", row("a1").pk)
    data = opened(sari, address, action="Isi Sari")
    editing.change_step(row("a1"), world.bima, time="Juni 2026")
    page = sari.post(address, data, follow=True).content.decode()
    assert (row("a1").action, row("a1").time) == ("Isi Sari", "Juni 2026")
    assert "Perubahan orang lain pada “Target waktu” tetap ada" in page


@pytest.fixture
def disputed(sari, world, row):
    """Bima and Sari changed one cell: (address, the answer to Sari)."""
    address = url("row", row("a1").pk)
    data = opened(sari, address, action="Isi Sari")
    editing.change_step(row("a1"), world.bima, action="Isi Bima", time="Juni 2026")
    return address, sari.post(address, data)


def test_one_cell_of_two_people_shows_both_texts_and_the_other_name(disputed, world, row):
    answer = disputed[1]
    page = answer.content.decode()
    assert answer.status_code == 409 and "Isi Bima" in page and "Isi Sari" in page
    assert f"{world.bima}, " in page and f"Pakai isian {world.bima}" in page and "Juni 2026" in page
    assert row("a1").action == "Isi Bima"


@pytest.mark.parametrize(
    ("choice", "status", "expected"), [("saya", 302, "Isi Sari"), ("lain", 302, "Isi Bima"), ("", 422, "Isi Bima")]
)
def test_of_two_texts_one_is_chosen(disputed, sari, row, choice, status, expected):
    address, answer = disputed
    again = sent(answer.context["form"]) | {"action-pilih": choice}
    assert sari.post(address, again).status_code == status
    assert (row("a1").action, row("a1").time) == (expected, "Juni 2026")


def test_a_third_change_after_the_choice_is_disputed_again(disputed, sari, world, row):
    address, answer = disputed
    editing.change_step(row("a1"), world.kirana, action="Isi Kirana")
    again = sent(answer.context["form"]) | {"action-pilih": "saya"}
    page = sari.post(address, again)
    assert page.status_code == 409 and "Isi Kirana" in page.content.decode() and row("a1").action == "Isi Kirana"


def test_a_form_that_says_nothing_of_what_was_seen_overwrites_nothing(sari, row):
    before = row("a1").action
    for seen_value in ("", "kacau", "[]", '"x"', '{"action": 3, "?": 7}'):
        assert sari.post(url("row", row("a1").pk), {"seen": seen_value, "action": "Isi Sari"}).status_code == 409
    assert row("a1").action == before


def test_what_was_typed_into_a_column_that_is_gone_is_shown(sari, row):
    data = opened(sari, url("row", row("a1").pk)) | {
        "seen": as_seen({"extra:Biaya": ""}),
        f"kolom_{digest('extra:Biaya')}": "Rp5",
    }
    answer = sari.post(url("row", row("a1").pk), data)
    assert answer.status_code == 422 and "“Rp5”" in answer.content.decode()


def test_too_long_a_text_is_refused_and_kept(sari, row):
    long = "kata " * 1200
    answer = sari.post(url("row", row("a1").pk), {"action": long})
    assert answer.status_code == 422 and long.strip() in answer.content.decode()


def test_continued_cells_are_shown_and_can_be_split(sari, row):
    assert "Sel yang menyambung dari atas" in sari.get(url("row", row("a2").pk)).content.decode()
    sari.post(url("row-reshape", row("a2").pk), {"tindakan": "pisah", "kolom": "indicator"})
    assert row("a2").continues == []


def test_an_unknown_column_cannot_be_merged(sari, row):
    assert sari.post(url("row-reshape", row("a2").pk), {"kolom": "password"}).status_code == 404


def test_a_row_is_added_below_another(sari, row):
    sari.post(url("row-add", row("a1").area_id) + f"?sesudah={row('a1').pk}", {"action": "Sisipan"})
    step = ActionStep.objects.get(action="Sisipan")
    assert step.aspect == row("a1").aspect and step.position == row("a1").position + 1


def test_a_row_without_a_named_aspect_joins_the_last_one(sari, row):
    area = row("a1").area
    sari.post(url("row-add", area.pk), {"action": "Di aspek"})
    sari.post(url("row-add", area.pk) + "?aspek=langsung", {"action": "Di area"})
    aspects = dict(ActionStep.objects.filter(action__startswith="Di ").values_list("action", "aspect"))
    assert aspects == {"Di aspek": area.aspects.order_by("position").last().pk, "Di area": None}


def test_an_empty_row_is_not_added(sari, row):
    before = ActionStep.objects.count()
    answer = sari.post(url("row-add", row("a1").area_id), {"action": " "})
    assert answer.status_code == 422 and "Baris masih kosong" in answer.content.decode()
    assert ActionStep.objects.count() == before


def test_a_locked_plan_says_so_instead_of_blaming_the_role(sari, plan, row):
    Plan.objects.filter(pk=plan.pk).update(frozen=True)
    page = sari.post(url("row", row("a1").pk), {"action": "Terlambat"})
    assert page.status_code == 403 and "terkunci" in page.content.decode()
    assert "Peran Anda" not in page.content.decode()


def test_a_row_is_put_under_another_aspect_of_its_area_only(sari, row):
    target, foreign = row("b1").aspect_id, row("c1").aspect_id
    assert sari.post(url("row-relocate", row("a1").pk), {"aspek": target}).status_code == 302
    assert row("a1").aspect_id == target
    assert sari.post(url("row-relocate", row("a1").pk), {"aspek": foreign}).status_code == 404


def test_deleting_asks_first(sari, row):
    page = sari.get(url("row-delete", row("c2").pk)).content.decode()
    assert "Hapus baris ini?" in page and row("c2").pk
    assert row("c2").action in page and f">{row('c2').key}<" not in page
    assert sari.post(url("row-delete", row("c2").pk)).status_code == 302
    assert not ActionStep.objects.filter(key="c2").exists()


def test_an_area_is_added_changed_moved_and_deleted(sari, plan):
    sari.post(url("area-add", plan.pk), {"label": "III", "title": "Area baru"})
    area = PlanArea.objects.get(title="Area baru")
    sari.post(url("area", area.pk), opened(sari, url("area", area.pk), title="Area lain"))
    sari.post(url("area-move", area.pk), {"arah": "naik"})
    assert [a.title for a in plan.areas.order_by("position")][1] == "Area lain"
    sari.post(url("area-delete", area.pk))
    assert plan.areas.count() == 2


def test_an_area_that_somebody_else_changed_is_not_overwritten_unsaid(sari, plan, world):
    area = plan.areas.get(label="I")
    data = opened(sari, url("area", area.pk), title="Dari Sari")
    editing.change_area(area, world.bima, title="Dari Bima", label="1")
    answer = sari.post(url("area", area.pk), data)
    assert answer.status_code == 409 and "Dari Bima" in answer.content.decode()
    again = sent(answer.context["form"]) | {"title-pilih": "saya"}
    assert sari.post(url("area", area.pk), again).status_code == 302
    assert PlanArea.objects.filter(pk=area.pk, title="Dari Sari", label="1").exists()


def test_a_new_area_is_numbered_after_the_last(sari, plan):
    assert 'value="III"' in sari.get(url("area-add", plan.pk)).content.decode()


def test_a_heading_cannot_hold_rows(sari, row):
    aspect = row("a1").aspect
    answer = sari.post(url("aspect", aspect.pk), {"label": "1", "title": "Tim Kerja", "heading": "on"})
    assert answer.status_code == 422 and "sudah punya baris" in answer.content.decode()


def test_months_are_ticked_by_boxes(world, plan):
    months = {"field": "months", "heading": "BULAN", "width": 30}
    layout = LayoutFactory(schedule="months", columns=[{"field": "action", "heading": "KEGIATAN", "width": 40}, months])
    Plan.objects.filter(pk=plan.pk).update(layout=layout)
    step = ActionStep.objects.get(key="a1")
    data = {"seen": seen_at(world.client("sari"), url("row", step.pk)), "action": "x", "ticks": ["1", "12"]}
    assert world.client("sari").post(url("row", step.pk), data).status_code == 302
    assert ActionStep.objects.get(key="a1").ticks == [1, 12]


@pytest.mark.parametrize("name", ["detail", "row", "row-add"])
def test_pages_ask_the_database_seldom(sari, plan, row, name, django_assert_max_num_queries):
    pk = {"detail": plan.pk, "row": row("a2").pk, "row-add": row("a1").area_id}[name]
    with django_assert_max_num_queries(13):
        assert sari.get(url(name, pk)).status_code == 200
