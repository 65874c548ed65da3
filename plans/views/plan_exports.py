"""The plan as a file: workbook or JSON."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from plans.models import Plan
from plans.workbook import exporting
from zi_portal.lib.files.content_types import CONTENT_TYPES


@require_safe
def export(request, pk, fmt):
    """Send the file; fmt: "xlsx" or "json"."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("satker", "layout"), pk=pk)
    if fmt not in exporting.FORMS:
        raise Http404
    content, name = exporting.export(plan, fmt)
    response = HttpResponse(content, content_type=CONTENT_TYPES[fmt])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
