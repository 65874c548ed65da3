"""The printed groups and members of a team as plain data."""

from teams import roster


def printed(team):
    """Return the printed groups: [{"label", "title", "level", "members": [{"label", "name", "job_title", "duty"}]}]."""
    return [
        {
            "label": node.unit.label,
            "title": node.unit.title,
            "level": node.level,
            "members": [
                {"label": row.label, "name": row.name, "job_title": row.job_title, "duty": row.duty}
                for row in node.members
            ],
        }
        for node in roster.outline(team)
    ]
