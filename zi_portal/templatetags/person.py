"""The mark of a person for the browser's own store."""

from django import template

from zi_portal.entrance import sessions

register = template.Library()


@register.filter
def person_mark(user):
    """Return a short mark of the user that is the same each time and names nobody."""
    return sessions.person_mark(user)
