"""The page that compares two plans, and its print."""

from copy import deepcopy
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from plans.comparing.fitting import fitted
from plans.decree.payload import decree_payload
from plans.models import ActionStep, Layout, Plan, Submission
from plans.plan import store
from plans.tree import RowNode
from tests.factories import PlanFactory
from tests.plans.approval import a_decree
from tests.plans.conftest import small_tree as five_rows
from tests.plans.trees import BAND, GRID, small_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world):
    """A draft that was submitted and then changed in one cell."""
    decree = a_decree(world.kabupaten)
    Submission.objects.create(decree=decree, payload=decree_payload(decree), submitted_by=world.sari)
    ActionStep.objects.update(evidence="Notula <b>rapat</b>")
    return Plan.objects.get()


def page(client, plan, **query):
    return client.get(reverse("plans:compare", args=[plan.pk]), query).content.decode()


def test_a_draft_is_compared_with_its_last_submission(world, plan):
    text = page(world.client("sari"), plan)
    assert "1 baris berubah; 0 baris sama." in text
    assert "<ins> &lt;b&gt;rapat&lt;/b&gt;</ins>" in text and "Semula:</strong> pengajuan" in text


def test_what_is_the_same_says_so_and_has_no_print(world, plan):
    Submission.objects.all().delete()
    other = PlanFactory(satker=plan.satker, year=2025, layout=plan.layout)
    tree = store.load_tree(plan)
    for row in tree.rows():
        row.key += "x"
    store.save_tree(other, tree)
    text = page(world.client("sari"), plan)
    assert "Tidak ada perbedaan" in text and "PDF" not in text


def test_the_decree_leads_to_the_comparison(world, plan):
    answer = world.client("lukas").get(reverse("decrees:detail", args=[plan.decree.pk])).content.decode()
    assert reverse("plans:compare", args=[plan.pk]) in answer


def test_only_one_kind_is_shown(world, plan):
    assert "Tidak ada baris baru di antara keduanya." in page(world.client("sari"), plan, jenis="baru")


def test_without_anything_to_compare_the_page_says_why(world):
    plan = PlanFactory(satker=world.kabupaten, layout=Layout.objects.first())
    assert "Belum ada yang dapat dibandingkan" in page(world.client("sari"), plan)


def test_what_one_may_not_see_is_not_offered_and_not_compared(world, plan):
    stranger = PlanFactory(satker=world.kota, layout=plan.layout)
    client = world.client("sari")
    assert f"rencana-{stranger.pk}" not in page(client, plan)
    where = reverse("plans:compare", args=[plan.pk])
    assert client.get(where, {"dengan": f"rencana-{stranger.pk}"}).status_code == 404


def test_the_print_has_both_sides_and_a_heading_on_each_page(world, plan):
    steps = [ActionStep(area=plan.areas.get(), position=n, key=f"k{n}", action=f"Langkah {n}") for n in range(9, 80)]
    ActionStep.objects.bulk_create(steps)
    response = world.client("sari").get(reverse("plans:compare-pdf", args=[plan.pk]))
    texts = [sheet.extract_text() for sheet in PdfReader(BytesIO(response.content)).pages]
    assert len(texts) > 1 and all("SEMULA" in text and "KETERANGAN" in text for text in texts)
    assert "Notula <b>rapat</b>" in texts[0] and "Ditambahkan" in texts[1]


def test_times_are_compared_in_the_newer_form_and_other_columns_left_out():
    older, newer, left_out = fitted(small_tree(), BAND, small_tree(), GRID, year=2026)
    rows = list(older.rows())
    assert rows[0].ticks == [3] and "time" not in rows[0].texts
    assert left_out == ["evidence", "extra:CATATAN", "indicator", "responsible", "target"]


def test_a_tree_printed_in_one_layout_is_not_pruned_of_its_cells():
    tree = five_rows()
    older, newer, left_out = fitted(tree, BAND, deepcopy(tree), BAND, year=2026)
    assert left_out == [] and [row.texts for row in older.rows()] == [row.texts for row in five_rows().rows()]
    assert isinstance(next(newer.rows()), RowNode)
