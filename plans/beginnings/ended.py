"""People and groups named in a table who are not in the office's team any more."""

from itertools import chain

from teams.models import Membership, Team, TeamMember, TeamUnit
from teams.states import Standing

SHORTEST = 4
"""Letters of a name from which it is looked for: shorter ones occur in other words."""


def ended_names(satkers, satker, year):
    """Return the names in teams of the offices and of people whose roles there ended that the office has no more.

    satkers: the office of the new plan and that of the copied one; what the latest team of `satker` up to `year` or an
    account in force there names is not ended. Four queries.
    """
    teams = Team.objects.filter(satker=satker, deleted=False, year__lte=year).order_by("-year", "-pk")
    latest = teams.values_list("pk", flat=True).first()
    members = TeamMember.objects.filter(unit__team__satker__in=satkers).values_list("name", "unit__team")
    units = TeamUnit.objects.filter(team__satker__in=satkers).values_list("title", "team")
    roles = Membership.objects.filter(satker__in=satkers).select_related("user")
    named = {(_plain(name), team == latest) for name, team in chain(members, units)}
    named |= {
        (_plain(role.user.name), role.satker_id == satker.pk and role.standing != Standing.ENDED) for role in roles
    }
    present = {name for name, is_present in named if is_present}
    return {name for name, _ in named if len(name) >= SHORTEST} - present


def ended_in(tree, names):
    """Return [(number of the printed row, name)] of rows whose responsible person or group is one of the names."""
    return [
        (number, name)
        for number, row in enumerate(tree.rows(), 1)
        for name in sorted(names)
        if "responsible" not in row.continues and f" {name} " in f" {_plain(row.texts.get('responsible', ''))} "
    ]


def _plain(text):
    """Return the words of a text in small letters, without signs, so that whole names are found in it."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def _is_present(role, satker):
    return role.satker_id == satker.pk and role.standing != Standing.ENDED
