"""What a user may do: pure predicates over the user's grants that import no model and catch nothing."""

from teams.states import Role


def has_role(user, satker, *roles):
    """Return whether a membership in force gives one of the roles at this very office."""
    return any(grant.satker_id == satker.pk and grant.role in roles for grant in user.grants)


def has_role_above(user, satker, *roles):
    """Return whether a membership in force gives one of the roles at an office above this one."""
    return any(
        grant.role in roles and grant.path != satker.path and satker.path.startswith(grant.path)
        for grant in user.grants
    )


def can_manage_office(user, satker):
    """Return whether the user manages settings, people and roles of an office: its admin, or one of an office above."""
    return has_role(user, satker, Role.ADMIN) or has_role_above(user, satker, Role.ADMIN)


def can_deactivate(user):
    """Return whether the user may open and close accounts: admins of the national office (its path has one step)."""
    return any(grant.role == Role.ADMIN and grant.path.count("/") == 1 for grant in user.grants)


def can_operate(user):
    """Return whether the user sees all jobs, mails and the portal's health: admins of the national office."""
    return can_deactivate(user)


def can_write_team(user, team):
    """Return whether the user is staff of the office; a frozen team is another matter (roster, 409)."""
    return has_role(user, team.satker, Role.STAFF)
