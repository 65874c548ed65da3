"""Pages on which a passage stands or is changed, down to the very cell or field."""

from django.urls import reverse
from django.utils.text import slugify

from plans.plan.strays.passages import AREA, ASPECT, PLAN, ROW

FIELDS = {
    # source: (page, anchor) where its field is changed; {key} is its primary key
    "clause": ("decrees:clause-edit", "id_text"),
    "citation": ("decrees:clause-edit", "id_text"),
    "annex": ("decrees:annex-edit", "id_{field}"),
}
LINES = {"unit": "u{key}", "member": "m{key}", "team": "t"}
"""{part of a team: name of its line on the team's page}."""


def anchor(source, key, field=""):
    """Return the id of the cell of the plan's table that prints a passage."""
    return slugify(f"sel-{source}-{key}-{field}")


def anchors(survey):
    """Return the ids of the cells of the plan's table that the groups of a Survey are about."""
    groups = survey.groups if survey else []
    return {anchor(passage.source, passage.key, passage.field) for group in groups for passage in group.passages}


def address(passage, *, plan_pk, decree_pk, team_pk, editable):
    """Return the URL at which a Passage is seen, or changed where it is not part of the table and editable.

    plan_pk, decree_pk, team_pk: what it belongs to.
    """
    if passage.source in (ROW, AREA, ASPECT):
        return f"{reverse('plans:detail', args=[plan_pk])}#{anchor(passage.source, passage.key, passage.field)}"
    if passage.source in LINES:
        return _team_line(passage, team_pk, editable)
    if not editable:
        return reverse("decrees:detail", args=[decree_pk])
    if passage.source == PLAN:
        return f"{reverse('plans:settings', args=[plan_pk])}#id_title"
    if passage.source == "decree":
        return f"{reverse('decrees:identity', args=[decree_pk])}#id_{passage.field}"
    name, field_anchor = FIELDS[passage.source]
    return f"{reverse(name, args=[passage.key])}#{field_anchor.format(field=passage.field)}"


def _team_line(passage, team_pk, editable):
    if not editable:
        return reverse("teams:team-detail", args=[team_pk])
    line = LINES[passage.source].format(key=passage.key)
    return f"{reverse('teams:team-edit', args=[team_pk])}?buka={line}#{line}"
