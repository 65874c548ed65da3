"""Filter that gives templates the dispute of a field of any form."""

from django import template

register = template.Library()


@register.filter
def dispute(field):
    """Return the Dispute of a bound field, None for an undisputed one or one of another kind of form."""
    return getattr(field, "dispute", None)
