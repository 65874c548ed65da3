"""A batch of changes applied in its order, each whole or not at all, each once however often it is sent."""

from dataclasses import asdict, dataclass, field

from django.db import IntegrityError

from plans.models import ActionStep, PlanEdit
from plans.plan.snapshots import ROW
from plans.sheet import operations_shape  # noqa: F401 -- registers its operations
from plans.sheet.operations import BY_NAME, unfit
from plans.tree import EXTRA
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import Overtaken, Unchanged

OK, CONFLICT, REFUSED = "ok", "conflict", "refused"
EDITS_LOOKED_AT = 300
"""So far back it is asked who changed a cell."""


@dataclass(slots=True)
class Outcome:
    """What became of a change. state: OK, CONFLICT (theirs: {field: stored value}, who: a name, at: the
    time in ISO form), REFUSED (message)."""

    id: str
    state: str = OK
    message: str = ""
    code: str = ""
    who: str = ""
    at: str = ""
    theirs: dict = field(default_factory=dict)


def apply(plan, actor, changes):
    """Apply [Change] to a plan; return [dict of its Outcome] in the same order."""
    tokens = [change.token for change in changes]
    applied_tokens = set(PlanEdit.objects.filter(plan=plan, token__in=tokens).values_list("token", flat=True))
    return [
        asdict(Outcome(change.token) if change.token in applied_tokens else _outcome(plan, actor, change))
        for change in changes
    ]


def _outcome(plan, actor, change):
    """Apply a change; one that turns out to have been applied meanwhile, sent twice at once, is no failure."""
    try:
        outcome = _tried(plan, actor, change)
    except IntegrityError:
        if not _is_applied(plan, change):
            raise
        return Outcome(change.token)
    return outcome if outcome.state == OK or not _is_applied(plan, change) else Outcome(change.token)


def _is_applied(plan, change):
    return PlanEdit.objects.filter(plan=plan, token=change.token).exists()


def _tried(plan, actor, change):
    try:
        function = BY_NAME.get(change.operation)
        if function is None:
            raise unfit()
        function(plan, actor, change.token, change.arguments)
    except Unchanged:
        return Outcome(change.token)
    except Overtaken as overtaken:
        their_values = {name: overtaken.stored[name] for name in overtaken.names}
        who, at = _last_author(plan, change.arguments.get("row"), overtaken.names)
        return Outcome(change.token, CONFLICT, who=who, at=at, theirs=their_values)
    except Refused as refused:
        return Outcome(change.token, REFUSED, message=refused.message, code=refused.code)
    return Outcome(change.token)


def _last_author(plan, key, names):
    """Return (name, time in ISO form) of who changed one of these cells of the row with this key last."""
    pk = ActionStep.objects.filter(area__plan=plan, key=str(key)).values_list("pk", flat=True).first()
    edits = PlanEdit.objects.filter(plan=plan).select_related("actor").order_by("-revision")
    edit = next((edit for edit in edits[:EDITS_LOOKED_AT] if _touches(edit, pk, names)), None)
    return (edit.actor.name if edit.actor else "", edit.at.isoformat()) if edit else ("", "")


def _touches(edit, pk, names):
    """Return whether an edit changed one of these cells of a row; a remark column is stored in extra."""
    fields = {"extra" if name.startswith(EXTRA) else name for name in names}
    entries = [entry for entry in edit.patch if entry["kind"] == ROW and entry["pk"] == pk]
    return any(not fields.isdisjoint(entry["after"] or ()) for entry in entries)
