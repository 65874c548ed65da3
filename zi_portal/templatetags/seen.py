"""What two people wrote in one field, for templates of fields of any form."""

from django import template

register = template.Library()


@register.filter
def dispute(field):
    """The Dispute of a bound field, None for a field that nobody else changed or of another kind of form."""
    return getattr(field, "dispute", None)
