"""Template filters of printed texts: the one mark *italic*, and the decree's head."""

from django import template

from plans.decree.payload import name_lines
from plans.states import Issuer
from zi_portal.lib.grid.html import marked

register = template.Library()
register.filter("marked", marked, is_safe=True)


@register.filter
def office_name(decree):
    """The office on the decree's head: an archive's as it was printed."""
    return decree.office_line or decree.satker.full_name


@register.filter
def office_lines(decree):
    """The same on two lines, as at the top of the decree."""
    return name_lines(office_name(decree))


@register.filter
def head_line(decree):
    """Name of the document; one of the Sekretaris says so."""
    by = "SEKRETARIS " if decree.issuer == Issuer.SECRETARY else ""
    return f"KEPUTUSAN {by}{office_name(decree)}"


@register.filter
def issuer_title(decree):
    """Who signs, for which office: "Plt. KETUA KOMISI PEMILIHAN UMUM …"."""
    return f"{decree.acting} {decree.get_issuer_display().upper()} {office_name(decree)}".strip()
