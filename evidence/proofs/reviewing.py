"""What waits for whom: the queue of a reviewer, what an office must repair, how many; many verdicts at once; notes."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from evidence import permissions, workflow
from evidence.models import Evidence, EvidenceReview, EvidenceRevision, EvidenceUse, FilePage, PageNote
from evidence.states import REPAIR, EvidenceState, Verdict
from evidence.workflow import Refused, Stale
from teams.states import Role
from zi_portal.audit import chain

AT_ONCE = 100
"""Most rows of one verdict on many."""
REPAIRERS = {Role.STAFF, Role.COORDINATOR}
"""Roles that send another revision (permissions.can_upload)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many evidences wait for somebody: first stage, second stage, to repair; oldest: since when (or None)."""

    first: int = 0
    second: int = 0
    repairs: int = 0
    oldest: object = None

    @property
    def waiting(self):
        """Both stages of the review."""
        return self.first + self.second


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: code ("done", or why not), title ("" where it is not visible), words for the screen."""

    pk: int
    revision: int
    code: str
    title: str = ""
    words: str = ""


WORDS = {
    "stale": "Berubah sejak Anda membukanya; periksa keadaannya sekarang.",
    "forbidden": "Bukan wewenang Anda, atau Anda sendiri yang mengunggahnya.",
    "not_found": "Tidak ditemukan.",
}
DONE = {
    Verdict.ACCEPT: "Diterima.",
    Verdict.RETURN: "Dikembalikan.",
    Verdict.CONFIRM: "Dikukuhkan.",
    Verdict.QUESTION: "Dipertanyakan.",
}
"""Verdicts that may be given to many at once, and what is said of each row."""


def waiting_for(user):
    """Evidences whose next verdict is the user's: stage 1 at own offices, stage 2 of offices directly below.

    The same as permissions.can_decide and can_confirm, as a queryset; ordered by waiting time, the longest first.
    """
    rows = Evidence.objects.visible_to(user).filter(_first_stage(user) | _second_stage(user))
    newest = EvidenceRevision.objects.filter(evidence=OuterRef("evidence")).order_by("-number").values("at")[:1]
    placed = EvidenceUse.objects.filter(evidence=OuterRef("pk"), by=user.pk, at__gte=Subquery(newest))
    return rows.exclude(uploader=user.pk).exclude(Exists(placed)).order_by("waiting_since", "pk")


def _first_stage(user):
    whole = {grant.satker_id for grant in user.grants if _whole(grant)}
    areas = {}
    for grant in user.grants:
        if grant.role == Role.COORDINATOR and grant.satker_id not in whole:
            areas.setdefault(grant.satker_id, set()).add(grant.area)
    uses = EvidenceUse.objects.filter(evidence=OuterRef("pk")).order_by()
    own = [
        Q(satker=satker) & ~Exists(uses.exclude(obligation__step__area__component__in=numbers))
        for satker, numbers in areas.items()
    ]
    return Q(state=EvidenceState.UPLOADED) & reduce(or_, own, Q(satker__in=whole))


def _whole(grant):
    return grant.role == Role.LEADER or grant.role == Role.COORDINATOR and grant.area is None


def _second_stage(user):
    offices = [grant.satker_id for grant in user.grants if grant.role == Role.REVIEWER]
    below = Q(satker__parent__in=offices) | Q(satker__parent=None, satker__in=offices)
    return Q(state=EvidenceState.ACCEPTED) & below


def repairs_for(user):
    """Evidences that the user's offices must repair and that the user may send anew; the oldest verdict first."""
    offices = [grant.satker_id for grant in user.grants if grant.role in REPAIRERS]
    return repairs_seen_by(user).filter(satker__in=offices)


def repairs_something(user):
    """Whether there is an office whose evidences the user may repair."""
    return any(grant.role in REPAIRERS for grant in user.grants)


def repairs_seen_by(user):
    """Evidences that wait for a repair at any office that the user sees; the oldest verdict first."""
    return Evidence.objects.visible_to(user).filter(state__in=REPAIR).order_by("waiting_since", "pk")


def counts(user):
    """Counts of what waits for the user; two queries, none for somebody without a role."""
    if not user.grants:
        return Counts()
    found = waiting_for(user).aggregate(
        first=Count("pk", filter=Q(state=EvidenceState.UPLOADED)),
        second=Count("pk", filter=Q(state=EvidenceState.ACCEPTED)),
        oldest=Min("waiting_since"),
    )
    return Counts(repairs=repairs_for(user).count(), **found)


def shown(rows):
    """Evidences with what a list shows of each: .number, .scan, .signatures, .thumb and its uses.

    thumb: pk of the first page's picture. All of the present revision only; four queries, however many rows.
    """
    present = EvidenceRevision.objects.filter(evidence=OuterRef("pk")).order_by("-number")
    first_page = FilePage.objects.filter(file=OuterRef("file_pk"), number=1, part=1).exclude(image="")
    uses = EvidenceUse.objects.select_related("obligation__step__area", "obligation__requirement").order_by("pk")
    return (
        rows.select_related("satker", "uploader")
        .prefetch_related(Prefetch("uses", uses))
        .annotate(
            number=Subquery(present.values("number")[:1]),
            file_pk=Subquery(present.values("file")[:1]),
            scan=Subquery(present.values("file__scan")[:1]),
            signatures=Subquery(present.values("file__signatures")[:1]),
            thumb=Subquery(first_page.values("pk")[:1]),
        )
    )


def with_reasons(rows):
    """Of shown(): .sent_back (lines of history that sent it back, the newest last), .revisions with .remarks (open)."""
    lines = EvidenceReview.objects.filter(target__in=REPAIR).select_related("actor").order_by("pk")
    notes = PageNote.objects.filter(settled_at=None).select_related("by").order_by("page", "pk")
    revisions = EvidenceRevision.objects.order_by("-number").prefetch_related(
        Prefetch("notes", notes, to_attr="remarks")
    )
    return rows.prefetch_related(Prefetch("reviews", lines, to_attr="sent_back"), Prefetch("revisions", revisions))


def neighbours(rows, evidence):
    """(one before, one after) the evidence in an ordered queue, None at its ends; it need not be in the queue."""
    here = Q(waiting_since=evidence.waiting_since)
    before = rows.filter(Q(waiting_since__lt=evidence.waiting_since) | here & Q(pk__lt=evidence.pk))
    after = rows.filter(Q(waiting_since__gt=evidence.waiting_since) | here & Q(pk__gt=evidence.pk))
    return before.order_by("-waiting_since", "-pk").first(), after.order_by("waiting_since", "pk").first()


def decide_many(chosen, action, *, actor, note="", reason="", request_id=""):
    """One verdict on many: [(pk, revision that was shown)] → [Outcome] in the same order.

    Each row stands for itself; nothing that was not named is touched, nor what changed since it was shown.
    """
    rows = Evidence.objects.visible_to(actor).filter(pk__in=[pk for pk, _ in chosen]).in_bulk()
    given = {"actor": actor, "note": note, "reason": reason, "request_id": request_id}
    return [
        _decide(action, rows[pk], revision, given)
        if pk in rows
        else Outcome(pk, revision, "not_found", words=WORDS["not_found"])
        for pk, revision in chosen
    ]


def _decide(action, evidence, revision, given):
    try:
        workflow.perform(action, evidence=evidence, revision=revision, **given)
    except Stale:
        code, words = "stale", WORDS["stale"]
    except PermissionDenied:
        code, words = "forbidden", WORDS["forbidden"]
    except Refused as refused:
        code, words = refused.code, refused.message
    else:
        code, words = "done", DONE[action]
    return Outcome(evidence.pk, revision, code, evidence.title, words)


@transaction.atomic
def add_note(revision, *, page, text, actor, request_id=""):
    """A note on a page of the present revision; raises Stale for an older one, PermissionDenied, Refused."""
    held = workflow.lock(revision.evidence_id)
    if not permissions.can_note(actor, held):
        raise PermissionDenied
    if held.present != revision:
        raise Stale
    pages = revision.file.pages if revision.file else 1
    if pages and page > pages:
        raise Refused("page_missing", f"Berkas ini hanya sampai halaman {pages}.")
    made = PageNote.objects.create(revision=revision, page=page, text=text.strip(), by=actor)
    _record("evidence.note", held, actor, {"page": page, "note": made.text}, request_id)
    return made


@transaction.atomic
def settle(note, *, actor, request_id=""):
    """The office says that it has dealt with a note; a second time changes nothing. Raises PermissionDenied."""
    held = workflow.lock(note.revision.evidence_id)
    if not permissions.can_settle(actor, held):
        raise PermissionDenied
    if PageNote.objects.filter(pk=note.pk, settled_at=None).update(settled_at=timezone.now()):
        _record("evidence.note_settled", held, actor, {"note": note.pk, "page": note.page}, request_id)


def _record(event, held, actor, after, request_id):
    chain.record(event, actor=actor, subject=held, satker_code=held.satker.code, after=after, request_id=request_id)
