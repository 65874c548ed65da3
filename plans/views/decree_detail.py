"""The page of a decree: what it is, what is missing, what to do next."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from plans import permissions, workflow
from plans.decree import checks, clauses
from plans.forms.decrees import TYPED_AT_ENACTMENT
from plans.models import Decree, DecreeTransition
from plans.presenters import decree as presenter
from plans.presenters.decree import printed_text
from plans.presenters.gaps import gaps_page
from plans.states import EDITABLE, FINAL, Action, DecreeState

NEXT = {
    DecreeState.DRAFT: "Sedang disusun oleh sekretariat.",
    DecreeState.RETURNED: "Dikembalikan oleh pimpinan; sedang diperbaiki oleh sekretariat.",
    DecreeState.SUBMITTED: "Menunggu persetujuan pimpinan.",
    DecreeState.APPROVED: "Sudah disetujui; menunggu nomor dan tanggal penetapan.",
    DecreeState.ENACTED: "Berlaku. Cetak asli untuk ditandatangani dan salinan untuk dibagikan.",
    DecreeState.SUPERSEDED: "Tidak berlaku lagi: sudah diganti oleh keputusan perubahan.",
    DecreeState.REVOKED: "Tidak berlaku lagi: sudah dicabut.",
}
NEXT_BY_ACTION = {
    Action.APPROVE: "Periksa naskah dan lampirannya, lalu setujui atau kembalikan dengan catatan.",
    Action.ENACT: "Isi nomor dan tanggal dari buku register keputusan, lalu tetapkan.",
    Action.WITHDRAW: "Menunggu persetujuan pimpinan. Selama belum diputuskan, pengajuan dapat ditarik kembali.",
}


@require_safe
def detail(request, pk):
    """Show state, history, checks, body, annexes, settings and documents of a decree."""
    rows = Decree.objects.visible_to(request.user).select_related("satker", "amends", "created_by", "submitted_by")
    decree = get_object_or_404(rows.with_body(), pk=pk)
    gaps = _gaps(decree)
    actions = workflow.available(decree, request.user)
    annexes = clauses.labelled_annexes(decree)
    history = _history(decree)
    plan = next((annex.plan for annex in annexes if annex.plan), None)
    context = {
        "decree": decree,
        "short_number": presenter.short_number(decree),
        "name": presenter.number(decree) or decree.year,
        "lead": presenter.lead(decree),
        "links": presenter.links(decree, plan, can_amend=permissions.can_amend(request.user, decree)),
        "gaps": gaps_page(gaps),
        "next": _next(decree, actions, gaps, request.user),
        "actions": presenter.action_links(decree, [Action(action) for action in actions]),
        "annexes": presenter.annex_lines(annexes),
        "history": history,
        "returned": _returned(decree, history),
        "related": presenter.related(decree, _amendments(decree, request.user)),
        "edit": presenter.edit_links(decree, can_edit=permissions.can_edit_decree(request.user, decree)),
        "settings": presenter.settings(decree),
        "made": presenter.made(decree),
    }
    context |= printed_text(decree, clauses.by_section(decree))
    return render(request, "decrees/detail.html", context)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history."""

    row: DecreeTransition
    action: Action
    source: DecreeState
    target: DecreeState


def _history(decree):
    """Return the list of Step, newest first."""
    rows = decree.transitions.select_related("actor").order_by("-pk")
    return [Step(row, Action(row.action), DecreeState(row.source), DecreeState(row.target)) for row in rows]


def _returned(decree, history):
    """Return the step that returned the decree, while it is in that state: the office must read its note first."""
    returns = (step for step in history if step.action == Action.RETURN)
    return next(returns, None) if decree.state == DecreeState.RETURNED else None


def _gaps(decree):
    """Return the gaps that prevent the next step; archives have no next step."""
    if decree.state in EDITABLE or decree.archive:
        return checks.submission_gaps(decree)
    if decree.state == DecreeState.APPROVED:
        return [gap for gap in checks.enactment_gaps(decree) if gap.code not in TYPED_AT_ENACTMENT]
    return []


def _amendments(decree, user):
    """Return the amendments of a decree; only an enacted one can have any."""
    return decree.amendments.visible_to(user).order_by("pk") if decree.state in FINAL else []


def _next(decree, actions, gaps, user):
    """Return a sentence about what the reader can do now, or whom the decree waits for."""
    errors = sum(gap.severity == "error" for gap in gaps)
    if Action.SUBMIT in actions:
        if errors:
            return f"Lengkapi {errors} kekurangan di bawah, lalu ajukan kepada pimpinan."
        advice = f"Lihat {len(gaps)} catatan pemeriksaan" if gaps else "Periksa sekali lagi"
        return f"Tidak ada yang kurang. {advice}, lalu ajukan kepada pimpinan."
    for action, sentence in NEXT_BY_ACTION.items():
        if action in actions:
            return sentence
    if decree.state == DecreeState.SUBMITTED and decree.submitted_by_id == user.pk:
        return "Menunggu persetujuan pimpinan lain: yang mengajukan tidak memutuskan sendiri."
    return NEXT[decree.state]
