"""A batch of changes applied in its order, each whole or not at all, each once however often it is sent."""

from dataclasses import asdict, dataclass, field

from plans.models import PlanEdit
from plans.sheet import operations_shape  # noqa: F401 -- registers its operations
from plans.sheet.operations import BY_NAME, unfit
from zi_portal.audit import authors
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import Overtaken, Unchanged

OK, CONFLICT, REFUSED = "ok", "conflict", "refused"


@dataclass(slots=True)
class Outcome:
    """What became of a change. state: OK, CONFLICT (theirs: {field: stored value}, who: a name), REFUSED (message)."""

    id: str
    state: str = OK
    message: str = ""
    code: str = ""
    who: str = ""
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
    try:
        function = BY_NAME.get(change.operation)
        if function is None:
            raise unfit()
        function(plan, actor, change.token, change.arguments)
    except Unchanged:
        return Outcome(change.token)
    except Overtaken as overtaken:
        theirs = {name: overtaken.stored[name] for name in overtaken.names}
        return Outcome(change.token, CONFLICT, who=_author(plan, overtaken.names[0]), theirs=theirs)
    except Refused as refused:
        return Outcome(change.token, REFUSED, message=refused.message, code=refused.code)
    return Outcome(change.token)


def _author(plan, name):
    event = authors.last(plan, name)
    return event.actor.name if event and event.actor else ""
