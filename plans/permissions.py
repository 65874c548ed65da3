"""What a user may do: pure predicates over the user's grants that import no model and catch nothing.

Docstrings name the people for whom a predicate is true; docs/workflow.md prints those of the approval. The states in
which an action is possible are in workflow.TRANSITIONS.
"""

from plans.states import EDITABLE, DecreeState
from teams.permissions import has_role, has_role_above
from teams.states import Level, Role

PROVINCE_STEPS = 2
"""Steps of the path of a province; offices below have more."""

TEMPLATE_LEVELS = (Level.PUSAT, Level.PROVINSI)
"""Levels of the offices that offer templates to those below them."""


def can_import(user, satker):
    """Staff of the office: an imported workbook becomes a new draft."""
    return has_role(user, satker, Role.STAFF)


def can_edit_plan(user, plan):
    """Staff of the office, while the decree that prints the plan may still be edited."""
    return has_role(user, plan.satker, Role.STAFF) and not plan.frozen


def can_edit_layout(user, layout):
    """Admin of the office to which the layout belongs; nobody edits a preset, which everybody copies."""
    return layout.satker_id is not None and has_role(user, layout.satker, Role.ADMIN)


def can_write_templates(user, satker):
    """Staff or administrator of an office that others stand below."""
    return satker.level in TEMPLATE_LEVELS and has_role(user, satker, Role.STAFF, Role.ADMIN)


def writes_templates(user):
    """Staff or administrator of the national office or of a province (its path has at most two steps)."""
    high = [grant for grant in user.grants if grant.path.count("/") <= PROVINCE_STEPS]
    return any(grant.role in (Role.STAFF, Role.ADMIN) for grant in high)


def can_edit_decree(user, decree):
    """Staff of the office, while the decree is a draft or was returned."""
    return has_role(user, decree.satker, Role.STAFF) and decree.state in EDITABLE


def can_delete(user, decree):
    """Staff of the office, while the decree is a draft or was returned."""
    return has_role(user, decree.satker, Role.STAFF)


def can_restore(user, decree):
    """Staff of the office, not only who deleted it."""
    return has_role(user, decree.satker, Role.STAFF)


def can_submit(user, decree):
    """Staff of the office."""
    return has_role(user, decree.satker, Role.STAFF)


def can_withdraw(user, decree):
    """Staff of the office, not only who submitted it."""
    return has_role(user, decree.satker, Role.STAFF)


def can_approve(user, decree):
    """A leader of the office who did not submit it: nobody decides on what they submitted themselves."""
    return has_role(user, decree.satker, Role.LEADER) and decree.submitted_by_id != user.pk


def can_return_(user, decree):
    """The same as for the approval: returning is a decision too."""
    return can_approve(user, decree)


def can_enact(user, decree):
    """Staff or leader: both type the number and the date of the general register after the approval."""
    return has_role(user, decree.satker, Role.STAFF, Role.LEADER)


def can_revoke(user, decree):
    """A leader of the office."""
    return has_role(user, decree.satker, Role.LEADER)


def can_amend(user, decree):
    """Staff of the office start an amendment of what is in force."""
    return has_role(user, decree.satker, Role.STAFF) and decree.state == DecreeState.ENACTED


def can_print(user, decree):
    """Whoever sees the decree: every role of the office, reviewers and admins above it."""
    satker = decree.satker
    return has_role(user, satker, *Role) or has_role_above(user, satker, Role.REVIEWER, Role.ADMIN)
