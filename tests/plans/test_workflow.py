"""The approval: every state × action × person, what each step changes, what it refuses, what it writes down."""

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from plans import workflow
from plans.decree import payload
from plans.models import Clause, DecreeTransition, Plan, Version
from plans.states import EDITABLE, Action, DecreeState
from plans.workflow import TRANSITIONS, perform
from teams.models import Team
from tests.factories import TeamFactory
from tests.plans.approval import NUMBER, a_decree, approved, in_state, submitted
from zi_portal.audit import chain
from zi_portal.audit.models import AuditEvent
from zi_portal.lib.errors import Refused, Stale

pytestmark = pytest.mark.database("plans.workflow", "plans.models.decrees")

STAFF = {"sari", "bima"}
LEADERS = {"lukas", "maya"}
OTHERS = {"kirana", "andi", "rian", "tari", "dewi", "joko", "nadia", "putra", "lama"}
RULES = {
    # action: (sources, target, who)
    Action.SUBMIT: ({"draft", "returned"}, "submitted", STAFF),
    Action.WITHDRAW: ({"submitted"}, "draft", STAFF),
    Action.APPROVE: ({"submitted"}, "approved", LEADERS),
    Action.RETURN: ({"submitted", "approved"}, "returned", LEADERS),
    Action.ENACT: ({"approved"}, "enacted", STAFF | LEADERS),
    Action.SUPERSEDE: ({"enacted"}, "superseded", set()),
    Action.REVOKE: ({"enacted"}, "revoked", LEADERS),
    Action.DELETE: ({"draft", "returned"}, "deleted", STAFF),
    Action.RESTORE: ({"deleted"}, "draft", STAFF),
}


def act(action, decree, actor, **options):
    options = {"note": "Alasan"} | (NUMBER if action == Action.ENACT else {}) | options
    return perform(action, decree=decree, actor=actor, **options)


def outcome(action, decree, actor):
    try:
        return act(action, decree, actor).state
    except (Stale, PermissionDenied) as error:
        return type(error)


def expected(action, state, name):
    sources, target, allowed_people = RULES[action]
    if state not in sources:
        return Stale
    return target if name in allowed_people else PermissionDenied


@pytest.mark.case("D8")
@pytest.mark.parametrize("name", sorted(STAFF | LEADERS | OTHERS))
def test_only_the_table_moves_a_decree(world, name):
    pairs = list(product(DecreeState, Action))
    decree = a_decree(world.kabupaten)
    outcomes, expected_outcomes = {}, {}
    for state, action in pairs:
        Version.objects.all().delete()
        DecreeTransition.objects.all().delete()
        in_state(decree, state, world.sari)
        outcomes[state, action] = outcome(action, decree, getattr(world, name))
        expected_outcomes[state, action] = expected(action, state, name)
    assert outcomes == expected_outcomes


def test_the_table_has_every_action():
    assert set(TRANSITIONS) == set(Action) == set(RULES)


@pytest.mark.case("D8")
@pytest.mark.parametrize("state", DecreeState)
@pytest.mark.parametrize("name", ["sari", "lukas", "rian", "dewi"])
def test_available_are_exactly_the_actions_that_succeed(world, state, name):
    decree = in_state(a_decree(world.kabupaten), state, world.sari)
    expected_actions = [action for action in RULES if expected(action, state, name) not in (Stale, PermissionDenied)]
    assert workflow.available(decree, getattr(world, name)) == expected_actions


@pytest.mark.case("D7")
@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN])
def test_nobody_decides_on_what_they_submitted(world, action):
    decree = submitted(world.kabupaten, by=world.lukas)
    assert action not in workflow.available(decree, world.lukas)
    with pytest.raises(PermissionDenied):
        act(action, decree, world.lukas)
    assert act(action, decree, world.maya).pk == decree.pk


def test_submitting_names_the_submitter_and_counts_the_revision(world):
    decree = act(Action.SUBMIT, a_decree(world.kabupaten), world.bima)
    decree.refresh_from_db()
    assert (decree.state, decree.submitted_by, decree.revision) == (DecreeState.SUBMITTED, world.bima, 1)


@pytest.mark.case("D11")
def test_a_decree_that_was_changed_since_it_was_opened_is_stale(world):
    decree = submitted(world.kabupaten, by=world.sari)
    act(Action.RETURN, decree, world.lukas)
    act(Action.SUBMIT, decree, world.sari)
    with pytest.raises(Stale, match="sudah berubah sejak Anda membukanya"):
        act(Action.APPROVE, decree, world.maya, revision=decree.revision)
    assert act(Action.APPROVE, decree, world.maya, revision=2).state == DecreeState.APPROVED


@pytest.mark.case("D10")
def test_a_double_click_moves_once_and_is_told_the_second_time(world):
    decree = submitted(world.kabupaten, by=world.sari)
    act(Action.APPROVE, decree, world.lukas, revision=0)
    with pytest.raises(Stale):
        act(Action.APPROVE, decree, world.lukas, revision=0)
    assert decree.transitions.count() == 1


@pytest.mark.parametrize(("action", "state"), [(Action.RETURN, "submitted"), (Action.REVOKE, "enacted")])
@pytest.mark.parametrize("note", ["", "  \n"])
def test_returning_and_revoking_need_a_reason(world, action, state, note):
    decree = in_state(a_decree(world.kabupaten), state, world.sari)
    with pytest.raises(Refused, match="Tulis alasannya"):
        act(action, decree, world.lukas, note=note)
    decree.refresh_from_db()
    assert (decree.state, decree.transitions.count()) == (state, 0)


def test_every_step_is_in_the_history_and_in_the_audit_log(world):
    decree = submitted(world.kabupaten, by=world.sari)
    act(Action.RETURN, decree, world.lukas, note=" Lengkapi bukti. ", request_id="abc")
    line = DecreeTransition.objects.get()
    assert (line.actor, line.action, line.source, line.target) == (world.lukas, "return", "submitted", "returned")
    assert line.note == "Lengkapi bukti."
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.request_id) == ("decree.return", world.lukas, "abc")
    assert (event.satker_code, event.before["state"], event.after["state"]) == ("98.01", "submitted", "returned")
    assert chain.verify() is None


def test_gaps_hold_up_the_submission_and_are_listed(world):
    decree = a_decree(world.kabupaten)
    Clause.objects.filter(decree=decree).delete()
    with pytest.raises(Refused) as refused:
        act(Action.SUBMIT, decree, world.sari)
    assert {gap.code for gap in refused.value.gaps} == {"menimbang_missing", "mengingat_missing", "diktum_missing"}
    decree.refresh_from_db()
    assert decree.state == DecreeState.DRAFT


def test_warnings_do_not_hold_up_the_submission(world):
    decree = a_decree(world.kabupaten, issuer_name="")
    assert act(Action.SUBMIT, decree, world.sari).state == DecreeState.SUBMITTED


def test_a_higher_app_can_veto(world, monkeypatch):
    monkeypatch.setattr(workflow, "GUARDS", [lambda action, decree: [f"Tidak boleh {action}."]])
    with pytest.raises(Refused, match="Tidak boleh submit."):
        act(Action.SUBMIT, a_decree(world.kabupaten), world.sari)


def test_plan_and_team_are_frozen_exactly_while_the_decree_is_not_editable(world):
    decree = a_decree(world.kabupaten)
    team = TeamFactory(satker=world.kabupaten)
    decree.annexes.create(position=2, kind="team", team=team)
    team.units.create(position=1, title="PENGARAH").members.create(position=1, name="Lukas")
    steps = [(Action.SUBMIT, "sari"), (Action.RETURN, "lukas"), (Action.SUBMIT, "sari"), (Action.APPROVE, "lukas")]
    for action, name in [*steps, (Action.ENACT, "sari"), (Action.REVOKE, "lukas")]:
        frozen = act(action, decree, getattr(world, name)).state not in EDITABLE
        assert Plan.objects.get(annex__decree=decree).frozen == frozen
        assert Team.objects.get(pk=team.pk).frozen == frozen


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number": " "}, "number_missing"),
        ({"number_year": None}, "number_missing"),
        ({"enacted_on": None}, "date_missing"),
        ({"number": "9" * 41}, "number_invalid"),
        ({"enacted_on": "besok"}, "enacted_on_invalid"),
    ],
)
def test_enacting_needs_number_year_and_date(world, fields, code):
    decree = approved(world.kabupaten, by=world.sari)
    with pytest.raises(Refused) as refused:
        act(Action.ENACT, decree, world.sari, **fields)
    assert code in {gap.code for gap in refused.value.gaps}
    decree.refresh_from_db()
    assert (decree.state, decree.number) == (DecreeState.APPROVED, "")


def test_only_enacting_takes_a_number(world):
    decree = submitted(world.kabupaten, by=world.sari)
    with pytest.raises(TypeError, match="number"):
        act(Action.APPROVE, decree, world.lukas, number="1")


def test_enacting_freezes_the_printed_text_with_its_number(world):
    decree = act(Action.ENACT, approved(world.kabupaten, by=world.sari), world.sari)
    version = Version.objects.get(decree=decree)
    assert version.payload["number_line"] == "NOMOR 17 TAHUN 2026"
    assert version.sha256 == payload.digest(version.payload) == payload.digest(payload.decree_payload(decree))


def test_place_and_signer_may_be_typed_at_enacting_and_are_in_the_audit_log(world):
    decree = approved(world.kabupaten, by=world.sari, place="", issuer_name="")
    act(Action.ENACT, decree, world.sari, place="Jernih", issuer_name="LUKAS")
    signature = Version.objects.get(decree=decree).payload["signature"]
    assert (signature["place"], signature["name"]) == ("Jernih", "LUKAS")
    after = AuditEvent.objects.get().after
    assert (after["number"], after["enacted_on"], after["issuer_name"]) == ("17", "2026-02-03", "LUKAS")


def test_enacting_keeps_the_deadlines(world):
    decree = approved(world.kabupaten, by=world.sari)
    plan = Plan.objects.get(annex__decree=decree)
    deadline = plan.deadlines.create(step=plan.areas.get().steps.get(), due_on="2026-03-31")
    act(Action.ENACT, decree, world.sari)
    assert list(plan.deadlines.values_list("pk", flat=True)) == [deadline.pk]


def test_a_number_that_is_taken_is_refused_with_its_name(world):
    in_state(a_decree(world.kabupaten, year=2025), DecreeState.ENACTED)
    decree = approved(world.kabupaten, by=world.sari)
    with pytest.raises(Refused, match="Nomor 17 Tahun 2026 sudah dipakai"):
        act(Action.ENACT, decree, world.sari)
    decree.refresh_from_db()
    assert (decree.state, Version.objects.count(), AuditEvent.objects.count()) == (DecreeState.APPROVED, 0, 0)


def test_the_same_number_in_another_office_is_free(world):
    in_state(a_decree(world.kota), DecreeState.ENACTED)
    assert act(Action.ENACT, approved(world.kabupaten, by=world.sari), world.sari).number == "17"


def test_a_second_plan_of_the_year_must_be_an_amendment(world):
    in_state(a_decree(world.kabupaten), DecreeState.ENACTED)
    decree = approved(world.kabupaten, by=world.sari)
    with pytest.raises(Refused, match="Buat keputusan perubahan"):
        act(Action.ENACT, decree, world.sari, number="18")


def test_enacting_an_amendment_supersedes_what_it_amends(world):
    old = in_state(a_decree(world.kabupaten), DecreeState.ENACTED)
    new = approved(world.kabupaten, by=world.sari, amends=old)
    act(Action.ENACT, new, world.sari, number="18")
    old.refresh_from_db()
    assert (old.state, old.revision) == (DecreeState.SUPERSEDED, 1)
    assert old.transitions.get().action == Action.SUPERSEDE
    assert [event.action for event in AuditEvent.objects.all()] == ["decree.enact", "decree.supersede"]


@pytest.mark.parametrize("state", ["superseded", "revoked"])
def test_an_amendment_of_what_is_no_longer_in_force_is_refused(world, state):
    old = in_state(a_decree(world.kabupaten), state)
    new = approved(world.kabupaten, by=world.sari, amends=old)
    with pytest.raises(Refused, match="tidak lagi berlaku"):
        act(Action.ENACT, new, world.sari, number="18")
