"""An office's rules about notices, by its administrator: the rules, what they would tell, a test mail to oneself."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams import notice_presenters as presenters
from teams.models import Satker, User
from teams.views.offices import managed
from zi_portal.audit import authors
from zi_portal.lib.seen import attempt
from zi_portal.reminders.choices import choosing, foreseeing, trial
from zi_portal.reminders.choices.forms import RuleForm
from zi_portal.reminders.models import OfficeRule

SENT = "Surel uji dikirim ke {}. Bila tidak sampai dalam beberapa menit, periksa folder spam."


@require_http_methods(["GET", "POST"])
def notice_rules(request, pk):
    """Edit what an office has set for its people."""
    satker = managed(request, pk)
    rule = OfficeRule.objects.filter(satker_code=satker.code).first() or OfficeRule(satker_code=satker.code)
    is_superior = Satker.objects.visible_to(request.user).filter(parent=satker).exists()
    form, status = RuleForm(request.POST or None, instance=rule, is_superior=is_superior), 200
    if request.method == "POST":
        write = partial(choosing.change_rule, satker.code, request.user)
        success = "Aturan pemberitahuan disimpan."
        status = attempt(request, form, write, success=success, author=partial(authors.last, rule))
        if status == 200:
            return redirect("teams:notice-rules", pk=satker.pk)
    context = {
        "satker": satker,
        "form": form,
        "enforced": [kind.title for kind in choosing.enforced_kinds()],
        "links": presenters.notice_links(satker),
    }
    return render(request, "teams/notice_rules.html", context, status=status)


@require_safe
def notice_preview(request, pk):
    """Show who would be told what in the next 30 days, and why, by what is stored now."""
    satker = managed(request, pk)
    today = timezone.localdate()
    forecast = foreseeing.foresee(satker.code, today)
    people = User.objects.in_bulk({row.user_id for row in forecast})
    context = {
        "satker": satker,
        "days": presenters.forecast_days(forecast, people),
        "until": today + timedelta(days=foreseeing.DAYS - 1),
        "posts": [presenters.test_mail(satker)],
    }
    return render(request, "teams/notice_preview.html", context)


@require_POST
def notice_test(request, pk):
    """Send a test mail to the user's own address; raise Refused within a minute of the last one."""
    satker = managed(request, pk)
    trial.send(request.user, satker.code)
    messages.success(request, SENT.format(request.user.email))
    return redirect("teams:notice-preview", pk=satker.pk)
