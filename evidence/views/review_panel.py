"""The review panel beside an evidence: what it shows to one user, fetched for its template."""

from types import SimpleNamespace

from evidence import permissions, workflow
from evidence.filters import UNFILTERED, queue_of
from evidence.models import PageNote
from evidence.presenters import review as presenter
from evidence.proofs import reviewing
from evidence.states import REPAIR, EvidenceState, Verdict
from zi_portal.lib.web import whole_number


def review_panel(request, evidence, typed=None):
    """Return what the panel of an evidence shows to this user: sentences, verdicts, history, notes, way in the queue.

    typed: what a refused verdict or note had: action, reason, note, page, text, and error, code.
    """
    user = request.user
    verdicts = workflow.available(evidence, user)
    typed = presenter.NOTHING_TYPED | (typed or {})
    notes = PageNote.objects.visible_to(user).filter(revision__evidence=evidence).select_related("revision", "by")
    notes = notes.order_by("settled_at", "-revision__number", "page", "pk")
    may_revise = Verdict.REVISE in verdicts and evidence.state in REPAIR | {EvidenceState.UPLOADED}
    buttons, forms = presenter.verdicts(verdicts, typed)
    return SimpleNamespace(
        buttons=buttons,
        forms=forms,
        reasons=workflow.REASONS,
        revise=[presenter.revision_link(evidence)] if may_revise else [],
        sentence=presenter.sentence(evidence),
        hints=presenter.hints(evidence, user),
        history=presenter.lines(evidence.reviews.select_related("actor", "revision").order_by("-pk")),
        notes=presenter.remarks(
            notes,
            evidence,
            may_settle=permissions.can_settle(user, evidence),
            old_page=bool(request.GET.get("revisi") or typed["error"]),
        ),
        may_note=permissions.can_note(user, evidence) and evidence.present is not None,
        page_attributes=presenter.page_attributes(evidence, typed),
        typed=typed,
        **_queue_position(request, evidence, verdicts),
    )


def _queue_position(request, evidence, verdicts):
    """Return the evidences before and after this one in the user's filtered queue; after a verdict where to go on.

    in_queue: it waits for the user or was opened from the queue; decided: a verdict was just given.
    """
    queue_query = request.GET.get("antrean") or request.POST.get("antrean") or ""
    decided = "lanjut" in request.GET
    context = {
        "asked": queue_query,
        "antrean": queue_query or UNFILTERED,
        "queue": f"?{queue_query}" if queue_query not in ("", UNFILTERED) else "",
        "decided": decided,
        "in_queue": False,
        "before": None,
        "after": None,
    }
    if not queue_query and not decided and not any(verdict in reviewing.BULK_VERDICTS for verdict in verdicts):
        return context
    rows = queue_of(request.user, queue_query)
    if decided:
        number = whole_number(request.GET["lanjut"])
        next_evidence = number is not None and rows.filter(pk=number).first() or rows.first()
        return context | {"after": next_evidence}
    before, after = reviewing.neighbours(rows, evidence)
    return context | {"in_queue": True, "before": before, "after": after}
