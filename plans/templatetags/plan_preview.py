"""Template filter of the import's preview: rows that are headings across the table."""

from django import template

register = template.Library()
HEADING_CELLS = 2


@register.filter
def band(cells):
    """Text of a preview row of which only number and title are filled (an area, a heading), else ""."""
    return "" if any(cells[HEADING_CELLS:]) else " ".join(text for text in cells[:HEADING_CELLS] if text)
