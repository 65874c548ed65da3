"""Predicates that say who may act on evidence. Pure functions of the user's grants; they import no model.

Those of the review say who may; workflow.TRANSITIONS says in which state.
"""

from teams.permissions import has_role, has_role_above
from teams.states import Role


def can_upload(user, satker):
    """Staff and coordinators of the office."""
    return has_role(user, satker, Role.STAFF, Role.COORDINATOR)


def can_refine(user, satker):
    """What a row asks for, and when: staff of the office, also after the plan was enacted."""
    return has_role(user, satker, Role.STAFF)


def can_assign(user, satker):
    """Who sees to a row: staff and coordinators of the office."""
    return has_role(user, satker, Role.STAFF, Role.COORDINATOR)


def can_package(user, satker):
    """Whoever works at the office, and reviewers and administrators above it."""
    return has_role(user, satker, *Role) or has_role_above(user, satker, Role.REVIEWER, Role.ADMIN)


def can_revise(user, evidence):
    """Another revision, or taking it back: who may upload."""
    return can_upload(user, evidence.satker)


def can_decide(user, evidence):
    """Leader, or coordinator of every area that the evidence serves; never who sent it or gave it a place since."""
    if _own(user, evidence):
        return False
    return has_role(user, evidence.satker, Role.LEADER) or _coordinates(user, evidence)


def _own(user, evidence):
    """Return whether the user sent the present revision, or gave it a place since."""
    return evidence.uploader_id == user.pk or user.pk in evidence.placers


def _coordinates(user, evidence):
    areas = {
        grant.area for grant in user.grants if grant.satker_id == evidence.satker_id and grant.role == Role.COORDINATOR
    }
    return None in areas or bool(areas) and set(evidence.components) <= areas


def can_confirm(user, evidence):
    """A reviewer of the superior office; of the national office its own reviewer (inspectorate). Never one's own."""
    if _own(user, evidence):
        return False
    superior = evidence.satker.parent_id or evidence.satker_id
    return any(grant.role == Role.REVIEWER and grant.satker_id == superior for grant in user.grants)


def can_note(user, evidence):
    """Notes on its pages: whoever may decide on it, at the office or above, in whatever state it is."""
    return can_decide(user, evidence) or can_confirm(user, evidence)


def can_settle(user, evidence):
    """Say that a note was dealt with: who may send another revision."""
    return can_revise(user, evidence)
