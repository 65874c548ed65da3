"""Template filters of printed texts: the mark *italic*, and the head of the decree."""

from django import template

from plans.decree.payload import name_lines
from plans.states import Issuer
from zi_portal.lib.grid.html import marked

register = template.Library()
register.filter("marked", marked, is_safe=True)


@register.filter
def office_name(decree):
    """Return the office's name in the head of the decree; of an archive, as printed."""
    return decree.office_line or decree.satker.full_name


@register.filter
def office_lines(decree):
    """Return the office's name on two lines, as at the top of the decree."""
    return name_lines(office_name(decree))


@register.filter
def head_line(decree):
    """Return the name of the document, which names the Sekretaris as issuer."""
    issuer = "SEKRETARIS " if decree.issuer == Issuer.SECRETARY else ""
    return f"KEPUTUSAN {issuer}{office_name(decree)}"


@register.filter
def issuer_title(decree):
    """Return the signer's title and office: "Plt. KETUA KOMISI PEMILIHAN UMUM …"."""
    return f"{decree.acting} {decree.get_issuer_display().upper()} {office_name(decree)}".strip()
