"""What an enacted plan owes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.models import EvidenceRequirement, Obligation, RequirementChange
from evidence.obligations import deriving, editing, progress
from evidence.obligations.groups import groups_of
from plans import workflow as decrees
from plans.decree import drafting
from plans.models import ActionStep, Decree, Plan, PlanArea
from plans.plan import deadlines, runs
from plans.plan.lines import lines
from plans.states import Action, DecreeState
from tests.acceptance.truth import plan_annex, read, true_rows
from tests.evidence.ground import a_proof, judged, owing, progress_of
from tests.factories import PlanFactory
from zi_portal.jobs import queue

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database("evidence.obligations.deriving", "evidence.models.requirements"),
]


@pytest.fixture
def ground(world):
    return owing(world.kabupaten, by=world.sari, leader=world.lukas)


def test_enacting_makes_requirements_of_the_printed_text(ground):
    titles = EvidenceRequirement.objects.filter(satker=ground.satker).values_list("title", flat=True)
    assert sorted(titles) == ["Bukti pelaksanaan: Menilai tim", "Laporan", "Notula rapat", "SK Tim"]


def test_what_is_made_once_is_owed_once_and_the_rest_at_each_deadline(ground):
    pairs = [(str(obligation.requirement), obligation.slot) for obligation in ground.obligations]
    assert pairs == [
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
    deriving.rebuild(ground.plan)
    assert list(ground.plan.obligations.order_by("pk").values()) == before


def test_rows_that_are_merged_and_split_again_owe_what_they_owed_with_evidence_dates_and_persons(ground, world):
    ActionStep.objects.filter(pk=ground.steps[2].pk).update(evidence="Nilai tim")
    deriving.rebuild(ground.plan)
    obligation = Obligation.objects.get(requirement__title="Nilai tim")
    Obligation.objects.filter(pk=obligation.pk).update(due_on=date(2026, 11, 2), overridden=True)
    proof = a_proof([obligation], world.sari)
    before = list(Obligation.objects.filter(active=True).order_by("pk").values())
    for how in (runs.merge, runs.split):
        rows = lines(ground.plan)
        ActionStep.objects.bulk_update(how(rows, rows[2].step, "evidence"), ["evidence", "continues", "kept"])
        deriving.rebuild(ground.plan)
    assert list(Obligation.objects.filter(active=True).order_by("pk").values()) == before
    assert proof.uses.get().obligation_id == obligation.pk


# Amendments


@pytest.fixture
def amendment(ground, world):
    """The amendment of the ground's decree: its plan, ready to be changed and enacted."""
    decree = drafting.create_amendment(ground.decree, world.sari)
    ground.new = Plan.objects.get(annex__decree=decree)
    ground.rows = ActionStep.objects.filter(area__plan=ground.new)
    ground.amended = decree
    return ground


def enact(ground, world, on=date(2026, 7, 1)):
    """The amendment in force; its rows read again for deadlines."""
    deadlines.rebuild(ground.new)
    Decree.objects.filter(pk=ground.amended.pk).update(state=DecreeState.APPROVED, submitted_by=world.sari)
    ground.amended.refresh_from_db()
    fields = {"number": "10", "number_year": 2026, "enacted_on": on}
    decrees.perform(Action.ENACT, decree=ground.amended, actor=world.lukas, **fields)


def requested_slots(plan):
    """[(title, slot)] that a plan asks for now."""
    rows = plan.obligations.filter(active=True).order_by("requirement__title", "slot")
    return list(rows.values_list("requirement__title", "slot"))


def test_an_amendment_takes_obligations_and_evidence_over(amendment, world):
    proof = judged(a_proof(amendment.obligations[:1], world.sari), ("accept", world.lukas))
    before = requested_slots(amendment.plan)
    enact(amendment, world)
    assert requested_slots(amendment.new) == before and requested_slots(amendment.plan) == []
    assert proof.uses.get().obligation.plan == amendment.new
    assert progress_of(amendment.new, date(2026, 4, 1)) == progress.Progress(8, 2, 1, 1)


def test_what_was_owed_before_the_amendment_stays_owed_and_what_it_adds_before_its_day_does_not(amendment, world):
    amendment.rows.filter(action="Menilai tim").update(evidence="Nilai tim", time="Mei 2026")
    enact(amendment, world)
    owing_still = amendment.new.obligations.filter(active=True, slot="2026-03-31")
    assert owing_still.count() == 2 and all(obligation.owed for obligation in owing_still)
    assert not amendment.new.obligations.get(requirement__title="Nilai tim").owed


def test_rows_that_the_amendment_drops_are_owed_no_more_and_keep_their_evidence(amendment, world):
    reports = list(Obligation.objects.filter(requirement__title="Laporan", slot="2026-03-31"))
    proof = a_proof(reports, world.sari)
    amendment.rows.filter(action="Menyusun laporan").delete()
    enact(amendment, world)
    assert "Laporan" not in dict(requested_slots(amendment.new))
    assert proof.uses.get().obligation.active is False


def test_one_date_that_is_printed_differently_stays_the_same_obligation(amendment, world):
    old = Obligation.objects.get(requirement__implicit=True)
    proof = a_proof([old], world.sari)
    amendment.rows.filter(action="Menilai tim").update(time="November 2026")
    enact(amendment, world)
    moved = proof.uses.get().obligation
    assert (moved.pk, moved.slot, moved.due_on, moved.active) == (old.pk, "2026-11-30", date(2026, 11, 30), True)


def test_text_that_the_amendment_prints_anew_is_read_anew_where_nobody_touched_the_list(amendment, world):
    amendment.rows.filter(action="Menyusun laporan").update(evidence="Laporan, Foto")
    enact(amendment, world)
    titles = {title for title, _ in requested_slots(amendment.new)}
    assert {"Laporan", "Foto"} <= titles
    assert EvidenceRequirement.objects.filter(title="Laporan").count() == 1


def test_a_list_that_people_refined_stays_and_says_that_the_text_changed(amendment, world):
    step = ActionStep.objects.select_related(*editing.STEP_RELATIONS).get(area__plan=amendment.plan, evidence="Laporan")
    editing.add(step, world.sari, title="Kuitansi")
    amendment.rows.filter(action="Menyusun laporan").update(evidence="Foto")
    enact(amendment, world)
    titles = dict(requested_slots(amendment.new)).keys()
    assert {"Laporan", "Kuitansi"} <= titles and "Foto" not in titles
    step = ActionStep.objects.select_related(*editing.STEP_RELATIONS).get(area__plan=amendment.new, evidence="Foto")
    assert editing.listing_of(step).reprinted


def test_what_was_not_owed_is_owed_once_its_date_is_printed_behind_the_enactment(amendment, world):
    free = Obligation.objects.filter(requirement__implicit=True)
    free.update(owed=False)
    amendment.rows.filter(action="Menilai tim").update(time="November 2026")
    enact(amendment, world)
    assert free.get().slot == "2026-11-30" and free.get().owed


def test_a_date_set_by_hand_before_the_enactment_is_not_owed_and_one_behind_it_is(amendment, world):
    amendment.rows.filter(action="Menilai tim").update(time="sewaktu-waktu")
    enact(amendment, world)
    requirements = EvidenceRequirement.objects.filter(implicit=True)
    outcomes = []
    for dates in ([], ["2026-05-31"], ["2026-05-31", "2026-06-30"], ["2026-09-30"], []):
        requirements.update(dates=dates)
        deriving.rebuild(amendment.new)
        rows = Obligation.objects.filter(requirement__implicit=True, active=True).order_by("slot")
        outcomes.append([(obligation.slot, obligation.owed) for obligation in rows])
    before = [("2026-05-31", False), ("2026-06-30", False)]
    assert outcomes == [[("once", True)], before[:1], before, [("2026-09-30", True)], [("once", True)]]


def test_an_override_outlives_the_amendment(amendment, world):
    Obligation.objects.filter(requirement__implicit=True).update(due_on="2026-10-15", overridden=True)
    enact(amendment, world)
    assert amendment.new.obligations.get(requirement__implicit=True).due_on == date(2026, 10, 15)


# Dates, ends, what was forgotten


def test_what_fell_due_before_the_enactment_is_not_owed(world):
    ground = owing(world.kabupaten, by=world.sari, leader=world.lukas)
    Decree.objects.filter(pk=ground.decree.pk).update(enacted_on="2026-06-30")
    Obligation.objects.all().delete()
    deriving.rebuild(ground.plan)
    free = ground.plan.obligations.filter(owed=False)
    assert {obligation.slot for obligation in free} == {"2026-03-31"}
    assert progress_of(ground.plan, date(2026, 6, 29)).due == 0


def test_a_revoked_plan_owes_nothing(ground, world):
    decrees.perform(Action.REVOKE, decree=ground.decree, actor=world.lukas, note="Keliru")
    assert not ground.plan.obligations.filter(active=True).exists()
    assert progress_of(ground.plan) == progress.Progress()


def test_the_daily_job_finds_plans_that_owe_nothing_yet(ground):
    RequirementChange.objects.all().delete()
    Obligation.objects.all().delete()
    EvidenceRequirement.objects.all().delete()
    assert list(deriving.plans_without_obligations()) == [ground.plan]
    assert queue.run(queue.enqueue("owe_evidence", key="harian", payload={}).pk).result == {"plans": 1}
    assert ground.plan.obligations.count() == 8 and not deriving.plans_without_obligations().exists()


def test_archives_and_drafts_owe_nothing(ground):
    Obligation.objects.all().delete()
    Decree.objects.filter(pk=ground.decree.pk).update(archive=True)
    assert not deriving.plans_without_obligations().exists()
    assert not deriving.in_force(Plan.objects.get(pk=ground.plan.pk))


def test_other_rows_cost_no_more_queries(ground):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            deriving.rebuild(ground.plan)
        return len(captured)

    queries()
    number_before, area = queries(), PlanArea.objects.get(plan=ground.plan, position=2)
    ActionStep.objects.bulk_create(
        ActionStep(area=area, position=9 + n, action=f"Langkah {n}", evidence=f"SK {n}, Foto {n}") for n in range(30)
    )
    deriving.rebuild(ground.plan)
    assert queries() == number_before <= 16


def test_a_table_without_a_column_of_evidence_asks_one_proof_of_each_step(seeds, world):
    rows = true_rows(plan_annex(read(seeds / "003_luwu.json")))
    area = PlanArea.objects.create(plan=PlanFactory(satker=world.kabupaten), position=1, title="A")
    ActionStep.objects.bulk_create(
        ActionStep(area=area, position=place, action=row["cells"]["SUB KEGIATAN"]) for place, row in enumerate(rows)
    )
    proposals = [deriving.proposals(group) for group in groups_of(area.plan)]
    assert len(proposals) == 40 and all(
        len(group_proposals) == 1 and group_proposals[0].implicit for group_proposals in proposals
    )
    assert proposals[0][0].title == f"Bukti pelaksanaan: {rows[0]['cells']['SUB KEGIATAN']}"
