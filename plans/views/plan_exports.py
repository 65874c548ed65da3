"""The plan as a file: workbook or JSON."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from plans.models import Plan
from plans.workbook import exporting

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


@require_safe
def export(request, pk, fmt):
    """Send the file; fmt: "xlsx" or "json"."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("satker", "layout"), pk=pk)
    if fmt not in TYPES:
        raise Http404
    content, name = exporting.export(plan, fmt)
    response = HttpResponse(content, content_type=TYPES[fmt])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
