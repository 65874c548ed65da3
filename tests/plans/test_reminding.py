"""Notices about decrees and plans: who is told of what on which day, in which words, each once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.models import Decree, DecreeTransition
from plans.reminding import decrees, offices
from plans.states import Action, DecreeState
from plans.workflow import perform
from teams.models import Membership, Satker
from teams.states import Role
from tests.factories import MembershipFactory, PlanFactory, SatkerFactory
from tests.plans.approval import NUMBER, a_decree, approved, in_state, submitted
from tests.zi_portal.reminders.dues import at
from zi_portal.mail.models import Message
from zi_portal.reminders.kinds import FINDERS, Inquiry, lines_of
from zi_portal.reminders.letters import digest
from zi_portal.reminders.models import Notice, OfficeRule
from zi_portal.reminders.sweeping import sweep

pytestmark = pytest.mark.django_db
DUE = date(2027, 1, 31)


def told(**conditions):
    """Names of the people with notices, sorted."""
    return sorted(Notice.objects.filter(**conditions).values_list("user__name", flat=True))


def words(**conditions):
    """The sentences of the notices, without doubles."""
    return sorted({line.text for line in lines_of(Notice.objects.filter(**conditions)).values()})


# Decisions


def test_a_submitted_decree_is_told_at_once_to_the_leaders_of_its_office(world):
    decree = perform(Action.SUBMIT, decree=a_decree(world.kabupaten), actor=world.sari)
    assert told(kind="decree.submitted") == ["Lukas", "Maya"]
    assert Message.objects.filter(kind="reminders.single").count() == 2
    (text,) = words()
    assert text == f"Sari mengajukan keputusan “{decree.title}” untuk disetujui."


def test_a_leader_who_submitted_it_is_not_asked(world):
    MembershipFactory(user=world.lukas, satker=world.kabupaten, role=Role.STAFF)
    perform(Action.SUBMIT, decree=a_decree(world.kabupaten), actor=world.lukas)
    assert told() == ["Maya"]


@pytest.mark.parametrize("change", [{"valid_until": "2021-01-01"}, {"valid_from": "2099-01-01"}])
def test_a_role_that_has_ended_or_not_begun_is_told_nothing(world, change):
    Membership.objects.filter(user=world.maya).update(**change)
    perform(Action.SUBMIT, decree=a_decree(world.kabupaten), actor=world.sari)
    assert told() == ["Lukas"]


def test_a_returned_decree_is_told_to_who_submitted_it_with_the_note(world):
    decree = submitted(world.kabupaten, by=world.sari)
    perform(Action.RETURN, decree=decree, actor=world.lukas, note="Perbaiki\nDiktum KEDUA.")
    assert told(kind="decree.returned") == ["Sari"]
    assert words()[0].endswith("dengan catatan: Perbaiki Diktum KEDUA.")


def test_an_approved_decree_is_told_to_who_submitted_it_until_it_has_its_number(world):
    decree = submitted(world.kabupaten, by=world.bima)
    perform(Action.APPROVE, decree=decree, actor=world.maya)
    assert told(kind="decree.approved") == ["Bima"]
    assert words() == [f"Maya menyetujui keputusan “{decree.title}”. Nomor dan tanggalnya sekarang dapat diisi."]
    perform(Action.ENACT, decree=decree, actor=world.sari, **NUMBER)
    assert words() == [f"Maya menyetujui keputusan “{decree.title}”."]


def test_where_the_submitter_has_left_the_staff_are_told(world):
    decree = submitted(world.kabupaten, by=world.sari)
    Membership.objects.filter(user=world.sari).update(valid_until="2021-01-01")
    perform(Action.APPROVE, decree=decree, actor=world.maya)
    assert told() == ["Bima"]


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.ENACT])
def test_other_actions_tell_nobody(world, action):
    decree = (
        submitted(world.kabupaten, by=world.sari)
        if action == Action.WITHDRAW
        else approved(world.kabupaten, by=world.sari)
    )
    perform(action, decree=decree, actor=world.sari, **(NUMBER if action == Action.ENACT else {}))
    assert told() == []


def test_a_second_submission_is_told_too(world):
    decree = a_decree(world.kabupaten)
    for action, actor in ((Action.SUBMIT, world.sari), (Action.RETURN, world.lukas), (Action.SUBMIT, world.sari)):
        perform(action, decree=decree, actor=actor, note="Lagi")
    assert told(kind="decree.submitted") == ["Lukas", "Lukas", "Maya", "Maya"]


def test_an_error_in_telling_undoes_the_action(world, monkeypatch):
    def fails(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("zi_portal.reminders.telling.record", fails)
    decree = submitted(world.kabupaten, by=world.sari)
    with pytest.raises(ZeroDivisionError):
        perform(Action.APPROVE, decree=decree, actor=world.lukas)
    decree.refresh_from_db()
    assert decree.state == DecreeState.SUBMITTED and not decree.transitions.exists() and told() == []


def test_a_deleted_draft_has_no_words(world):
    decree = perform(Action.SUBMIT, decree=a_decree(world.kabupaten), actor=world.sari)
    in_state(decree, DecreeState.DELETED, world.sari)
    assert Notice.objects.exists() and words() == []


# Decrees that wait


@pytest.fixture
def waiting(world):
    """A decree of the kabupaten that Sari submitted on 2 March 2026 in the evening."""
    decree = submitted(world.kabupaten, by=world.sari)
    entry = DecreeTransition.objects.create(
        decree=decree, actor=world.sari, action=Action.SUBMIT, source="draft", target="submitted"
    )
    DecreeTransition.objects.filter(pk=entry.pk).update(at=datetime(2026, 3, 2, 16, 30, tzinfo=UTC))
    enacted_of(*Satker.objects.all())
    return decree


def enacted_of(*offices, year=2026):
    """An enacted plan of each of the offices."""
    for satker in offices:
        fields = NUMBER | {"number": f"{year}-{satker.code}"}
        plan = PlanFactory(satker=satker, year=year)
        Decree.objects.filter(annexes__plan=plan).update(state=DecreeState.ENACTED, **fields)


def test_a_decree_is_told_again_after_more_than_three_days_and_then_weekly(world, waiting):
    first = date(2026, 3, 6)
    days = [first + timedelta(days=number) for number in range(-4, 20)]
    told_on = [day for day in days if sweep(at(day)).notified]
    assert told_on == [first, first + timedelta(days=7), first + timedelta(days=14)]
    assert told(kind="decree.waiting") == ["Lukas"] * 3 + ["Maya"] * 3
    assert words() == [f"Keputusan “{waiting.title}” menunggu persetujuan Anda sejak 2 Maret 2026."]


def test_where_no_leader_can_approve_the_admins_hear_of_it(world, waiting):
    Decree.objects.filter(pk=waiting.pk).update(submitted_by=world.lukas)
    Membership.objects.filter(user=world.maya).delete()
    sweep(at(date(2026, 3, 6)))
    assert told(kind="decree.nobody") == ["Andi"] and told(kind="decree.waiting") == []
    reason = "tetapi tidak ada pimpinan yang dapat memutuskannya"
    sentence = f"Keputusan “{waiting.title}” menunggu sejak 2 Maret 2026, {reason}."
    assert words(kind="decree.nobody") == [sentence]
    letter = digest(Message.objects.get(user=world.andi))
    assert [part.lines[0].text for part in letter.context["sections"]] == [sentence]
    assert decrees.undecidable(world.nadia, date(2026, 3, 6)) == []


def test_what_is_decided_is_not_told_again_and_says_so(world, waiting):
    sweep(at(date(2026, 3, 6)))
    perform(Action.APPROVE, decree=waiting, actor=world.lukas)
    assert sweep(at(date(2026, 3, 13))).notified == 0
    text = f"Keputusan “{waiting.title}” sudah tidak menunggu; statusnya sekarang: Disetujui."
    assert words(kind="decree.waiting") == [text]
    assert all(line.settled for line in lines_of(Notice.objects.filter(kind="decree.waiting")).values())


def test_a_missed_day_is_caught_up_once(world, waiting):
    moments = [at(date(2026, 3, 8)), at(date(2026, 3, 8), "12:00"), at(date(2026, 3, 9))]
    assert [sweep(moment).caught_up for moment in moments] == [2, 0, 0]


def test_the_section_shows_what_the_user_may_decide(world, waiting):
    submitted(world.kota, by=world.dewi)
    (section,) = decrees.decisions(world.lukas, date(2026, 3, 6))
    assert (section.title, section.number) == ("Menunggu keputusan Anda", 1)
    assert world.client("lukas").get(section.url).status_code == 200
    assert world.client("lukas").get(section.lines[0].url).status_code == 200
    assert all(decrees.decisions(user, date(2026, 3, 6)) == [] for user in (world.sari, world.rian, world.nadia))
    Decree.objects.filter(pk=waiting.pk).update(submitted_by=world.lukas)
    assert decrees.decisions(world.lukas, date(2026, 3, 6)) == []


def test_the_digest_of_a_leader_tells_the_decree(world, waiting):
    sweep(at(date(2026, 3, 6)))
    letter = digest(Message.objects.get(user=world.lukas))
    assert [section.name for section in letter.context["sections"]] == ["decisions"]


# Offices without a plan


def stage_on(day, satker_codes=("98.01",)):
    """{kind: names} that the finder finds on a day for these offices."""
    kinds = {}
    for row in offices.offices_without_plan(Inquiry(day, frozenset(satker_codes), rules())):
        kinds.setdefault(row.kind, []).append(row.user_id)
    names = dict(Membership.objects.values_list("user_id", "user__name"))
    return {kind: sorted(names[pk] for pk in pks) for kind, pks in kinds.items()}


def rules():
    return {rule.satker_code: rule for rule in OfficeRule.objects.all()}


@pytest.fixture
def planned(world):
    """All offices have a plan of 2026; of 2027 nobody has."""
    enacted_of(*Satker.objects.all())
    return world


HEADS = ["Andi", "Bima", "Lukas", "Maya", "Sari"]


@pytest.mark.parametrize(
    ("days", "kind", "names"),
    [
        (-30, "plan.in_30", ["Bima", "Sari"]),
        (-15, "plan.in_30", ["Bima", "Sari"]),
        (-14, "plan.in_14", ["Bima", "Sari"]),
        (-7, "plan.in_7", ["Bima", "Sari"]),
        (-1, "plan.in_1", ["Bima", "Sari"]),
        (0, "plan.today", HEADS),
        (7, "plan.late_7", HEADS),
        (14, "plan.late_14", HEADS),
        (21, "plan.late_21", HEADS),
        (28, "plan.to_superior", ["Rian"]),
        (60, "plan.to_superior", ["Rian"]),
    ],
)
def test_each_stage_is_told_to_those_whom_it_concerns(planned, days, kind, names):
    assert stage_on(DUE + timedelta(days=days)) == {kind: names}


@pytest.mark.parametrize("days", [-31, 61])
def test_before_and_long_after_nobody_is_told(planned, days):
    assert stage_on(DUE + timedelta(days=days)) == {}


def test_an_office_with_an_enacted_plan_is_not_told_and_an_approved_one_is_none(planned):
    plan = PlanFactory(satker=planned.kabupaten, year=2027)
    Decree.objects.filter(annexes__plan=plan).update(state=DecreeState.APPROVED, submitted_by=planned.sari)
    assert stage_on(DUE) == {"plan.today": HEADS}
    enacted_of(planned.kabupaten, year=2027)
    assert stage_on(DUE) == {}


@pytest.mark.parametrize(
    ("code", "day", "due_on"),
    [
        ("98", date(2027, 2, 15), date(2027, 2, 15)),
        ("98.01", date(2027, 1, 10), date(2027, 1, 10)),
        ("90", date(2026, 12, 20), date(2026, 12, 20)),
        ("99", date(2027, 2, 15), DUE),
        ("98", date(2026, 2, 15), DUE),
    ],
)
def test_the_day_is_that_of_the_nearest_office_that_set_one_for_the_year(planned, code, day, due_on):
    OfficeRule.objects.create(satker_code=code, plan_due_on=day)
    assert offices.plan_due_on(planned.kabupaten, 2027, rules()) == due_on
    assert list(stage_on(due_on)) == ["plan.today"]


def test_the_own_day_comes_before_that_of_the_province(planned):
    OfficeRule.objects.create(satker_code="98", plan_due_on=date(2027, 2, 15))
    OfficeRule.objects.create(satker_code="98.01", plan_due_on=date(2027, 2, 1))
    assert offices.plan_due_on(planned.kabupaten, 2027, rules()) == date(2027, 2, 1)


@pytest.mark.parametrize("change", [{"active_until": date(2026, 12, 31)}, {"active_from": date(2027, 6, 1)}])
def test_an_office_that_does_not_exist_on_the_day_is_not_told(planned, change):
    Satker.objects.filter(code="98.01").update(**change)
    assert stage_on(DUE) == {}


def test_an_office_without_people_is_not_told_to_those_above(planned):
    Membership.objects.filter(satker=planned.kabupaten).update(valid_until="2021-01-01")
    assert stage_on(DUE + timedelta(days=28)) == {}


def test_where_there_are_no_staff_admin_and_leaders_are_told_early(planned):
    Membership.objects.filter(satker=planned.kabupaten, role=Role.STAFF).update(valid_until="2021-01-01")
    assert stage_on(DUE - timedelta(days=30)) == {"plan.in_30": ["Andi", "Lukas", "Maya"]}


def test_where_the_province_has_no_reviewers_those_above_it_are_told(planned):
    Membership.objects.filter(user=planned.rian).update(valid_until="2021-01-01")
    MembershipFactory(user=planned.nadia, satker=planned.national, role=Role.REVIEWER)
    assert stage_on(DUE + timedelta(days=28)) == {"plan.to_superior": ["Nadia"]}


def test_each_stage_is_told_once_and_by_the_sweep(planned):
    days = [DUE + timedelta(days=number) for number in range(-32, 64)]
    for day in days:
        sweep(at(day), satker_codes=["98.01"])
    assert told(user=planned.sari) == ["Sari"] * 8 and told(user=planned.rian) == ["Rian"]
    assert told(user=planned.lukas) == ["Lukas"] * 4 and told(user__in=[planned.dewi, planned.putra]) == []


def test_the_words_name_the_day_and_open_the_draft_or_the_list(planned):
    sweep(at(DUE), satker_codes=["98.01"])
    notice = Notice.objects.get(user=planned.sari)
    line = lines_of([notice])[notice.pk]
    assert line.text == "Rencana aksi 2027 belum ditetapkan; batasnya 31 Januari 2027."
    assert line.url == "/rencana/?satker=98.01&year=2027" and line.satker == planned.kabupaten.short_name
    assert planned.client("sari").get(line.url).status_code == 200
    plan = PlanFactory(satker=planned.kabupaten, year=2027)
    assert lines_of([notice])[notice.pk].url == f"/keputusan/{plan.annex.decree_id}/"
    enacted_of(planned.kabupaten, year=2027)
    line = lines_of([notice])[notice.pk]
    assert line.text == "Rencana aksi 2027 sudah ditetapkan." and line.settled


def section_of(user, day):
    """(number, urgent) of the section that the person's digest shows on a day, None without it."""
    return next(((part.number, part.urgent) for part in offices.unplanned(user, day)), None)


def test_the_section_shows_each_their_own_offices(planned):
    early, late = DUE - timedelta(days=30), DUE + timedelta(days=28)
    assert section_of(planned.sari, early - timedelta(days=1)) is None
    assert section_of(planned.sari, early) == (1, False)
    assert section_of(planned.lukas, early) is None and section_of(planned.lukas, DUE) == (1, False)
    assert section_of(planned.sari, late) == (1, True)
    assert section_of(planned.rian, DUE) is None
    assert section_of(planned.rian, late) == (2, True)
    assert section_of(planned.putra, late) is None and section_of(planned.kirana, late) is None


def test_what_the_sweep_tells_stands_in_the_digest(planned):
    for days in (-30, 0, 28):
        Message.objects.all().delete()
        sweep(at(DUE + timedelta(days=days)), satker_codes=["98.01", "98.71"])
        messages = Message.objects.filter(kind="reminders.digest")
        for message in messages:
            message.about["day"] = (DUE + timedelta(days=days)).isoformat()
            assert "plans" in [section.name for section in digest(message).context["sections"]]
        assert messages


# Queries


def queries_of(day):
    """Numbers of queries of the two finders, and of the candidates that they find."""
    numbers = []
    for find in (decrees.waiting_decrees, offices.offices_without_plan):
        with CaptureQueriesContext(connection) as queries:
            candidates = list(find(Inquiry(day)))
        numbers.append((len(queries), len(candidates)))
    return numbers


def test_the_number_of_queries_does_not_grow(world):
    def more(code):
        satker = SatkerFactory(code=code, parent=world.province)
        staff, leader = (MembershipFactory(satker=satker, role=role).user for role in (Role.STAFF, Role.LEADER))
        decree = perform(Action.SUBMIT, decree=a_decree(satker), actor=staff)
        assert leader != decree.submitted_by

    more("98.02")
    day = timezone.localdate().replace(month=1, day=31) + timedelta(days=366 + 5)
    (few_waiting, few_decrees), (few_plans, few_people) = queries_of(day)
    for number in range(3, 8):
        more(f"98.0{number}")
    (many_waiting, many_decrees), (many_plans, many_people) = queries_of(day)
    assert (few_waiting, few_plans) == (many_waiting, many_plans) == (2, 3)
    assert many_decrees == few_decrees + 5 and many_people > few_people


def test_the_finders_are_those_of_the_sweep():
    assert {decrees.waiting_decrees, offices.offices_without_plan} <= set(FINDERS)
