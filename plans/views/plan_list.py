"""The list of plans."""

from django.views.decorators.http import require_safe

from plans.filters import PlanFilter
from plans.models import Plan
from plans.tables import PlanTable
from teams.offices.writing import to_write
from zi_portal.lib.screens import list_screen


@require_safe
def plans(request):
    """List the plans of the offices that the user sees."""
    queryset = (
        Plan.objects.visible_to(request.user)
        .with_completeness()
        .select_related("satker", "created_by", "annex__decree", "origin")
    )
    context = {"may_write": to_write(request.user).exists()}
    return list_screen(
        request, queryset=queryset, table=PlanTable, filterset=PlanFilter, template="plans/list.html", context=context
    )
