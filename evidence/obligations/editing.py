"""What a row's run asks for, changed by people: title, kinds, how often, how many, order; with history and audit."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from evidence import workflow
from evidence.models import EvidenceRequirement, Obligation, RequirementChange
from evidence.obligations import deriving
from evidence.states import Frequency
from evidence.workflow import Refused
from plans.models import ActionStep, Plan
from plans.states import FINAL, DecreeState
from zi_portal.audit import chain
from zi_portal.lib.seen import settled

UP, DOWN = "naik", "turun"
ISO = re.compile(r"\d{4}-\d\d-\d\d")
TAKES = "takes_file", "takes_link", "takes_statement", "takes_nihil"
MOST = 40
"""Documents that one run may ask for."""

CLOSED = "Rencana ini sudah diganti atau dicabut, jadi dokumen yang diminta tidak dapat diubah lagi di sini."
ARCHIVED = "Rencana ini arsip keputusan terbitan, jadi tidak menagih bukti."
ELSEWHERE = (
    "Baris ini juga ada di keputusan yang sedang berlaku, jadi daftarnya diubah di sana dan ikut ke perubahan ini saat"
    " ditetapkan."
)
LAST = "Sedikitnya satu dokumen harus diminta. Ubah dokumen ini, atau tambahkan yang lain sebelum menghapusnya."
TOO_MANY = f"Satu baris meminta paling banyak {MOST} dokumen. Gabungkan beberapa di antaranya."
ONE_TITLE = "Tulis sedikitnya dua dokumen, satu di setiap baris."
TWO_ROWS = "Centang sedikitnya dua dokumen yang akan digabungkan."


AT_HAND = ("area__plan__satker", "area__plan__annex__decree")
"""What listing() needs of a step beside it."""


class Stale(workflow.Stale):
    """Somebody else changed the list, the document or its due date meanwhile (HTTP 409)."""

    message = "Sudah diubah orang lain sejak Anda membukanya. Ketikan Anda masih ada; periksa isi yang sekarang."


@dataclass(slots=True)
class Listing:
    """What the run of a step asks for. group: its printed text and rows; present, removed: EvidenceRequirements.

    proposed: unsaved ones, shown where there is no list yet. reprinted: the printed text is another one than the
    list was read from. closed: why nobody may change it here, "" where it may be changed.
    """

    step: object
    plan: object
    group: object
    present: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    proposed: list = field(default_factory=list)
    reprinted: bool = False
    closed: str = ""

    @property
    def seen(self):
        """Digest of the list, by which a later change of it is noticed."""
        return sha256("".join(digest(one) for one in self.present).encode()).hexdigest()


def listing(step):
    """Listing of the run that the step belongs to; step: with its area, plan and decree at hand. 6 queries."""
    plan = step.area.plan
    group = next(one for one in deriving.groups(plan) if any(row.pk == step.pk for row in one.steps))
    rows = list(EvidenceRequirement.objects.filter(satker=plan.satker_id, step_key=group.head.key))
    made = Listing(step, plan, group, closed=_closed(plan, group.head.key))
    made.present = sorted((one for one in rows if not one.removed_at), key=lambda one: (one.position, one.pk))
    made.removed = [one for one in rows if one.removed_at]
    made.proposed = [] if rows else deriving.proposals(group)
    made.reprinted = deriving.reprinted(group, rows)
    return made


def step_of(requirement):
    """The row that a requirement is asked by: in the plan in force, else in the newest plan that has it; or None."""
    rows = ActionStep.objects.filter(key=requirement.step_key, area__plan__satker=requirement.satker_id)
    rows = rows.select_related(*AT_HAND).order_by("-area__plan")
    return min(rows, key=lambda row: not deriving.in_force(row.area.plan), default=None)


def _closed(plan, key):
    decree = plan.decree
    if decree.archive:
        return ARCHIVED
    if decree.state in FINAL:
        return "" if decree.state == DecreeState.ENACTED else CLOSED
    active = Obligation.objects.filter(active=True, requirement__step_key=key, requirement__satker=plan.satker_id)
    return ELSEWHERE if active.exists() else ""


def digest(requirement):
    """What a form compares to notice that somebody else changed the requirement meanwhile."""
    return sha256(repr(sorted(deriving.facts(requirement).items())).encode()).hexdigest()


@contextmanager
def _refining(step, actor, action):
    """Lock the plan and give the Listing of the step's run; afterwards history, audit and what is owed follow.

    The caller adds (requirement, facts before) to what is yielded second. Raises Refused where it is closed.
    """
    with transaction.atomic():
        Plan.objects.select_for_update(of=("self",)).get(pk=step.area.plan_id)
        held = listing(ActionStep.objects.select_related(*AT_HAND).get(pk=step.pk))
        if held.closed:
            raise Refused("closed", held.closed, status=409)
        if not held.present and not held.removed:
            deriving.renew(held.plan.satker, deriving.renewal(held.group, []))
            held = listing(ActionStep.objects.select_related(*AT_HAND).get(pk=step.pk))
        changes = []
        yield held, changes
        _write(held, changes, actor, action)
        if deriving.in_force(held.plan):
            deriving.rebuild(held.plan)


def _write(held, changes, actor, action):
    """Save what was changed, one line of history and one event each."""
    for one, _ in changes:
        one.satker = held.plan.satker
        one.save()
    lines = deriving.note(changes, actor)
    for line in lines:
        chain.record(
            f"requirement.{action}", actor=actor, subject=line.requirement, satker_code=held.plan.satker.code,
            before=line.before, after=line.after,
        )  # fmt: skip


def _named(held, pk):
    """The requirement of the list; Stale where it is there no more."""
    found = next((one for one in held.present if one.pk == pk), None)
    if found is None:
        raise Stale
    return found


def begin(step, actor):
    """Keep the proposals of a run as its list, so that they can be refined; a list that is there stays."""
    with _refining(step, actor, "propose"):
        pass


def change(requirement, step, actor, *, seen=None, **fields):
    """Change what is asked, by the names of shown(). Raises Stale, Unchanged, Overtaken (zi_portal/lib/seen.py)."""
    with _refining(step, actor, "change") as (held, changes):
        one = _named(held, requirement.pk)
        changed = settled(shown(one), fields, seen)
        changes.append((one, deriving.facts(one)))
        _put(one, kept(changed))


def shown(requirement):
    """{name: value} of a requirement as forms show it; takes: names of the kinds that it accepts."""
    found = {name: getattr(requirement, name) for name in ("title", "frequency", "quantity", "dates")}
    return found | {"takes": [name for name in TAKES if getattr(requirement, name)]}


def kept(shown):
    """The same as the row keeps it."""
    fields = {name: value for name, value in shown.items() if name != "takes"}
    return fields | ({name: name in shown["takes"] for name in TAKES} if "takes" in shown else {})


def _put(one, fields):
    if "title" in fields and fields["title"] != one.title:
        one.implicit = False
    for name, value in fields.items():
        setattr(one, name, value)


def add(step, actor, **fields):
    """One more document at the end of the list; returns it."""
    with _refining(step, actor, "add") as (held, changes):
        one = _new(held, fields)
        _room(held, 1)
        changes.append((one, {}))
    return one


def _new(held, fields, like=None):
    one = EvidenceRequirement(step_key=held.group.head.key, printed=held.group.text, position=_end(held))
    if like is not None:
        for name in (*TAKES, "frequency", "quantity", "dates"):
            setattr(one, name, getattr(like, name))
    _put(one, fields)
    return one


def _end(held):
    return max((one.position for one in held.present), default=0) + 1


def _room(held, more):
    if len(held.present) + more > MOST:
        raise Refused("too_many", TOO_MANY)


def remove(requirement, step, actor):
    """Ask for a document no more; it is kept for the history and can be put back. The last one stays."""
    with _refining(step, actor, "remove") as (held, changes):
        one = _named(held, requirement.pk)
        if len(held.present) < 2:
            raise Refused("last_requirement", LAST)
        changes.append((one, deriving.facts(one)))
        one.removed_at = timezone.now()


def restore(requirement, step, actor):
    """Ask again for a document that was removed, at the end of the list."""
    with _refining(step, actor, "restore") as (held, changes):
        one = next((one for one in held.removed if one.pk == requirement.pk), None)
        if one is None:
            raise Stale
        _room(held, 1)
        changes.append((one, deriving.facts(one)))
        one.removed_at, one.position = None, _end(held)


def move(requirement, step, actor, way):
    """One place up or down; False where it is at the end already."""
    with _refining(step, actor, "move") as (held, changes):
        rows = held.present
        place = rows.index(_named(held, requirement.pk))
        other = place + (-1 if way == UP else 1)
        if not 0 <= other < len(rows):
            return False
        rows[place], rows[other] = rows[other], rows[place]
        _order(rows, changes)
    return True


def _order(rows, changes):
    """Number the rows anew; those whose place changes are noted."""
    for position, one in enumerate(rows, 1):
        if one.position != position:
            if all(one is not known for known, _ in changes):
                changes.append((one, deriving.facts(one)))
            one.position = position


def split(requirement, step, actor, *, seen, titles):
    """Make several documents of one: the first title stays where the evidence is, the others come below it.

    A title that was asked before comes back with its evidence and settings, and the first with those it had when others
    were merged into it.
    """
    titles = list(dict.fromkeys(title.strip() for title in titles if title.strip()))
    if len(titles) < 2:
        raise Refused("one_title", ONE_TITLE)
    with _refining(step, actor, "split") as (held, changes):
        one = _named(held, requirement.pk)
        if digest(one) != seen:
            raise Stale
        _room(held, len(titles) - 1)
        changes.append((one, deriving.facts(one)))
        place = held.present.index(one) + 1
        more = [_again(held, title, changes) or _new(held, {"title": title}, like=one) for title in titles[1:]]
        changes += [(row, {}) for row in more if row.pk is None]
        _put(one, {"title": titles[0]} | _before_merging(one, titles[0]))
        _order([*held.present[:place], *more, *held.present[place:]], changes)


def _again(held, title, changes):
    """The document of this title that was asked before, asked again; None where there was none."""
    alike = [one for one in held.removed if one.title.casefold() == title.casefold()]
    if not alike:
        return None
    one = max(alike, key=lambda other: other.removed_at)
    changes.append((one, deriving.facts(one)))
    one.removed_at = None
    return one


def _before_merging(one, title):
    """{name: what it takes} as it was before its title became the present one, where nobody changed that since."""
    line = one.changes.filter(before__title=title, after__title=one.title).order_by("pk").last()
    if line is None:
        return {}
    return {name: line.before[name] for name in TAKES if line.after.get(name, None) == getattr(one, name)}


def merge(step, actor, *, seen, pks):
    """Make one document of several: the first stays, with all titles in one; the others are removed. Returns it."""
    with _refining(step, actor, "merge") as (held, changes):
        if held.seen != seen:
            raise Stale
        rows = [one for one in held.present if one.pk in pks]
        if len(rows) < 2:
            raise Refused("one_row", TWO_ROWS)
        first, *others = rows
        changes += [(one, deriving.facts(one)) for one in rows]
        *titles, last = [one.title for one in rows]
        _put(first, {"title": f"{', '.join(titles)} dan {last}"})
        for one in others:
            one.removed_at = timezone.now()
        for name in TAKES:
            setattr(first, name, any(getattr(one, name) for one in rows))
    return first


def preview(held):
    """owed.Renewal of the list by its printed text as it is now: what proposing anew would keep, add and remove."""
    return deriving.renewal(held.group, held.present)


def propose_anew(step, actor, *, seen):
    """Read the list from the printed text again; what has the same or nearly the same title keeps its settings."""
    with _refining(step, actor, "propose") as (held, _):
        if held.seen != seen:
            raise Stale
        before = {one.pk: deriving.facts(one) for one in held.present}
        made = preview(held)
        deriving.renew(held.plan.satker, made, actor)
        _record_renewal(held, made, before, actor)


def settle(step, actor):
    """The list fits the text as it is printed now; the text's change is not told any more."""
    with _refining(step, actor, "settle") as (held, _):
        pks = [one.pk for one in held.present]
        EvidenceRequirement.objects.filter(pk__in=pks).update(printed=held.group.text)
        chain.record(
            "requirement.settle", actor=actor, subject=held.step, satker_code=held.plan.satker.code,
            after={"printed": held.group.text},
        )  # fmt: skip


def _record_renewal(held, made, before, actor):
    kept = [one for one, _ in made.kept]
    chain.record(
        "requirement.renew", actor=actor, subject=held.step, satker_code=held.plan.satker.code,
        before={"titles": [facts["title"] for facts in before.values()]},
        after={"titles": [one.title for one in [*kept, *made.fresh]]},
    )  # fmt: skip


def dated(held):
    """Whether the printed time gives the run a due date; else dates may be set by hand. 1 query."""
    return bool(deriving.days(held.plan, [held.group])[held.group.head.pk])


def history(held):
    """Lines of history of the run's documents, the newest first, with who did it. One query."""
    rows = RequirementChange.objects.filter(
        requirement__satker=held.plan.satker_id, requirement__step_key=held.group.head.key
    )
    return rows.select_related("actor", "requirement").order_by("-pk")


SAID = {
    "title": "nama",
    "takes_file": "menerima berkas",
    "takes_link": "menerima tautan",
    "takes_statement": "menerima pernyataan tertulis",
    "takes_nihil": "menerima nihil",
    "frequency": "kapan diminta",
    "quantity": "jumlah",
    "dates": "tenggat",
    "position": "urutan",
}
"""What a field is called in the history."""


def told(line):
    """A line of history in words, in Indonesian."""
    before, after = line.before, line.after
    if "slot" in after:
        return f"Tenggat {_said(before['due_on'])} → {_said(after['due_on'])}. Alasan: {after['reason']}"
    if not before:
        return "Diusulkan dari teks tercetak." if line.actor_id is None else "Ditambahkan."
    if "removed" in after:
        return "Tidak diminta lagi." if after["removed"] else "Diminta lagi."
    names = [name for name in SAID if name in after and (name != "position" or len(after) == 1)]
    words = "; ".join(f"{SAID[name]} {_said(before.get(name))} → {_said(after[name])}" for name in names)
    return f"{words[:1].upper()}{words[1:]}."


def _said(value):
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return ", ".join(_said(day) for day in value) or "tanpa tanggal"
    if value in Frequency.values:
        return Frequency(value).label.lower()
    if isinstance(value, str) and ISO.fullmatch(value):
        return "-".join(reversed(value.split("-")))
    return f"“{value}”" if isinstance(value, str) and value else str(value or "belum dijadwalkan")
