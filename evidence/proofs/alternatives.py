"""What else than a new file can prove an obligation: words, a link, what is there, the portal's own decrees."""

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
from evidence.workflow import Refused
from plans.decree import documents
from plans.models import ActionStep, Decree, Document, Indicator
from plans.states import AnnexKind, DecreeState, Edition
from teams.models import User
from zi_portal.jobs.queue import enqueue
from zi_portal.jobs.registry import JobFailed
from zi_portal.lib.limits import search_words

USABLE = frozenset({EvidenceState.UPLOADED, EvidenceState.ACCEPTED, EvidenceState.CONFIRMED})
"""States of an evidence whose content may be used again: nobody asks for its repair."""

SIMILAR = 0.6
"""From this likeness of titles on an evidence of an earlier year is proposed."""
HELD = "evidence__revisions__file"
MOST_EARLIER = 5
LOOKED_AT = 1000
"""Evidences of the year before among which the similar ones are looked for."""

ALREADY = "Bukti ini sudah dipakai untuk kewajiban ini."
NOT_USABLE = "Bukti ini sedang diperbaiki atau sudah ditarik, jadi isinya belum dapat dipakai. Pilih bukti lain."
NOT_ENACTED = "Keputusan ini tidak (lagi) berlaku. Pilih keputusan lain."
GONE = "Kewajiban atau keputusan yang dimaksud sudah tidak ada. Buka lagi langkahnya."
NOT_ALLOWED = "Anda tidak (lagi) boleh mengisi bukti satker ini."


@dataclass(frozen=True, slots=True)
class Offer:
    """A decree of the portal that can be taken as evidence. title: what it would be called; printed: its PDF is there;
    used: it serves the obligation already; fits: 0–1, how well its title answers what is asked.
    """

    decree: Decree
    title: str
    printed: bool
    used: bool
    fits: float


def kinds(requirement):
    """Kinds without a file that a requirement takes; saying why it cannot be fulfilled is always possible."""
    found = [kind for kind, name in TAKES.items() if kind != EvidenceKind.FILE and getattr(requirement, name)]
    return [*found, EvidenceKind.UNABLE]


def indicators_of(obligation):
    """LKE questions of the rows that the obligation stands for; 4 queries."""
    found = groups_of(obligation.plan)
    rows = next((one.steps for one in found if one.head.pk == obligation.step_id), [])
    links = ActionStep.indicators.through.objects.filter(actionstep__in=[row.pk for row in rows])
    return Indicator.objects.filter(pk__in=links.values("indicator"))


def candidates(obligation, text=""):
    """Evidences of the office that may serve the obligation and do not yet, the newest first; one query.

    Those whose title or file name has every word of text; each with file_name ("" without a file).
    """
    newest = EvidenceRevision.objects.filter(evidence=OuterRef("pk")).order_by("-number")
    served = EvidenceUse.objects.filter(evidence=OuterRef("pk"), obligation=obligation.pk)
    kinds_taken = [kind for kind, name in TAKES.items() if getattr(obligation.requirement, name)]
    rows = Evidence.objects.filter(satker=obligation.plan.satker_id, state__in=USABLE, kind__in=kinds_taken)
    rows = rows.filter(year__lte=obligation.plan.year).exclude(Exists(served))
    here = EvidenceUse.objects.filter(obligation=obligation.pk).exclude(evidence__state=EvidenceState.WITHDRAWN)
    rows = rows.annotate(file_name=Subquery(newest.values("file__name")[:1]), file=Subquery(newest.values("file")[:1]))
    rows = rows.filter(Q(file=None) | ~Q(file__in=here.filter(evidence__revisions__file__isnull=False).values(HELD)))
    for word in search_words(text):
        rows = rows.filter(Q(title__icontains=word) | Q(file_name__icontains=word))
    return rows.order_by("-year", "-pk")


def earlier(obligation):
    """Up to MOST_EARLIER accepted evidences of the year before for the same row or a document of a similar name."""
    rows = candidates(obligation).filter(
        year=obligation.plan.year - 1, state__in=[EvidenceState.ACCEPTED, EvidenceState.CONFIRMED]
    )
    rows = list(rows.prefetch_related("uses__obligation__requirement")[:LOOKED_AT])
    judged = [(_likeness(obligation.requirement, row), row) for row in rows]
    judged.sort(key=lambda pair: -pair[0])
    return [row for fits, row in judged[:MOST_EARLIER] if fits >= SIMILAR]


def _likeness(requirement, row):
    served = [use.obligation.requirement for use in row.uses.all()]
    if any(one.step_key == requirement.step_key and one.title == requirement.title for one in served):
        return 1.0
    return max(matching.likeness(requirement.title, title) for title in (row.title, *(one.title for one in served)))


@transaction.atomic
def use(evidence, obligation, actor, page=""):
    """Let an evidence of the office serve the obligation too; returns the one that now does.

    Raises PermissionDenied, Refused.
    """
    if evidence.state not in USABLE:
        raise Refused("not_usable", NOT_USABLE, status=409)
    present = evidence.present
    content = {"file": present.file_id} if present.file_id else {"link": present.link, "text": present.text}
    attaching.hold([obligation.pk])
    here = EvidenceUse.objects.filter(obligation=obligation).exclude(evidence__state=EvidenceState.WITHDRAWN)
    same = {f"evidence__revisions__{name}": value for name, value in content.items()}
    if here.filter(Q(evidence=evidence) | Q(**same)).exists():
        raise Refused("already", ALREADY, status=409)
    return attaching.also(evidence, [obligation], actor=actor, page=page)


def decrees(obligation):
    """Offers of the decrees of the office in force in the plan's year, the best fitting first; 2 queries.

    None where the requirement takes no file.
    """
    if not obligation.requirement.takes_file:
        return []
    printed = Document.objects.filter(decree=OuterRef("pk"), edition=Edition.ORIGINAL, is_draft=False)
    used = EvidenceUse.objects.filter(obligation=obligation.pk, evidence__decree=OuterRef("pk"))
    rows = _enacted(obligation).annotate(
        printed=Exists(printed.exclude(file="")),
        used=Exists(used.exclude(evidence__state=EvidenceState.WITHDRAWN)),
    )
    found = [_offer(row, obligation) for row in rows.prefetch_related("annexes")]
    return sorted(found, key=lambda one: -one.fits)


def _enacted(obligation):
    return Decree.objects.filter(
        satker=obligation.plan.satker_id, year=obligation.plan.year, state=DecreeState.ENACTED, archive=False
    ).order_by("-pk")


def _offer(decree, obligation):
    title = title_of(decree)
    held = {annex.kind for annex in decree.annexes.all()}
    said = [title, *(word for kind, word in _CALLED.items() if kind in held)]
    fits = max(matching.likeness(obligation.requirement.title, words) for words in said)
    return Offer(decree, title, decree.printed, decree.used, fits)


_CALLED = {AnnexKind.TEAM: "SK Tim", AnnexKind.PLAN: "Rencana Aksi"}


def title_of(decree):
    """E.g. "SK 12/2026 Rencana Aksi …"."""
    return f"SK {decree.number}/{decree.number_year} {decree.title}"[:200]


def offer(obligation, decree, actor):
    """Take an enacted decree as evidence: at once where its PDF was printed, else by a job that prints it first.

    Returns the Evidence or the Job. Raises Refused.
    """
    held = _veto(obligation, decree)
    document = _printed(held)
    if document is not None:
        return _put(obligation, held, document, actor)
    return enqueue(
        "offer_decree",
        key=f"offer:{obligation.pk}:{decree.pk}",
        payload={"obligation": obligation.pk, "decree": decree.pk, "user": actor.pk},
        owner=actor,
        satker_code=obligation.plan.satker.code,
    )


def _veto(obligation, decree):
    """The decree as it is now, where it is in force and does not serve the obligation yet."""
    held = _enacted(obligation).filter(pk=decree.pk).first()
    if held is None:
        raise Refused("not_enacted", NOT_ENACTED, status=409)
    if _serving(obligation, decree).exists():
        raise Refused("already", ALREADY, status=409)
    return held


def _serving(obligation, decree):
    rows = EvidenceUse.objects.filter(obligation=obligation, evidence__decree=decree)
    return rows.exclude(evidence__state=EvidenceState.WITHDRAWN)


def _printed(decree):
    """The decree's stored PDF (asli) as a Document, None where it was not printed or its file is gone."""
    rows = Document.objects.filter(decree=decree, edition=Edition.ORIGINAL, is_draft=False).exclude(file="")
    found = rows.order_by("-pk").first()
    return found if found and found.file.storage.exists(found.file.name) else None


@transaction.atomic
def _put(obligation, decree, document, actor):
    """The decree's evidence with a copy of its PDF, put to the obligation; one evidence serves several."""
    attaching.hold([obligation.pk])
    if _serving(obligation, decree).exists():  # somebody else was first
        raise Refused("already", ALREADY, status=409)
    satker = obligation.plan.satker
    known = Evidence.objects.filter(satker=satker, decree=decree, year=obligation.plan.year, state__in=USABLE)
    if found := known.order_by("-pk").first():
        return attaching.also(found, [obligation], actor=actor)
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
    """Print the decree and take it as evidence (job handler); {"evidence": id}. Twice does it once."""
    obligation, decree, actor = _found(payload)
    if served := _serving(obligation, decree).first():
        return {"evidence": served.evidence_id}
    progress(10)
    documents.render_now(decree, Edition.ORIGINAL)
    progress(80)
    try:
        held = _veto(obligation, decree)
        made = _put(obligation, held, _printed(held), actor)
    except Refused as error:
        raise JobFailed(error.message) from error
    except PermissionDenied as error:
        raise JobFailed(NOT_ALLOWED) from error
    return {"evidence": made.pk}


def _found(payload):
    """(obligation, decree, user) that a job is about."""
    obligation = Obligation.objects.select_related("plan__satker", "requirement").filter(pk=payload["obligation"])
    decree = Decree.objects.select_related("satker").filter(pk=payload["decree"])
    found = obligation.first(), decree.first(), User.objects.filter(pk=payload["user"]).first()
    if None in found:
        raise JobFailed(GONE)
    return found
