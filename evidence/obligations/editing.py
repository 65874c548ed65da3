"""What is asked of a row, refined by people: title, kinds, how often, how many, order; with history and audit."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from evidence.models import EvidenceRequirement, Obligation, RequirementChange
from evidence.obligations import deriving, groups
from evidence.obligations.history import facts, record_changes
from plans.models import ActionStep, Plan
from plans.states import FINAL, DecreeState
from zi_portal.audit import chain
from zi_portal.lib.errors import Refused, Stale
from zi_portal.lib.order import STEPS, moved
from zi_portal.lib.seen import digest, settled

TAKES = "takes_file", "takes_link", "takes_statement", "takes_nihil"
MAX_REQUIREMENTS = 40
"""Most documents that one group of rows may ask for."""

CLOSED = "Rencana ini sudah diganti atau dicabut, jadi dokumen yang diminta tidak dapat diubah lagi di sini."
ARCHIVED = "Rencana ini arsip keputusan terbitan, jadi tidak menagih bukti."
ELSEWHERE = (
    "Baris ini juga ada di keputusan yang sedang berlaku, jadi daftarnya diubah di sana dan ikut ke perubahan ini saat"
    " ditetapkan."
)
LAST = "Sedikitnya satu dokumen harus diminta. Ubah dokumen ini, atau tambahkan yang lain sebelum menghapusnya."
TOO_MANY = f"Satu baris meminta paling banyak {MAX_REQUIREMENTS} dokumen. Gabungkan beberapa di antaranya."
STALE = "Sudah diubah orang lain sejak Anda membukanya. Ketikan Anda masih ada; periksa isi yang sekarang."
ONE_TITLE = "Tulis sedikitnya dua dokumen, satu di setiap baris."
TWO_ROWS = "Centang sedikitnya dua dokumen yang akan digabungkan."


STEP_RELATIONS = ("area__plan__satker", "area__plan__annex__decree")
"""Relations of a step that listing_of() reads."""


@dataclass(slots=True)
class Listing:
    """What a step's group of rows asks for.

    group: its printed text and rows. present, removed: EvidenceRequirements. proposed: unsaved ones, shown where there
    is no list yet. reprinted: the printed text differs from the one that the list was read from. closed: why nobody may
    change it here, "" where it may be changed.
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
        return digest("".join(requirement_digest(requirement) for requirement in self.present))


def listing_of(step):
    """Return the Listing of the step's group; step: with STEP_RELATIONS loaded. 6 queries."""
    plan = step.area.plan
    group = next(group for group in groups.groups_of(plan) if any(row.pk == step.pk for row in group.steps))
    requirements = list(EvidenceRequirement.objects.filter(satker=plan.satker_id, step_key=group.head.key))
    present = [requirement for requirement in requirements if not requirement.removed_at]
    return Listing(
        step,
        plan,
        group,
        present=sorted(present, key=lambda requirement: (requirement.position, requirement.pk)),
        removed=[requirement for requirement in requirements if requirement.removed_at],
        proposed=[] if requirements else deriving.proposals(group),
        reprinted=deriving.is_reprinted(group, requirements),
        closed=_closed(plan, group.head.key),
    )


def step_of(requirement):
    """Return the row that asks for a requirement: in the plan in force, else in the newest plan with it, or None."""
    plans = {"area__plan__satker": requirement.satker_id, "area__plan__deleted": False}
    steps = ActionStep.objects.filter(key=requirement.step_key, **plans)
    steps = steps.select_related(*STEP_RELATIONS).order_by("-area__plan")
    return min(steps, key=lambda step: not deriving.in_force(step.area.plan), default=None)


def _closed(plan, key):
    decree = plan.decree
    if decree.archive:
        return ARCHIVED
    if decree.state in FINAL:
        return "" if decree.state == DecreeState.ENACTED else CLOSED
    active = Obligation.objects.filter(active=True, requirement__step_key=key, requirement__satker=plan.satker_id)
    return ELSEWHERE if active.exists() else ""


def requirement_digest(requirement):
    """Return the digest by which a form notices that somebody else changed the requirement meanwhile."""
    return digest(repr(sorted(facts(requirement).items())))


@contextmanager
def _refining(step, actor, action):
    """Lock the plan and yield (Listing, changes); then write history and audit, and bring the obligations in line.

    The caller appends (requirement, its facts before) to changes. Raises Refused where the list is closed.
    """
    with transaction.atomic():
        Plan.objects.select_for_update(of=("self",)).get(pk=step.area.plan_id)
        listing = listing_of(ActionStep.objects.select_related(*STEP_RELATIONS).get(pk=step.pk))
        if listing.closed:
            raise Refused("closed", listing.closed, status=409)
        if not listing.present and not listing.removed:
            deriving.renew(listing.plan.satker, deriving.renewal(listing.group, []))
            listing = listing_of(ActionStep.objects.select_related(*STEP_RELATIONS).get(pk=step.pk))
        changes = []
        yield listing, changes
        _write(listing, changes, actor, action)
        if deriving.in_force(listing.plan):
            deriving.rebuild(listing.plan)


def _write(listing, changes, actor, action):
    """Save the changed requirements with a line of history and an audit event each."""
    for requirement, _ in changes:
        requirement.satker = listing.plan.satker
        requirement.save()
    for line in record_changes(changes, actor):
        chain.record(
            f"requirement.{action}", actor=actor, subject=line.requirement, satker_code=listing.plan.satker.code,
            before=line.before, after=line.after,
        )  # fmt: skip


def _with_pk(requirements, pk):
    """Return the requirement of this primary key; raises Stale where the list does not hold it any more."""
    requirement = next((requirement for requirement in requirements if requirement.pk == pk), None)
    if requirement is None:
        raise Stale(STALE)
    return requirement


def adopt_proposals(step, actor):
    """Keep the proposals of a group as its list, so that they can be refined; an existing list stays."""
    with _refining(step, actor, "propose"):
        pass


def change(requirement, step, actor, *, seen=None, **fields):
    """Change a requirement; fields, seen: by the names of form_values().

    Raises Stale, Unchanged, Overtaken (zi_portal/lib/seen.py).
    """
    with _refining(step, actor, "change") as (listing, changes):
        requirement = _with_pk(listing.present, requirement.pk)
        changed = settled(form_values(requirement), fields, seen)
        changes.append((requirement, facts(requirement)))
        _set_fields(requirement, model_fields(changed))


def form_values(requirement):
    """Return {name: value} of a requirement as forms show it; takes: names of the kinds that it accepts."""
    values = {name: getattr(requirement, name) for name in ("title", "frequency", "quantity", "dates")}
    return values | {"takes": [name for name in TAKES if getattr(requirement, name)]}


def model_fields(values):
    """Return {name: value} of the model's fields from what form_values() or the cleaned form holds."""
    fields = {name: value for name, value in values.items() if name != "takes"}
    return fields | ({name: name in values["takes"] for name in TAKES} if "takes" in values else {})


def _set_fields(requirement, fields):
    if "title" in fields and fields["title"] != requirement.title:
        requirement.implicit = False
    for name, value in fields.items():
        setattr(requirement, name, value)


def add(step, actor, **fields):
    """Add a document at the end of the list and return it."""
    with _refining(step, actor, "add") as (listing, changes):
        requirement = _new_requirement(listing, fields)
        _check_room(listing, 1)
        changes.append((requirement, {}))
    return requirement


def _new_requirement(listing, fields, like=None):
    requirement = EvidenceRequirement(
        step_key=listing.group.head.key, printed=listing.group.text, position=_next_position(listing)
    )
    if like is not None:
        for name in (*TAKES, "frequency", "quantity", "dates"):
            setattr(requirement, name, getattr(like, name))
    _set_fields(requirement, fields)
    return requirement


def _next_position(listing):
    return max((requirement.position for requirement in listing.present), default=0) + 1


def _check_room(listing, number):
    if len(listing.present) + number > MAX_REQUIREMENTS:
        raise Refused("too_many", TOO_MANY)


def remove(requirement, step, actor):
    """Stop asking for a document; it is kept for the history and can be restored. The last one stays."""
    with _refining(step, actor, "remove") as (listing, changes):
        requirement = _with_pk(listing.present, requirement.pk)
        if len(listing.present) < 2:
            raise Refused("last_requirement", LAST)
        changes.append((requirement, facts(requirement)))
        requirement.removed_at = timezone.now()


def restore(requirement, step, actor):
    """Ask again for a document that was removed, at the end of the list."""
    with _refining(step, actor, "restore") as (listing, changes):
        requirement = _with_pk(listing.removed, requirement.pk)
        _check_room(listing, 1)
        changes.append((requirement, facts(requirement)))
        requirement.removed_at, requirement.position = None, _next_position(listing)


def move(requirement, step, actor, direction):
    """Move a document one place up or down; return False where it is at the end already."""
    with _refining(step, actor, "move") as (listing, changes):
        reordered = moved(listing.present, _with_pk(listing.present, requirement.pk), STEPS[direction])
        _renumber(reordered or [], changes)
    return reordered is not None


def _renumber(requirements, changes):
    """Number the requirements in their order; those whose position changes are added to changes."""
    for position, requirement in enumerate(requirements, 1):
        if requirement.position != position:
            if all(requirement is not changed for changed, _ in changes):
                changes.append((requirement, facts(requirement)))
            requirement.position = position


def split(requirement, step, actor, *, shown_digest, titles):
    """Split a document into several: the first title stays where the evidence is, the following stand below it.

    A title that was asked before comes back with its evidence and settings, and the first with those that it had when
    others were merged into it.
    """
    titles = list(dict.fromkeys(title.strip() for title in titles if title.strip()))
    if len(titles) < 2:
        raise Refused("one_title", ONE_TITLE)
    with _refining(step, actor, "split") as (listing, changes):
        requirement = _with_pk(listing.present, requirement.pk)
        if requirement_digest(requirement) != shown_digest:
            raise Stale(STALE)
        _check_room(listing, len(titles) - 1)
        changes.append((requirement, facts(requirement)))
        place = listing.present.index(requirement) + 1
        parts = [
            _restored(listing, title, changes) or _new_requirement(listing, {"title": title}, like=requirement)
            for title in titles[1:]
        ]
        changes += [(part, {}) for part in parts if part.pk is None]
        _set_fields(requirement, {"title": titles[0]} | _fields_before_merge(requirement, titles[0]))
        _renumber([*listing.present[:place], *parts, *listing.present[place:]], changes)


def _restored(listing, title, changes):
    """Return the removed document of this title, asked again; None where there is none."""
    same_title = [requirement for requirement in listing.removed if requirement.title.casefold() == title.casefold()]
    if not same_title:
        return None
    requirement = max(same_title, key=lambda requirement: requirement.removed_at)
    changes.append((requirement, facts(requirement)))
    requirement.removed_at = None
    return requirement


def _fields_before_merge(requirement, title):
    """Return {name: whether it was taken} from when the requirement had this title, where unchanged since."""
    line = requirement.changes.filter(before__title=title, after__title=requirement.title).order_by("pk").last()
    if line is None:
        return {}
    return {name: line.before[name] for name in TAKES if line.after.get(name, None) == getattr(requirement, name)}


def merge(step, actor, *, shown_digest, pks):
    """Merge documents into the first of them, which takes all their titles; the others are removed. Return it."""
    with _refining(step, actor, "merge") as (listing, changes):
        if listing.seen != shown_digest:
            raise Stale(STALE)
        requirements = [requirement for requirement in listing.present if requirement.pk in pks]
        if len(requirements) < 2:
            raise Refused("one_row", TWO_ROWS)
        changes += [(requirement, facts(requirement)) for requirement in requirements]
        *titles, last_title = [requirement.title for requirement in requirements]
        merged = requirements[0]
        _set_fields(merged, {"title": f"{', '.join(titles)} dan {last_title}"})
        for requirement in requirements[1:]:
            requirement.removed_at = timezone.now()
        for name in TAKES:
            setattr(merged, name, any(getattr(requirement, name) for requirement in requirements))
    return merged


def preview(listing):
    """Return the deriving.Renewal that proposing anew would write: what it would keep, add and remove."""
    return deriving.renewal(listing.group, listing.present)


def propose_anew(step, actor, *, shown_digest):
    """Read the list from the printed text again; what has the same or nearly the same title keeps its settings."""
    with _refining(step, actor, "propose") as (listing, _):
        if listing.seen != shown_digest:
            raise Stale(STALE)
        old_titles = [requirement.title for requirement in listing.present]
        renewal = preview(listing)
        deriving.renew(listing.plan.satker, renewal, actor)
        _record_renewal(listing, renewal, old_titles, actor)


def settle(step, actor):
    """Note that the list fits the text as it is printed now, so that the screen does not warn of it any more."""
    with _refining(step, actor, "settle") as (listing, _):
        pks = [requirement.pk for requirement in listing.present]
        EvidenceRequirement.objects.filter(pk__in=pks).update(printed=listing.group.text)
        chain.record(
            "requirement.settle", actor=actor, subject=listing.step, satker_code=listing.plan.satker.code,
            after={"printed": listing.group.text},
        )  # fmt: skip


def _record_renewal(listing, renewal, old_titles, actor):
    requirements = [*(requirement for requirement, _ in renewal.matches), *renewal.additions]
    chain.record(
        "requirement.renew", actor=actor, subject=listing.step, satker_code=listing.plan.satker.code,
        before={"titles": old_titles}, after={"titles": [requirement.title for requirement in requirements]},
    )  # fmt: skip


def has_printed_dates(listing):
    """Return whether the printed time gives the group a due date; else dates may be set by hand. 1 query."""
    return bool(groups.due_dates(listing.plan, [listing.group])[listing.group.head.pk])


def history_of(listing):
    """Return the lines of history of the list's documents with their actors, the newest first. One query."""
    lines = RequirementChange.objects.filter(
        requirement__satker=listing.plan.satker_id, requirement__step_key=listing.group.head.key
    )
    return lines.select_related("actor", "requirement").order_by("-pk")
