"""May I act on it? Pure predicates over the user's grants; they import no model and catch nothing."""

from teams.states import Role


def has_role(user, satker, *roles):
    """True when a membership in force gives one of the roles at this very office."""
    return any(grant.satker_id == satker.pk and grant.role in roles for grant in user.grants)


def has_role_above(user, satker, *roles):
    """True when one of the roles is held at an office above this one (not at the office itself)."""
    return any(
        grant.role in roles and grant.path != satker.path and satker.path.startswith(grant.path)
        for grant in user.grants
    )


def can_manage_office(user, satker):
    """Settings, people and roles of an office: its own admin, or one of an office above."""
    return has_role(user, satker, Role.ADMIN) or has_role_above(user, satker, Role.ADMIN)


def can_deactivate(user):
    """Closing and opening accounts: an admin of the national office only (its path has one step)."""
    return any(grant.role == Role.ADMIN and grant.path.count("/") == 1 for grant in user.grants)


def can_operate(user):
    """All jobs, mails and the health of the whole portal: an admin of the national office."""
    return can_deactivate(user)


def can_write_team(user, team):
    """Staff of the office; whether the team is frozen is another question (roster.Frozen, answered 409)."""
    return has_role(user, team.satker, Role.STAFF)


def can_edit_team(user, team):
    """Staff of the office, while the decree that prints the team may still be edited."""
    return can_write_team(user, team) and not team.frozen


def can_create_team(user, satker):
    """Staff of the office."""
    return has_role(user, satker, Role.STAFF)
