"""Icons: small drawings beside words, in the colour of the text; hidden from screen readers."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

FRAME = '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{}</svg>'
SHAPES = {
    "check": '<path d="M3 8.5 6.5 12 13 4.5"/>',
    "x": '<path d="M4 4l8 8M12 4l-8 8"/>',
    "stop": '<path d="M5.500 2.500h5l3 3v5l-3 3h-5l-3-3v-5zM5.500 8h5"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "pencil": '<path d="M3 13l.6-2.9L10.8 3l2.2 2.2-7.1 7.2z"/>',
    "trash": '<path d="M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5 5 13h6l.5-8.5M6.8 7v4M9.2 7v4"/>',
    "up": '<path d="M8 13V3M4 7l4-4 4 4"/>',
    "down": '<path d="M8 3v10M4 9l4 4 4-4"/>',
    "download": '<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13h10"/>',
    "upload": '<path d="M8 10.5V3M4.8 6 8 2.8 11.2 6M3 13h10"/>',
    "file": '<path d="M4 2.5h5l3 3v8H4zM9 2.5v3h3"/>',
    "people": '<circle cx="6" cy="5.5" r="2.2"/><path d="M2 13c0-2.5 1.8-4 4-4s4 1.5 4 4M10.5 3.6a2.1 2.1 0 0 1 0 3.8M11.5 9.3c1.6.5 2.5 1.8 2.5 3.7"/>',
    "house": '<path d="M2.5 8 8 3l5.5 5M4 7v6h8V7"/>',
    "table": '<path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M6 3.5v9"/>',
    "gear": '<circle cx="8" cy="8" r="2.2"/><path d="M8 2v2M8 12v2M2 8h2M12 8h2M3.8 3.8l1.4 1.4M10.8 10.8l1.4 1.4M12.2 3.8l-1.4 1.4M5.2 10.8l-1.4 1.4"/>',
    "clock": '<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3l2 1.5"/>',
    "warning": '<path d="M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1"/>',
    "info": '<circle cx="8" cy="8" r="5.5"/><path d="M8 7.2v3.6M8 5v.1"/>',
    "search": '<circle cx="7" cy="7" r="4"/><path d="M10 10l3.5 3.5"/>',
    "lock": '<path d="M4 7.5h8V13H4zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2"/>',
    "print": '<path d="M4.5 6V2.5h7V6M4.5 11H3V6h10v5h-1.5M4.5 9.5h7v4h-7z"/>',
    "send": '<path d="M14 2 2 7l4.5 2L8.5 14zM14 2 6.5 9"/>',
    "undo": '<path d="M5.5 3 2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6"/>',
    "redo": '<path d="M10.500 3 13.500 6l-3 3M13.500 6H6a3.500 3.500 0 0 0 0 7h4"/>',
    "stamp": '<path d="M6 3.5a2 2 0 1 1 4 0c0 1.5-1 2-1 4h3.5V10h-9V7.500H7c0-2-1-2.500-1-4zM3.500 13h9"/>',
    "list": '<path d="M5.500 4H13M5.500 8H13M5.500 12H13M2.800 4v.1M2.800 8v.1M2.800 12v.1"/>',
    "merge": '<path d="M3 3h10v10H3zM8 3v3M8 10v3M6.500 5 8 6.500 9.500 5M6.500 11 8 9.500 9.500 11"/>',
    "split": '<path d="M3 3h10v10H3zM3 8h10M6.500 6 8 4.500 9.500 6M6.500 10 8 11.500 9.500 10"/>',
    "arrow": '<path d="M3 8h10M9 4l4 4-4 4"/>',
    "back": '<path d="M13 8H3M7 4 3 8l4 4"/>',
    "eye": '<path d="M1.8 8S4 3.800 8 3.800 14.200 8 14.200 8 12 12.200 8 12.200 1.800 8 1.800 8z"/><circle cx="8" cy="8" r="1.800"/>',
    "question": '<path d="M5.500 6a2.500 2.500 0 1 1 3.700 2.200C8.300 8.700 8 9.200 8 10M8 12.500v.1"/>',
    "bell": '<path d="M3.500 11.500c1-1 1.300-2 1.300-4.200a3.200 3.200 0 0 1 6.400 0c0 2.200.3 3.200 1.300 4.200zM7 13.500h2"/>',
    "calendar": '<path d="M2.500 3.500h11v10h-11zM2.500 6.500h11M5.500 2v3M10.500 2v3"/>',
    "minus": '<path d="M3.500 8h9"/>',
    "box": '<path d="M2.500 5.200 8 2.500l5.500 2.700v5.600L8 13.500l-5.500-2.700zM2.500 5.200 8 8l5.500-2.800M8 8v5.500"/>',
}
ICONS = {name: format_html(FRAME, mark_safe(shape)) for name, shape in SHAPES.items()}  # noqa: S308 -- constants above
STATE_ICONS = {
    "draft": "pencil",
    "submitted": "send",
    "approved": "check",
    "enacted": "stamp",
    "uploaded": "clock",
    "accepted": "check",
    "confirmed": "stamp",
    "returned": "undo",
    "questioned": "warning",
}
"""Icons of the states of decrees and evidences; other states have a cross."""


@register.simple_tag
def icon(name):
    """Return the drawing of this name; KeyError for a name that does not exist."""
    return ICONS[name]


@register.simple_tag
def state_icon(state):
    """Return the drawing of a state of a decree or an evidence."""
    return ICONS[STATE_ICONS.get(state, "x")]
