"""Attaches evidence to obligations: new, revised, reused; always with its history, never over something else."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evidence import permissions, workflow
from evidence.models import Evidence, EvidenceRevision, EvidenceUse, Obligation
from evidence.states import EvidenceKind, EvidenceState, Verdict
from plans.models import ActionStep, Indicator
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.seen import settled

TAKES = {
    EvidenceKind.FILE: "takes_file",
    EvidenceKind.LINK: "takes_link",
    EvidenceKind.STATEMENT: "takes_statement",
    EvidenceKind.NIHIL: "takes_nihil",
}
"""Fields of a requirement that say whether it takes each kind; UNABLE is always taken, with its reason."""

EMPTY = {
    EvidenceKind.FILE: "Pilih berkasnya.",
    EvidenceKind.LINK: "Isi tautannya.",
    EvidenceKind.STATEMENT: "Tulis pernyataannya.",
    EvidenceKind.NIHIL: "Tulis keterangan nihilnya, misalnya masa dan hal yang tidak terjadi.",
    EvidenceKind.UNABLE: "Tulis alasan mengapa bukti ini tidak dapat dipenuhi.",
}
NOT_TAKEN = "“{}” tidak menerima bukti berbentuk {}. Ubah dokumen yang diminta atau pilih bentuk lain."
NOT_ASKED = "“{}” tidak diminta lagi oleh rencana yang berlaku. Muat ulang halaman dan pilih kewajiban lain."
OTHER_OFFICE = "Satu bukti hanya untuk kewajiban satu satker."
NO_PLACE = "Pilih sedikitnya satu kewajiban yang dibuktikan."
NO_SUCH_PLACE = "Bukti ini tidak (lagi) dipakai untuk kewajiban itu. Muat ulang halaman."
NOT_SERVED = "Berkas ini terinfeksi atau tidak dapat dipindai, jadi tidak dapat dijadikan bukti. Unggah berkas lain."


@transaction.atomic
def prove(
    obligations, *, kind, actor, title, file=None, link="", text="", page="", indicators=None, request_id="", **fields
):
    """Create an Evidence for these obligations of one office, waiting for its review; return it.

    file: StoredFile of the office. indicators: LKE questions it answers, None: those of the rows. fields: proves_from,
    proves_until (dates), origin (Evidence of an earlier year), decree. Raises PermissionDenied, Refused.
    """
    obligations = list(obligations)
    satker, year = _office_and_year(obligations, kind)
    if not permissions.can_upload(actor, satker):
        raise PermissionDenied
    content = _content(kind, satker, file=file, link=link, text=text)
    evidence = Evidence(
        satker=satker,
        year=year,
        kind=kind,
        title=title.strip()[:200],
        uploader=actor,
        waiting_since=timezone.now(),
        **fields,
    )
    evidence.full_clean(exclude=["satker", "uploader"])
    evidence.save()
    EvidenceRevision.objects.create(evidence=evidence, number=1, by=actor, **content)
    _add_uses(evidence, obligations, actor, page)
    evidence.indicators.set(_questions(obligations) if indicators is None else indicators)
    workflow.change(evidence, Verdict.UPLOAD, actor, target=EvidenceState.UPLOADED, request_id=request_id)
    return evidence


@transaction.atomic
def revise(evidence, *, actor, file=None, link="", text="", revision=None, note="", request_id=""):
    """Add a revision to an evidence, which then waits for another review; return the Evidence.

    revision: Evidence.revision as the user saw it. Raises Stale, PermissionDenied, Refused.
    """
    evidence = workflow.lock_for(Verdict.REVISE, evidence, actor, revision)
    content = _content(evidence.kind, evidence.satker, file=file, link=link, text=text)
    number = evidence.present.number + 1
    del evidence.present
    EvidenceRevision.objects.create(evidence=evidence, number=number, by=actor, **content)
    evidence.uploader = actor
    workflow.change(evidence, Verdict.REVISE, actor, note=note.strip(), request_id=request_id)
    return evidence


@transaction.atomic
def extend(evidence, obligations, *, actor, page="", request_id=""):
    """Let an evidence serve more obligations; return the Evidence that now serves them.

    An evidence without a verdict takes them on; else a new one with the same content does, as each verdict is about
    the places it was given for. Raises PermissionDenied, Refused.
    """
    evidence = workflow.lock(evidence.pk)
    obligations = list(obligations)
    satker, year = _office_and_year(obligations, evidence.kind)
    if satker != evidence.satker:
        raise Refused("other_office", OTHER_OFFICE)
    if not permissions.can_upload(actor, evidence.satker):
        raise PermissionDenied
    if evidence.state == EvidenceState.UPLOADED and evidence.year == year:
        _add_uses(evidence, obligations, actor, page)
        evidence.indicators.add(*_questions(obligations))
        _count_change(evidence)
        pks = [obligation.pk for obligation in obligations]
        _record("evidence.use", evidence, actor, request_id, after={"obligations": pks})
        return evidence
    return copy_evidence(evidence, obligations, actor=actor, page=page, request_id=request_id)


def lock_obligations(pks):
    """Lock the obligations, so that two who attach the same content see each other; call it in a transaction."""
    list(Obligation.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))


def copy_evidence(evidence, obligations, *, actor, page="", request_id=""):
    """Create an Evidence with the present content of another of the office, even of an earlier year; return it."""
    revision = evidence.present
    obligations = list(obligations)
    is_earlier = obligations and obligations[0].plan.year != evidence.year
    return prove(
        obligations,
        kind=evidence.kind,
        actor=actor,
        title=evidence.title,
        file=revision.file,
        link=revision.link,
        text=revision.text,
        page=page,
        indicators=evidence.indicators.all(),
        request_id=request_id,
        proves_from=evidence.proves_from,
        proves_until=evidence.proves_until,
        origin=evidence if is_earlier else evidence.origin,
        decree=evidence.decree,
    )


@transaction.atomic
def release(evidence, obligation, *, actor, request_id=""):
    """Remove a wrong place of an evidence that is not accepted; the last one stays (the evidence is withdrawn then).

    Raises PermissionDenied, Refused.
    """
    evidence = workflow.lock(evidence.pk)
    if not permissions.can_upload(actor, evidence.satker):
        raise PermissionDenied
    if evidence.state in workflow.LOCKED:
        raise Refused("locked_state", workflow.LOCKED_STATE, status=409)
    if evidence.uses.count() < 2:
        raise Refused("last_place", "Ini satu-satunya tempat bukti ini. Tarik buktinya bila memang keliru.")
    if not evidence.uses.filter(obligation=obligation).delete()[0]:
        raise Refused("no_such_place", NO_SUCH_PLACE, status=409)
    _count_change(evidence)
    _record("evidence.release", evidence, actor, request_id, after={"obligations": [obligation.pk]})


@transaction.atomic
def describe(evidence, *, actor, seen=None, request_id="", **typed):
    """Change title, period, pages or LKE questions of an evidence; return it.

    typed: title, proves_from, proves_until, indicators, page-<pk of an EvidenceUse>. Once it is accepted only the
    questions change. Raises Stale, PermissionDenied, Unchanged, Overtaken (zi_portal/lib/seen.py).
    """
    evidence = workflow.lock(evidence.pk)
    if not permissions.can_upload(actor, evidence.satker):
        raise PermissionDenied
    is_locked = evidence.state in workflow.LOCKED and typed.keys() - {"indicators"}
    if evidence.state == EvidenceState.WITHDRAWN or is_locked:
        raise Stale(workflow.STALE)
    stored = _describable_values(evidence)
    changed = settled(stored, {name: value for name, value in typed.items() if name in stored}, seen)
    _write_description(evidence, changed)
    before = {name: stored[name] for name in changed}
    after = changed
    if "indicators" in changed:
        after = changed | {"indicators": [indicator.pk for indicator in changed["indicators"]]}
    _record("evidence.describe", evidence, actor, request_id, before=before, after=after)
    return evidence


def _describable_values(evidence):
    """Return {name: value} of everything that describe() may change."""
    fields = {name: getattr(evidence, name) for name in DESCRIPTION}
    pages = {f"{PAGE}{use.pk}": use.page for use in evidence.uses.all()}
    return fields | pages | {"indicators": list(evidence.indicators.values_list("pk", flat=True))}


def _write_description(evidence, changed):
    names = [name for name in DESCRIPTION if name in changed]
    for name in names:
        setattr(evidence, name, changed[name])
    if names:
        evidence.save(update_fields=names)
    for use in evidence.uses.all():
        if f"{PAGE}{use.pk}" in changed:
            evidence.uses.filter(pk=use.pk).update(page=changed[f"{PAGE}{use.pk}"].strip())
    if changed.keys() - {"indicators"}:
        _count_change(evidence)
    if "indicators" in changed:
        evidence.indicators.set(changed["indicators"])


DESCRIPTION = ("title", "proves_from", "proves_until")
PAGE = "page-"
"""Prefix before the pk of a use in the name of that place's page."""


def _office_and_year(obligations, kind):
    """Return (satker, year) of obligations of one office; raises Refused unless all are active and take the kind."""
    if not obligations:
        raise Refused("no_place", NO_PLACE)
    pks = [obligation.pk for obligation in obligations]
    obligations = list(Obligation.objects.select_related("plan__satker", "requirement").filter(pk__in=pks))
    if len({obligation.plan.satker_id for obligation in obligations}) != 1:
        raise Refused("other_office", OTHER_OFFICE)
    for obligation in obligations:
        if not obligation.active:
            raise Refused("not_asked", NOT_ASKED.format(obligation.requirement.title), status=409)
        if kind in TAKES and not getattr(obligation.requirement, TAKES[kind]):
            label = EvidenceKind(kind).label.lower()
            raise Refused("kind_not_taken", NOT_TAKEN.format(obligation.requirement.title, label))
    plan = obligations[0].plan
    return plan.satker, plan.year


def _content(kind, satker, *, file, link, text):
    """Return the fields of the revision that belong to the kind; raises Refused where the content is missing."""
    link, text = link.strip(), text.strip()
    if kind == EvidenceKind.FILE:
        if file is None:
            raise Refused("file_missing", EMPTY[kind])
        if file.satker_id != satker.pk:
            raise Refused("other_office", OTHER_OFFICE)
        if file.bad:
            raise Refused("infected", NOT_SERVED)
        return {"file": file}
    field = "link" if kind == EvidenceKind.LINK else "text"
    value = link if kind == EvidenceKind.LINK else text
    if not value:
        raise Refused(f"{field}_missing", EMPTY[kind])
    return {field: value}


def _add_uses(evidence, obligations, actor, page):
    used_ids = set(evidence.uses.values_list("obligation", flat=True))
    EvidenceUse.objects.bulk_create(
        EvidenceUse(evidence=evidence, obligation=obligation, page=page.strip(), by=actor)
        for obligation in obligations
        if obligation.pk not in used_ids
    )


def _questions(obligations):
    """Return the LKE questions of the rows on which the obligations hang."""
    step_ids = {obligation.step_id for obligation in obligations}
    links = ActionStep.indicators.through.objects.filter(actionstep__in=step_ids)
    return Indicator.objects.filter(pk__in=links.values("indicator"))


def _count_change(evidence):
    """Count a change of the evidence, so that no verdict is about content that its reviewer has not seen."""
    evidence.revision += 1
    evidence.save(update_fields=["revision"])


def _record(event, evidence, actor, request_id, **details):
    chain.record(
        event, actor=actor, subject=evidence, satker_code=evidence.satker.code, request_id=request_id, **details
    )
