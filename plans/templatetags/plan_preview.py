"""Template filter of the import's preview: rows that are headings across the table."""

from django import template

register = template.Library()
HEADING_CELLS = 2


@register.filter
def band(cells):
    """Return the text of a preview row with only number and title (an area, a heading), else ""."""
    return "" if any(cells[HEADING_CELLS:]) else " ".join(text for text in cells[:HEADING_CELLS] if text)
