"""A plan beside another one: on the screen, and printed as semula – menjadi."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from plans.models import Plan
from plans.presenters.comparing import paper, screen
from plans.presenters.comparing.words import field_name
from plans.views.comparing import sides
from zi_portal.lib.errors import Refused
from zi_portal.lib.files.content_types import CONTENT_TYPES
from zi_portal.lib.pdf import TOO_LARGE, render_pdf
from zi_portal.lib.sandbox import confined
from zi_portal.lib.web import back_to

MOST_LINES = 600
"""Lines that are printed while a page waits; more is refused."""
LIMITS = confined.Limits(memory=1 << 30, cpu=20, seconds=25)
"""Limits of that print."""


@require_safe
def compare(request, pk):
    """Show what differs; ?dengan= the key of a side, ?jenis= a kind of rows."""
    plan = _plan(request.user, pk)
    choices = sides.choices(request.user, plan)
    side, kind = _side(request, plan, choices), screen.kind_of(request.GET.get("jenis", ""))
    context = {"plan": plan, "groups": _groups(choices), "side": side}
    if side:
        context |= _result(sides.pair(plan, side), side, kind)
    return render(request, "plans/compare.html", context)


def _result(pair, side, kind):
    blocks = screen.blocks(pair, kind)
    return {
        "pair": pair,
        "titles": pair.comparison.titles,
        "summary": screen.summary(pair.comparison),
        "tabs": screen.tabs(pair.comparison, kind, side.key),
        "blocks": blocks,
        "nothing": "" if blocks else screen.nothing(kind),
        "left_out": ", ".join(field_name(name, pair.spec).lower() for name in pair.left_out),
        "can_print": bool(pair.comparison),
    }


@require_safe
@back_to("plans:compare", "pk")
def print_comparison(request, pk):
    """Send what differs as a PDF: No, Semula, Menjadi, Keterangan."""
    plan = _plan(request.user, pk)
    side = _side(request, plan, sides.choices(request.user, plan))
    if side is None:
        raise Http404
    pair = sides.pair(plan, side)
    lines = paper.lines(pair)
    if len(lines) > MOST_LINES:
        raise Refused("too_large", TOO_LARGE)
    content, _ = render_pdf(
        render_to_string("pdf/comparison.html", {"plan": plan, "pair": pair, "lines": lines}), limits=LIMITS
    )
    name = f"semula-menjadi-{slugify(plan.satker.short_name)}-{plan.year}.pdf"
    response = HttpResponse(content, content_type=CONTENT_TYPES["pdf"])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _plan(user, pk):
    plans = Plan.objects.visible_to(user).select_related("satker", "layout", "annex__decree")
    return get_object_or_404(plans, pk=pk)


def _side(request, plan, choices):
    """Return the Side of the address, the usual one without any; raise Http404 for one that is not offered."""
    key = request.GET.get("dengan", "")
    if not key:
        return sides.usual(plan, choices)
    side = next((side for side in choices if side.key == key), None)
    if side is None:
        raise Http404
    return side


def _groups(choices):
    """Return [(name, [(key, label)])] of the list of choices."""
    return [
        (name, [(side.key, side.label) for side in group])
        for name, group in groupby(choices, key=lambda side: side.group)
    ]
