"""What the upload says before anything is sent: types, largest size, room that is left."""

from django import template
from django.conf import settings

from evidence.files import types
from evidence.uploads import quota

register = template.Library()
register.filter("amount", types.amount)


@register.simple_tag
def upload_limits(plan):
    """kinds (words), accept (of the file field), bytes of: file, free (room of the office), part, plain (one form)."""
    kinds = types.accepted_kinds(settings.EVIDENCE_VIDEO)
    return {
        "kinds": ", ".join(kind.upper() for kind in kinds),
        "accept": ",".join(f".{suffix}" for suffix in [*kinds, *types.ALIASES]),
        "file": settings.EVIDENCE_MB << 20,
        "free": quota.room(plan.satker_id),
        "part": settings.EVIDENCE_PART_KB << 10,
        "plain": settings.UPLOAD_MB << 20,
        "plain_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
