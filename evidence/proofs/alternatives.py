"""Ways to prove an obligation without a new file: words, a link, existing evidence, the portal's own decrees."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from evidence.files import storing
from evidence.models import Evidence, EvidenceRevision, EvidenceUse, Obligation
from evidence.obligations.groups import groups_of
from evidence.places import matching
from evidence.proofs import attaching
from evidence.proofs.attaching import TAKES
from evidence.states import EvidenceKind, EvidenceState
from plans.decree import documents
from plans.models import ActionStep, Decree, Document, Indicator
from plans.states import AnnexKind, DecreeState, Edition
from teams.models import User
from zi_portal.jobs.queue import enqueue
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.errors import Refused
from zi_portal.lib.screens import search_words

USABLE = frozenset({EvidenceState.UPLOADED, EvidenceState.ACCEPTED, EvidenceState.CONFIRMED})
"""States of an evidence whose content may be used again, as nobody asks for its repair."""

SIMILAR = 0.6
"""Smallest likeness of titles at which an evidence of an earlier year is proposed."""
MAX_EARLIER = 5
MAX_COMPARED = 1000
"""Most evidences of the year before that are compared by their titles."""

ALREADY = "Bukti ini sudah dipakai untuk kewajiban ini."
NOT_USABLE = "Bukti ini sedang diperbaiki atau sudah ditarik, jadi isinya belum dapat dipakai. Pilih bukti lain."
NOT_ENACTED = "Keputusan ini tidak (lagi) berlaku. Pilih keputusan lain."
GONE = "Kewajiban atau keputusan yang dimaksud sudah tidak ada. Buka lagi langkahnya."
NOT_ALLOWED = "Anda tidak (lagi) boleh mengisi bukti satker ini."


@dataclass(frozen=True, slots=True)
class Offer:
    """A decree of the portal that can be taken as evidence.

    title: the title it would get; printed: whether its PDF exists; used: whether it serves the obligation already;
    fits: 0–1, how well its title answers the requirement.
    """

    decree: Decree
    title: str
    printed: bool
    used: bool
    fits: float


def offered_kinds(requirement):
    """Return the kinds without a file that a requirement takes; UNABLE, with its reason, is always among them."""
    kinds_without_file = [
        kind for kind, name in TAKES.items() if kind != EvidenceKind.FILE and getattr(requirement, name)
    ]
    return [*kinds_without_file, EvidenceKind.UNABLE]


def indicators_of(obligation):
    """Return the LKE questions of the rows that the obligation stands for; 4 queries."""
    groups = groups_of(obligation.plan)
    steps = next((group.steps for group in groups if group.head.pk == obligation.step_id), [])
    links = ActionStep.indicators.through.objects.filter(actionstep__in=[step.pk for step in steps])
    return Indicator.objects.filter(pk__in=links.values("indicator"))


def candidates(obligation, text=""):
    """Return the evidences of the office that may serve the obligation and do not yet, the newest first; one query.

    Only those whose title or file name has every word of text; each is annotated with file_name ("" without a file).
    """
    newest = EvidenceRevision.objects.filter(evidence=OuterRef("pk")).order_by("-number")
    uses_here = EvidenceUse.objects.filter(evidence=OuterRef("pk"), obligation=obligation.pk)
    accepted_kinds = [kind for kind, name in TAKES.items() if getattr(obligation.requirement, name)]
    evidences = Evidence.objects.filter(satker=obligation.plan.satker_id, state__in=USABLE, kind__in=accepted_kinds)
    evidences = evidences.filter(year__lte=obligation.plan.year).exclude(Exists(uses_here))
    uses = EvidenceUse.objects.filter(obligation=obligation.pk).exclude(evidence__state=EvidenceState.WITHDRAWN)
    evidences = evidences.annotate(
        file_name=Subquery(newest.values("file__name")[:1]), file=Subquery(newest.values("file")[:1])
    )
    evidences = evidences.filter(
        Q(file=None)
        | ~Q(file__in=uses.filter(evidence__revisions__file__isnull=False).values("evidence__revisions__file"))
    )
    for word in search_words(text):
        evidences = evidences.filter(Q(title__icontains=word) | Q(file_name__icontains=word))
    return evidences.order_by("-year", "-pk")


def earlier_evidence(obligation):
    """Return up to MAX_EARLIER accepted evidences of last year, of the same row or a document of a similar name."""
    evidences = candidates(obligation).filter(
        year=obligation.plan.year - 1, state__in=[EvidenceState.ACCEPTED, EvidenceState.CONFIRMED]
    )
    evidences = list(evidences.prefetch_related("uses__obligation__requirement")[:MAX_COMPARED])
    ranked = [(_likeness(obligation.requirement, evidence), evidence) for evidence in evidences]
    ranked.sort(key=lambda pair: -pair[0])
    return [evidence for likeness, evidence in ranked[:MAX_EARLIER] if likeness >= SIMILAR]


def _likeness(requirement, evidence):
    requirements = [use.obligation.requirement for use in evidence.uses.all()]
    if (requirement.step_key, requirement.title) in {(served.step_key, served.title) for served in requirements}:
        return 1.0
    titles = [evidence.title, *(served.title for served in requirements)]
    return max(matching.likeness(requirement.title, title) for title in titles)


@transaction.atomic
def use(evidence, obligation, actor, page=""):
    """Let an evidence of the office serve the obligation too; return the Evidence that now does.

    Raises PermissionDenied, Refused.
    """
    if evidence.state not in USABLE:
        raise Refused("not_usable", NOT_USABLE, status=409)
    revision = evidence.present
    content = {"file": revision.file_id} if revision.file_id else {"link": revision.link, "text": revision.text}
    attaching.lock_obligations([obligation.pk])
    uses = EvidenceUse.objects.filter(obligation=obligation).exclude(evidence__state=EvidenceState.WITHDRAWN)
    same_content = {f"evidence__revisions__{name}": value for name, value in content.items()}
    if uses.filter(Q(evidence=evidence) | Q(**same_content)).exists():
        raise Refused("already", ALREADY, status=409)
    return attaching.extend(evidence, [obligation], actor=actor, page=page)


def decrees(obligation):
    """Return Offers of the office's decrees in force in the plan's year, the best fitting first; 2 queries.

    [] where the requirement takes no file.
    """
    if not obligation.requirement.takes_file:
        return []
    printed = Document.objects.filter(decree=OuterRef("pk"), edition=Edition.ORIGINAL, is_draft=False)
    uses = EvidenceUse.objects.filter(obligation=obligation.pk, evidence__decree=OuterRef("pk"))
    enacted = _enacted(obligation).annotate(
        printed=Exists(printed.exclude(file="")),
        used=Exists(uses.exclude(evidence__state=EvidenceState.WITHDRAWN)),
    )
    offers = [_offer(decree, obligation) for decree in enacted.prefetch_related("annexes")]
    return sorted(offers, key=lambda offer: -offer.fits)


def _enacted(obligation):
    return Decree.objects.filter(
        satker=obligation.plan.satker_id, year=obligation.plan.year, state=DecreeState.ENACTED, archive=False
    ).order_by("-pk")


def _offer(decree, obligation):
    title = title_of(decree)
    annex_kinds = {annex.kind for annex in decree.annexes.all()}
    names = [title, *(word for kind, word in _SHORT_NAMES.items() if kind in annex_kinds)]
    fits = max(matching.likeness(obligation.requirement.title, name) for name in names)
    return Offer(decree, title, decree.printed, decree.used, fits)


_SHORT_NAMES = {AnnexKind.TEAM: "SK Tim", AnnexKind.PLAN: "Rencana Aksi"}


def title_of(decree):
    """Return the title of a decree as evidence, e.g. "SK 12/2026 Rencana Aksi …"."""
    return f"SK {decree.number}/{decree.number_year} {decree.title}"[:200]


def offer(obligation, decree, actor):
    """Take an enacted decree as evidence: at once where its PDF exists, else by a job that prints it first.

    Return the Evidence or the Job. Raises Refused.
    """
    decree = _offerable(obligation, decree)
    document = _printed_original(decree)
    if document is not None:
        return _attach(obligation, decree, document, actor)
    return enqueue(
        "offer_decree",
        key=f"offer:{obligation.pk}:{decree.pk}",
        payload={"obligation": obligation.pk, "decree": decree.pk, "user": actor.pk},
        owner=actor,
        satker_code=obligation.plan.satker.code,
    )


def _offerable(obligation, decree):
    """Return the decree as it is now; raises Refused where it is not in force or serves the obligation already."""
    decree = _enacted(obligation).filter(pk=decree.pk).first()
    if decree is None:
        raise Refused("not_enacted", NOT_ENACTED, status=409)
    if _serving(obligation, decree).exists():
        raise Refused("already", ALREADY, status=409)
    return decree


def _serving(obligation, decree):
    uses = EvidenceUse.objects.filter(obligation=obligation, evidence__decree=decree)
    return uses.exclude(evidence__state=EvidenceState.WITHDRAWN)


def _printed_original(decree):
    """Return the decree's stored PDF (asli) as a Document, None where it was not printed or its file is gone."""
    documents = Document.objects.filter(decree=decree, edition=Edition.ORIGINAL, is_draft=False).exclude(file="")
    document = documents.order_by("-pk").first()
    return document if document and document.file.storage.exists(document.file.name) else None


@transaction.atomic
def _attach(obligation, decree, document, actor):
    """Attach the decree's evidence, with a copy of its PDF, to the obligation; one evidence serves several."""
    attaching.lock_obligations([obligation.pk])
    if _serving(obligation, decree).exists():  # somebody else was first
        raise Refused("already", ALREADY, status=409)
    satker = obligation.plan.satker
    evidences = Evidence.objects.filter(satker=satker, decree=decree, year=obligation.plan.year, state__in=USABLE)
    if evidence := evidences.order_by("-pk").first():
        return attaching.extend(evidence, [obligation], actor=actor)
    with document.file.open("rb") as content:
        name = f"{title_of(decree)[:100].replace('/', '-')}.pdf"
        file, _ = storing.keep(
            satker, content, name=name, kind="pdf", received_sha256=document.sha256, owner=actor
        )  # fmt: skip
    return attaching.prove(
        [obligation], kind=EvidenceKind.FILE, actor=actor, title=title_of(decree), file=file, decree=decree,
        proves_from=decree.enacted_on, proves_until=decree.enacted_on,
    )  # fmt: skip


def deliver(payload, progress):
    """Print the decree and take it as evidence; return {"evidence": id}. Job handler, safe to run twice."""
    obligation, decree, actor = _load(payload)
    if use := _serving(obligation, decree).first():
        return {"evidence": use.evidence_id}
    progress(10)
    documents.render_now(decree, Edition.ORIGINAL)
    progress(80)
    try:
        decree = _offerable(obligation, decree)
        evidence = _attach(obligation, decree, _printed_original(decree), actor)
    except Refused as error:
        raise JobFailed(error.message) from error
    except PermissionDenied as error:
        raise JobFailed(NOT_ALLOWED) from error
    return {"evidence": evidence.pk}


def _load(payload):
    """Return (obligation, decree, user) of a job's payload; raises JobFailed where one is gone."""
    obligation = Obligation.objects.select_related("plan__satker", "requirement").filter(pk=payload["obligation"])
    decree = Decree.objects.select_related("satker").filter(pk=payload["decree"])
    subjects = obligation.first(), decree.first(), User.objects.filter(pk=payload["user"]).first()
    if None in subjects:
        raise JobFailed(GONE)
    return subjects
