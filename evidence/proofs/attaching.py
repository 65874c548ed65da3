"""Putting evidence to what is owed: new, revised, used again; always with its history, never over something else."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evidence import permissions, workflow
from evidence.models import Evidence, EvidenceRevision, EvidenceUse, Obligation
from evidence.states import EvidenceKind, EvidenceState, Verdict
from evidence.workflow import Refused
from plans.models import ActionStep, Indicator
from zi_portal.audit import chain
from zi_portal.lib.seen import settled

TAKES = {
    EvidenceKind.FILE: "takes_file",
    EvidenceKind.LINK: "takes_link",
    EvidenceKind.STATEMENT: "takes_statement",
    EvidenceKind.NIHIL: "takes_nihil",
}
"""Field of the requirement that says whether it takes this kind; UNABLE is always taken, with its reason."""

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
    obligations, *, kind, actor, title, file=None, link="", text="", page="", indicators=None, request_id="", **more
):
    """A new Evidence put to these obligations of one office, waiting to be looked at.

    file: StoredFile of the office. indicators: LKE questions it answers, None: those of the rows. more: proves_from,
    proves_until (dates), origin (Evidence of an earlier year), decree. Raises PermissionDenied, Refused.
    """
    obligations = list(obligations)
    satker, year = _office(obligations, kind)
    if not permissions.can_upload(actor, satker):
        raise PermissionDenied
    content = _content(kind, satker, file=file, link=link, text=text)
    held = Evidence(
        satker=satker,
        year=year,
        kind=kind,
        title=title.strip()[:200],
        uploader=actor,
        waiting_since=timezone.now(),
        **more,
    )
    held.full_clean(exclude=["satker", "uploader"])
    held.save()
    EvidenceRevision.objects.create(evidence=held, number=1, by=actor, **content)
    _uses(held, obligations, actor, page)
    held.indicators.set(_questions(obligations) if indicators is None else indicators)
    workflow.change(held, Verdict.UPLOAD, actor, target=EvidenceState.UPLOADED, request_id=request_id)
    return held


@transaction.atomic
def revise(evidence, *, actor, file=None, link="", text="", revision=None, note="", request_id=""):
    """Another revision of an evidence, by whoever may upload; it waits to be looked at again. Returns the Evidence.

    revision: that of the evidence which the user saw. Raises Stale, PermissionDenied, Refused.
    """
    held = workflow.admitted(Verdict.REVISE, evidence, actor, revision)
    content = _content(held.kind, held.satker, file=file, link=link, text=text)
    number = held.present.number + 1
    del held.present
    EvidenceRevision.objects.create(evidence=held, number=number, by=actor, **content)
    held.uploader = actor
    workflow.change(held, Verdict.REVISE, actor, note=note.strip(), request_id=request_id)
    return held


@transaction.atomic
def also(evidence, obligations, *, actor, page="", request_id=""):
    """Let an evidence serve more obligations; returns the Evidence that now serves them.

    One that nobody has judged yet takes them on; else a new one with the same content is made, for it is judged for
    its own place. Raises PermissionDenied, Refused.
    """
    held = workflow.lock(evidence.pk)
    obligations = list(obligations)
    satker, year = _office(obligations, held.kind)
    if satker != held.satker:
        raise Refused("other_office", OTHER_OFFICE)
    if not permissions.can_upload(actor, held.satker):
        raise PermissionDenied
    if held.state == EvidenceState.UPLOADED and held.year == year:
        _uses(held, obligations, actor, page)
        held.indicators.add(*_questions(obligations))
        _seen_anew(held)
        _record("evidence.use", held, actor, request_id, after={"obligations": [one.pk for one in obligations]})
        return held
    return again(held, obligations, actor=actor, page=page, request_id=request_id)


def hold(obligations):
    """Obligations (their pks) under lock, so that of several who put the same to one each sees it; in a transaction."""
    list(Obligation.objects.select_for_update(no_key=True).filter(pk__in=obligations).order_by("pk"))


def again(evidence, obligations, *, actor, page="", request_id=""):
    """A new Evidence with the present content of another one of the office, be it of an earlier year (origin)."""
    present = evidence.present
    obligations = list(obligations)
    earlier = obligations and obligations[0].plan.year != evidence.year
    return prove(
        obligations,
        kind=evidence.kind,
        actor=actor,
        title=evidence.title,
        file=present.file,
        link=present.link,
        text=present.text,
        page=page,
        indicators=evidence.indicators.all(),
        request_id=request_id,
        proves_from=evidence.proves_from,
        proves_until=evidence.proves_until,
        origin=evidence if earlier else evidence.origin,
        decree=evidence.decree,
    )


@transaction.atomic
def release(evidence, obligation, *, actor, request_id=""):
    """Take a wrong place away from an evidence that is not accepted; the last one stays (take the evidence back).

    Raises PermissionDenied, Refused.
    """
    held = workflow.lock(evidence.pk)
    if not permissions.can_upload(actor, held.satker):
        raise PermissionDenied
    if held.state in workflow.LOCKED:
        raise Refused("locked_state", workflow.LOCKED_STATE, status=409)
    if held.uses.count() < 2:
        raise Refused("last_place", "Ini satu-satunya tempat bukti ini. Tarik buktinya bila memang keliru.")
    if not held.uses.filter(obligation=obligation).delete()[0]:
        raise Refused("no_such_place", NO_SUCH_PLACE, status=409)
    _seen_anew(held)
    _record("evidence.release", held, actor, request_id, after={"obligations": [obligation.pk]})


@transaction.atomic
def describe(evidence, *, actor, seen=None, request_id="", **typed):
    """Another title or period, other pages or LKE questions of an evidence; returns it.

    typed: title, proves_from, proves_until, indicators, page-<pk of an EvidenceUse>. Once it was judged only the
    questions change. Raises Stale, PermissionDenied, Unchanged, Overtaken (zi_portal/lib/seen.py).
    """
    held = workflow.lock(evidence.pk)
    if not permissions.can_upload(actor, held.satker):
        raise PermissionDenied
    judged = held.state in workflow.LOCKED and typed.keys() - {"indicators"}
    if held.state == EvidenceState.WITHDRAWN or judged:
        raise workflow.Stale
    stored = _described(held)
    changed = settled(stored, {name: value for name, value in typed.items() if name in stored}, seen)
    _put(held, changed)
    before = {name: stored[name] for name in changed}
    plain = {name: [one.pk for one in value] if name == "indicators" else value for name, value in changed.items()}
    _record("evidence.describe", held, actor, request_id, before=before, after=plain)
    return held


def _described(held):
    """{name: value} of all that describe() may change."""
    fields = {name: getattr(held, name) for name in ABOUT}
    pages = {f"{PAGE}{use.pk}": use.page for use in held.uses.all()}
    return fields | pages | {"indicators": list(held.indicators.values_list("pk", flat=True))}


def _put(held, changed):
    about = [name for name in ABOUT if name in changed]
    for name in about:
        setattr(held, name, changed[name])
    if about:
        held.save(update_fields=about)
    for use in held.uses.all():
        if f"{PAGE}{use.pk}" in changed:
            held.uses.filter(pk=use.pk).update(page=changed[f"{PAGE}{use.pk}"].strip())
    if changed.keys() - {"indicators"}:
        _seen_anew(held)
    if "indicators" in changed:
        held.indicators.set(changed["indicators"])


ABOUT = ("title", "proves_from", "proves_until")
PAGE = "page-"
"""Before the pk of a use: the page of that place."""


def _office(obligations, kind):
    """(satker, year) of obligations of one office that are asked and take the kind."""
    if not obligations:
        raise Refused("no_place", NO_PLACE)
    rows = Obligation.objects.select_related("plan__satker", "requirement").filter(pk__in=[o.pk for o in obligations])
    found = list(rows)
    if len({one.plan.satker_id for one in found}) != 1:
        raise Refused("other_office", OTHER_OFFICE)
    for one in found:
        if not one.active:
            raise Refused("not_asked", NOT_ASKED.format(one.requirement.title), status=409)
        if kind in TAKES and not getattr(one.requirement, TAKES[kind]):
            raise Refused("kind_not_taken", NOT_TAKEN.format(one.requirement.title, EvidenceKind(kind).label.lower()))
    return found[0].plan.satker, found[0].plan.year


def _content(kind, satker, *, file, link, text):
    """Fields of the revision; what does not belong to the kind is left out."""
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


def _uses(held, obligations, actor, page):
    known = set(held.uses.values_list("obligation", flat=True))
    EvidenceUse.objects.bulk_create(
        EvidenceUse(evidence=held, obligation=one, page=page.strip(), by=actor)
        for one in obligations
        if one.pk not in known
    )


def _questions(obligations):
    """LKE questions of the rows on which the obligations hang."""
    return Indicator.objects.filter(
        pk__in=ActionStep.indicators.through.objects.filter(actionstep__in={one.step_id for one in obligations}).values(
            "indicator"
        )
    )


def _seen_anew(held):
    """Whoever looked at it before is told that it has changed: no verdict touches what was not seen."""
    held.revision += 1
    held.save(update_fields=["revision"])


def _record(event, held, actor, request_id, **what):
    chain.record(event, actor=actor, subject=held, satker_code=held.satker.code, request_id=request_id, **what)
