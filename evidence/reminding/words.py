"""Notices about obligations, plans and evidence in words: what, by when, where."""

from dataclasses import replace

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from evidence.models import Evidence, EvidenceReview, Obligation
from evidence.obligations.status import with_standing
from evidence.reminding.due import OPEN, owed_in_force
from evidence.reminding.kinds import NOBODY
from evidence.reminding.reviews import waiting_day
from evidence.states import REPAIR, EvidenceState, Standing
from plans.models import Plan
from zi_portal.reminders.kinds import Line, pks, words_of

LONGEST_TITLE = 90
"""Letters of a title in a line."""
BACK = {Standing.RETURNED: "buktinya dikembalikan", Standing.QUESTIONED: "buktinya dipertanyakan"}


def due_words(due_on, today):
    """Return a due date in words, with the days to it or since."""
    day, left = date_format(due_on, "j F Y"), (due_on - today).days
    if left == 0:
        return "jatuh tempo hari ini"
    if left == 1:
        return f"jatuh tempo besok, {day}"
    return f"jatuh tempo {day}, {left} hari lagi" if left > 0 else f"jatuh tempo {day}, lewat {-left} hari"


def short_title(text):
    """Return a title on one line, shortened."""
    return Truncator(" ".join(text.split())).chars(LONGEST_TITLE)


def obligation_lines(obligation_pks, today):
    """Return {pk: Line} of obligations as they are now; one query."""
    rows = with_standing(Obligation.objects.filter(pk__in=obligation_pks).order_by(), today)
    fields = ("pk", "step", "due_on", "standing", "requirement__title", "plan__satker__short_name")
    lines = {}
    for pk, step_pk, due_on, standing, title, office in rows.values_list(*fields):
        is_open = standing in OPEN and due_on is not None
        words = due_words(due_on, today) if is_open else Standing(standing).label.lower()
        remark = f"; {BACK[standing]}" if standing in BACK else ""
        url = f"{reverse('evidence:step', args=[step_pk])}#kewajiban-{pk}"
        lasting = f"{short_title(title)}, tenggat {date_format(due_on, 'j F Y')}" if due_on else short_title(title)
        text = f"{short_title(title)}: {words}{remark}"
        lines[pk] = Line(text, url, office, settled=not is_open, lasting=lasting)
    return lines


@words_of("obligation")
def obligation_words(notices):
    """Return {pk of a notice: Line} of notices about obligations; one query."""
    obligation_pks = pks(notices)
    lines = obligation_lines(set(obligation_pks.values()), timezone.localdate())
    worded = {}
    for notice in notices:
        line = lines.get(obligation_pks[notice.pk])
        if line and notice.kind == NOBODY:
            line = replace(line, text=f"{line.text}; tidak ada lagi yang bertugas")
        if line:
            worded[notice.pk] = line
    return worded


@words_of("plan")
def plan_words(notices):
    """Return {pk of a notice: Line} of notices about plans with obligations that have no date; two queries."""
    plan_pks = pks(notices)
    undated = owed_in_force().filter(plan__in=set(plan_pks.values()), due_on=None).order_by()
    undated = with_standing(undated, timezone.localdate()).filter(standing=Standing.UNSCHEDULED)
    numbers = dict(undated.values("plan").annotate(number=Count("pk")).values_list("plan", "number"))
    plans = Plan.objects.filter(pk__in=set(plan_pks.values())).order_by()
    facts = {pk: (year, office) for pk, year, office in plans.values_list("pk", "year", "satker__short_name")}
    return {
        pk: _undated_line(plan_pk, numbers.get(plan_pk, 0), *facts[plan_pk])
        for pk, plan_pk in plan_pks.items()
        if plan_pk in facts
    }


def _undated_line(plan_pk, number, year, office):
    url = f"{reverse('evidence:plan', args=[plan_pk])}?keadaan={Standing.UNSCHEDULED}"
    if not number:
        return Line(f"Semua kewajiban {year} sudah bertanggal", url, office, settled=True)
    return Line(f"{number} kewajiban belum bertanggal dalam rencana aksi {year}", url, office)


@words_of("evidence")
def evidence_words(notices):
    """Return {pk of a notice: Line} of notices about evidences that wait for a verdict; one query."""
    evidence_pks = pks(notices)
    rows = Evidence.objects.filter(pk__in=set(evidence_pks.values())).order_by()
    rows = rows.values_list("pk", "title", "state", "waiting_since", "satker__short_name")
    lines = {pk: _waiting_line(pk, *facts, timezone.localdate()) for pk, *facts in rows}
    return {pk: lines[evidence_pk] for pk, evidence_pk in evidence_pks.items() if evidence_pk in lines}


def _waiting_line(pk, title, state, waiting_since, office, today):
    url, day = reverse("evidence:detail", args=[pk]), waiting_day(waiting_since)
    if state != EvidenceState.UPLOADED:
        return Line(f"{short_title(title)}: {EvidenceState(state).label.lower()}", url, office, settled=True)
    lasting = f"{short_title(title)}: menunggu diperiksa sejak {date_format(day, 'j F Y')}"
    return Line(f"{lasting} ({(today - day).days} hari)", url, office, lasting=lasting)


def waiting_lines(evidences, today):
    """Return [Line] of evidences (with satker loaded) that wait for a verdict or a repair."""
    return [
        _waiting_line(row.pk, row.title, row.state, row.waiting_since, row.satker.short_name, today)
        if row.state == EvidenceState.UPLOADED
        else Line(
            f"{short_title(row.title)}: {EvidenceState(row.state).label.lower()}",
            reverse("evidence:detail", args=[row.pk]),
            row.satker.short_name,
        )
        for row in evidences
    ]


@words_of("review")
def review_words(notices):
    """Return {pk of a notice: Line} of notices about verdicts that sent evidences back; one query."""
    review_pks = pks(notices)
    reviews = EvidenceReview.objects.filter(pk__in=set(review_pks.values())).order_by()
    fields = ("pk", "evidence", "target", "note", "evidence__title", "evidence__state", "evidence__satker__short_name")
    lines = {}
    for pk, evidence_pk, target, note, title, state, office in reviews.values_list(*fields):
        reason = f": {Truncator(note).chars(200)}" if note else ""
        text = f"{short_title(title)} {EvidenceState(target).label.lower()}{reason}"
        lines[pk] = Line(text, reverse("evidence:detail", args=[evidence_pk]), office, settled=state not in REPAIR)
    return {pk: lines[review_pk] for pk, review_pk in review_pks.items() if review_pk in lines}
