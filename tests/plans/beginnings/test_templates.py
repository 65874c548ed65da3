"""Templates: versions with steady keys, published and withdrawn; what an office decides on them."""

import pytest

from plans.beginnings import deciding, templates
from plans.beginnings.deciding import KEEP, TAKE
from plans.models import ActionStep, Decree, PlanOrigin, Template
from plans.plan import store
from plans.states import DecreeState
from tests.plans.approval import in_state
from tests.plans.beginnings.models import FIRST, SECOND, begun, published, source_plan
from zi_portal.lib.errors import Refused, Stale

pytestmark = pytest.mark.database(
    "plans.models.templates", "plans.beginnings.deciding", "plans.beginnings.taking", "plans.beginnings.templates"
)


@pytest.fixture
def offered(world):
    """A draft of the kabupaten from version 1, when version 2 was published."""
    first = published(world, *FIRST)
    plan = begun(world, first)
    second = published(world, *SECOND, template=first.template)
    return plan, second


def texts(plan, field):
    return list(ActionStep.objects.filter(area__plan=plan).order_by("position").values_list(field, flat=True))


def test_a_version_waits_until_it_is_published(world):
    fields = {"title": "Dasar", "note": ""}
    version = templates.make(source_plan(world, *FIRST), world.province, world.tari, **fields)
    assert not Template.objects.visible_to(world.sari).to_begin_from().exists()
    templates.publish(version.template, world.tari)
    assert Template.objects.visible_to(world.sari).to_begin_from().get() == version.template
    with pytest.raises(Stale):
        templates.publish(version.template, world.tari)


def test_other_provinces_do_not_see_it_and_a_withdrawn_one_is_not_offered(world):
    version = published(world, *FIRST)
    assert not Template.objects.visible_to(world.putra).exists() and Template.objects.visible_to(world.dewi).exists()
    templates.withdraw(version.template, world.tari)
    assert not Template.objects.visible_to(world.sari).to_begin_from().exists()
    with pytest.raises(Refused):
        templates.make(
            source_plan(world, *FIRST), world.province, world.tari, title="", note="", template=version.template
        )


def test_an_empty_plan_is_no_template(world):
    with pytest.raises(Refused):
        templates.make(source_plan(world), world.province, world.tari, title="Dasar", note="")
    assert not Template.objects.exists()


def test_rows_of_another_plan_that_say_the_same_keep_their_keys(world):
    first = published(world, *FIRST)
    others = [(f"x{place}", texts, runs) for place, (_, texts, runs) in enumerate(SECOND)]
    second = published(world, *others, template=first.template)
    keys = [row["key"] for row in second.content["areas"][0]["aspects"][0]["rows"]]
    assert keys[:2] == ["t1", "t2"] and keys[2] not in ("t3", "x0") and second.number == 2


def test_a_plan_remembers_its_template_and_the_rows_it_took(world):
    plan = begun(world, published(world, *FIRST))
    own_keys = {row.key for row in store.load_tree(plan).rows()}
    assert set(plan.origin.rows) == {"t1", "t2", "t3"} and set(plan.origin.rows.values()) == own_keys
    assert plan.origin.words == "templat Rencana dasar versi 1" and texts(plan, "time")[0] == "Januari 2026"


def test_each_difference_is_offered_in_the_plans_year_and_nothing_changes_by_itself(world, offered):
    plan, second = offered
    before = texts(plan, "time")
    offer_list = deciding.offered(plan)
    kinds = {offer.key: offer.kind for offer in offer_list.open}
    assert offer_list.version == second and kinds == {"t1": "changed", "t4": "new", "t3": "gone"}
    assert offer_list.open[0].new.cells["time"] == "Februari 2026" and texts(plan, "time") == before


def test_what_is_taken_is_written_in_one_step_and_what_is_kept_has_its_reason(world, offered):
    plan, second = offered
    revision = plan.revision
    answers = {"t1": (TAKE, ""), "t4": (TAKE, ""), "t3": (KEEP, "Poster sudah dipesan.")}
    assert deciding.decide(plan, second, world.sari, answers) == (2, 1)
    plan.refresh_from_db()
    assert texts(plan, "action") == ["Membentuk tim", "Rapat kerja", "Membuat poster", "Menilai tim"]
    assert texts(plan, "time")[0] == "Februari 2026" and texts(plan, "continues")[1] == ["indicator"]
    assert plan.revision == revision + 1 and plan.decisions.get(taken=False).reason == "Poster sudah dipesan."
    assert deciding.offered(type(plan).objects.get(pk=plan.pk)) is None and PlanOrigin.objects.get().version == second


def test_what_is_not_answered_stays_open_and_the_owner_sees_it(world, offered):
    plan, second = offered
    deciding.decide(plan, second, world.sari, {"t3": (TAKE, "")})
    assert texts(plan, "action") == ["Membentuk tim", "Rapat kerja"]
    assert [offer.key for offer in deciding.offered(plan).open] == ["t1", "t4"]
    user = deciding.users_of(second.template).get()
    assert (user.standing, user.decided) == (1, 1)


def test_an_answer_to_a_row_that_is_not_offered_is_stale(world, offered):
    plan, second = offered
    for key in ("t2", "lain"):
        with pytest.raises(Stale):
            deciding.decide(plan, second, world.sari, {key: (TAKE, "")})


def test_a_frozen_plan_is_neither_offered_nor_changed(world, offered):
    plan, second = offered
    in_state(plan.decree, DecreeState.ENACTED)
    frozen = type(plan).objects.get(pk=plan.pk)
    assert deciding.newer_version(frozen) is None
    with pytest.raises(Refused):
        deciding.decide(frozen, second, world.sari, {"t1": (TAKE, "")})
    assert texts(plan, "time")[0] == "Januari 2026" and Decree.objects.filter(state="enacted").exists()


def test_an_own_change_is_shown_beside_both_versions_and_a_run_is_not_torn(world, offered):
    plan, second = offered
    ActionStep.objects.filter(key=plan.origin.rows["t1"]).update(time="Mei 2026", action="Tim kami")
    offer = deciding.offered(plan).open[0]
    assert offer.own.cells["time"] == "Mei 2026" and offer.fields == ["time"]
    deciding.decide(plan, second, world.sari, {"t1": (TAKE, "")})
    assert texts(plan, "action")[0] == "Tim kami" and texts(plan, "time")[:2] == ["Februari 2026", "Maret 2026"]


def test_a_changed_run_changes_the_rows_that_took_it_and_stays_merged(world):
    first = published(world, *FIRST)
    plan = begun(world, first)
    changed = (("t1", FIRST[0][1] | {"indicator": "Tim bekerja"}, ()), *FIRST[1:])
    second = published(world, *changed, template=first.template)
    deciding.decide(plan, second, world.sari, {"t1": (TAKE, "")})
    assert texts(plan, "indicator") == ["Tim bekerja", "Tim ada", "Media ada"]
    deciding.decide(plan, second, world.sari, {"t2": (TAKE, "")})
    assert texts(plan, "indicator") == ["Tim bekerja", "", "Media ada"] and texts(plan, "continues")[1] == ["indicator"]
