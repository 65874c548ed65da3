"""Queues of reviewers and repairs of offices, with their counts; verdicts on many evidences at once; page notes."""

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
from teams.states import Role
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale

MAX_VERDICTS = 100
"""Most evidences that get a verdict in one request."""
REPAIRERS = {Role.STAFF, Role.COORDINATOR}
"""Roles that may send another revision (permissions.can_upload)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of evidences that wait for somebody: first stage, second stage, repairs; oldest: since when, or None."""

    first: int = 0
    second: int = 0
    repairs: int = 0
    oldest: object = None

    @property
    def waiting(self):
        """Number of evidences in both stages of the review."""
        return self.first + self.second


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of a verdict: code ("done" or why not), title ("" where it is not visible), words for the screen."""

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
BULK_VERDICTS = {
    Verdict.ACCEPT: "Diterima.",
    Verdict.RETURN: "Dikembalikan.",
    Verdict.CONFIRM: "Dikukuhkan.",
    Verdict.QUESTION: "Dipertanyakan.",
}
"""Verdicts that may be given to many evidences at once, with the word for each that got it."""


def waiting_for(user):
    """Return the evidences whose next verdict is the user's: stage 1 at own offices, stage 2 of offices directly below.

    The queryset form of permissions.can_decide and can_confirm; the longest waiting come first.
    """
    rows = Evidence.objects.visible_to(user).filter(_first_stage(user) | _second_stage(user))
    newest = EvidenceRevision.objects.filter(evidence=OuterRef("evidence")).order_by("-number").values("at")[:1]
    placed = EvidenceUse.objects.filter(evidence=OuterRef("pk"), by=user.pk, at__gte=Subquery(newest))
    return rows.exclude(uploader=user.pk).exclude(Exists(placed)).order_by("waiting_since", "pk")


def _first_stage(user):
    offices = {grant.satker_id for grant in user.grants if _covers_office(grant)}
    areas_by_office = {}
    for grant in user.grants:
        if grant.role == Role.COORDINATOR and grant.satker_id not in offices:
            areas_by_office.setdefault(grant.satker_id, set()).add(grant.area)
    uses = EvidenceUse.objects.filter(evidence=OuterRef("pk")).order_by()
    by_area = [
        Q(satker=satker_id) & ~Exists(uses.exclude(obligation__step__area__component__in=numbers))
        for satker_id, numbers in areas_by_office.items()
    ]
    return Q(state=EvidenceState.UPLOADED) & reduce(or_, by_area, Q(satker__in=offices))


def _covers_office(grant):
    return grant.role == Role.LEADER or grant.role == Role.COORDINATOR and grant.area is None


def _second_stage(user):
    offices = [grant.satker_id for grant in user.grants if grant.role == Role.REVIEWER]
    below = Q(satker__parent__in=offices) | Q(satker__parent=None, satker__in=offices)
    return Q(state=EvidenceState.ACCEPTED) & below


def repairs_for(user):
    """Return the evidences that the user's offices must repair and that the user may revise; oldest verdict first."""
    offices = [grant.satker_id for grant in user.grants if grant.role in REPAIRERS]
    return repairs_visible_to(user).filter(satker__in=offices)


def may_repair(user):
    """Return whether there is an office whose evidences the user may repair."""
    return any(grant.role in REPAIRERS for grant in user.grants)


def repairs_visible_to(user):
    """Return the evidences that wait for a repair at any office that the user sees; oldest verdict first."""
    return Evidence.objects.visible_to(user).filter(state__in=REPAIR).order_by("waiting_since", "pk")


def counts(user):
    """Return the Counts of what waits for the user; two queries, none for somebody without a role."""
    if not user.grants:
        return Counts()
    stages = waiting_for(user).aggregate(
        first=Count("pk", filter=Q(state=EvidenceState.UPLOADED)),
        second=Count("pk", filter=Q(state=EvidenceState.ACCEPTED)),
        oldest=Min("waiting_since"),
    )
    return Counts(repairs=repairs_for(user).count(), **stages)


def with_details(rows):
    """Annotate evidences with number, scan, signatures and thumb of the present revision, and prefetch their uses.

    thumb: pk of the first page's picture. Four queries for any number of rows.
    """
    newest = EvidenceRevision.objects.filter(evidence=OuterRef("pk")).order_by("-number")
    first_page = FilePage.objects.filter(file=OuterRef("file_pk"), number=1, part=1).exclude(image="")
    uses = EvidenceUse.objects.select_related("obligation__step__area", "obligation__requirement").order_by("pk")
    return (
        rows.select_related("satker", "uploader")
        .prefetch_related(Prefetch("uses", uses))
        .annotate(
            number=Subquery(newest.values("number")[:1]),
            file_pk=Subquery(newest.values("file")[:1]),
            scan=Subquery(newest.values("file__scan")[:1]),
            signatures=Subquery(newest.values("file__signatures")[:1]),
            thumb=Subquery(first_page.values("pk")[:1]),
        )
    )


def with_reasons(rows):
    """Prefetch sent_back (lines of history that asked for a repair, newest last) and revisions with remarks (open)."""
    lines = EvidenceReview.objects.filter(target__in=REPAIR).select_related("actor").order_by("pk")
    notes = PageNote.objects.filter(settled_at=None).select_related("by").order_by("page", "pk")
    revisions = EvidenceRevision.objects.order_by("-number").prefetch_related(
        Prefetch("notes", notes, to_attr="remarks")
    )
    return rows.prefetch_related(Prefetch("reviews", lines, to_attr="sent_back"), Prefetch("revisions", revisions))


def neighbours(rows, evidence):
    """Return (previous, next) of the evidence in an ordered queue, None at its ends; it need not be in the queue."""
    same_time = Q(waiting_since=evidence.waiting_since)
    before = rows.filter(Q(waiting_since__lt=evidence.waiting_since) | same_time & Q(pk__lt=evidence.pk))
    after = rows.filter(Q(waiting_since__gt=evidence.waiting_since) | same_time & Q(pk__gt=evidence.pk))
    return before.order_by("-waiting_since", "-pk").first(), after.order_by("waiting_since", "pk").first()


def decide_many(shown_revisions, action, *, actor, note="", reason="", request_id=""):
    """Give one verdict on many evidences, [(pk, revision that was shown)]; return [Outcome] in the same order.

    Each evidence is decided by itself; one that changed since it was shown is left alone.
    """
    evidences = Evidence.objects.visible_to(actor).filter(pk__in=[pk for pk, _ in shown_revisions]).in_bulk()
    options = {"actor": actor, "note": note, "reason": reason, "request_id": request_id}
    return [
        _decide(action, evidences[pk], revision, options)
        if pk in evidences
        else Outcome(pk, revision, "not_found", words=WORDS["not_found"])
        for pk, revision in shown_revisions
    ]


def _decide(action, evidence, revision, options):
    try:
        workflow.perform(action, evidence=evidence, revision=revision, **options)
    except Stale:
        code, words = "stale", WORDS["stale"]
    except PermissionDenied:
        code, words = "forbidden", WORDS["forbidden"]
    except Refused as refused:
        code, words = refused.code, refused.message
    else:
        code, words = "done", BULK_VERDICTS[action]
    return Outcome(evidence.pk, revision, code, evidence.title, words)


@transaction.atomic
def add_note(revision, *, page, text, actor, request_id=""):
    """Create a note on a page of the present revision and return it.

    Raises Stale for an older revision, PermissionDenied, Refused.
    """
    evidence = workflow.lock(revision.evidence_id)
    if not permissions.can_note(actor, evidence):
        raise PermissionDenied
    if evidence.present != revision:
        raise Stale(workflow.STALE)
    pages = revision.file.pages if revision.file else 1
    if pages and page > pages:
        raise Refused("page_missing", f"Berkas ini hanya sampai halaman {pages}.")
    note = PageNote.objects.create(revision=revision, page=page, text=text.strip(), by=actor)
    _record("evidence.note", evidence, actor, {"page": page, "note": note.text}, request_id)
    return note


@transaction.atomic
def settle(note, *, actor, request_id=""):
    """Settle a note for the office, once it has dealt with it; twice changes nothing. Raises PermissionDenied."""
    evidence = workflow.lock(note.revision.evidence_id)
    if not permissions.can_settle(actor, evidence):
        raise PermissionDenied
    if PageNote.objects.filter(pk=note.pk, settled_at=None).update(settled_at=timezone.now()):
        _record("evidence.note_settled", evidence, actor, {"note": note.pk, "page": note.page}, request_id)


def _record(event, evidence, actor, after, request_id):
    chain.record(
        event, actor=actor, subject=evidence, satker_code=evidence.satker.code, after=after, request_id=request_id
    )
