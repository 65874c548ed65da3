"""Decrees that an office has for a year already, before a second one is begun."""

from django.db.models import Exists, OuterRef

from plans.models import Annex, Decree
from plans.states import UNDER_WAY, AnnexKind, DecreeState


def under_way(user, satker, year, *, with_plan=False):
    """Return the decrees of an office and year that are under way or in force, the newest first; one query.

    Those that the user sees, no archives, with created_by and with_origin(). with_plan: only those that print a plan.
    """
    rows = Decree.objects.visible_to(user).filter(satker=satker, year=year, archive=False)
    rows = rows.filter(state__in=[*UNDER_WAY, DecreeState.ENACTED]).select_related("created_by")
    if with_plan:
        rows = rows.filter(Exists(Annex.objects.filter(decree=OuterRef("pk"), kind=AnnexKind.PLAN)))
    return list(rows.with_origin().order_by("-pk"))
