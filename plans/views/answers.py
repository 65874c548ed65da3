"""Answers that the screens of a plan share."""

from functools import wraps

from django.shortcuts import render
from django.urls import reverse

from plans.freezing import Frozen
from plans.plan.editing import Gone


def frozen_is_conflict(view):
    """Answer 409 with the reason when the plan was frozen, or a part of it deleted, since the form was opened."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (Frozen, Gone) as error:
            return render(request, "409.html", {"reason": error.message, "back": reverse("plans:list")}, status=409)

    return answered
