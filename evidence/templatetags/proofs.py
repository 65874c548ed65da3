"""What an evidence serves, for the panel beside it."""

from types import SimpleNamespace

from django import template

from evidence import permissions
from evidence.states import EvidenceState
from evidence.workflow import LOCKED

register = template.Library()


@register.simple_tag(takes_context=True)
def uses_of(context, evidence):
    """What an evidence is used for: uses (each with its obligation at hand), indicators, and what the user may do.

    may_add: more places; may_describe: its title and the like; may_release: take one away (not the last one, not of
    what was accepted). 2 queries.
    """
    uses = list(evidence.uses.select_related("obligation__requirement", "obligation__step__area", "obligation__plan"))
    may_add = permissions.can_upload(context["request"].user, evidence.satker)
    may_release = may_add and len(uses) > 1 and evidence.state not in LOCKED
    may_describe = may_add and evidence.state != EvidenceState.WITHDRAWN
    return SimpleNamespace(
        uses=uses,
        indicators=evidence.indicators.all(),
        may_add=may_add,
        may_describe=may_describe,
        may_release=may_release,
    )
