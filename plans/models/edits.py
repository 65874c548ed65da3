"""What was changed in a plan's table, step by step, so that it can be taken back and shown to others who look at it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans import querysets
from plans.models.plans import Plan


class PlanEdit(models.Model):
    """One change of a plan's table by one person; revision: the plan's number after it.

    patch: [{"kind": "area" | "aspect" | "row" | "plan", "pk", "before": {field: value} or None, "after": the same}] of
    what differs; None: the part did not exist. token: the browser's name for it, so that what is sent twice is done
    once, "" for forms. takes_back: the edit that this one reversed; undone: whether it is reversed now.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="edits", verbose_name="rencana aksi")
    revision = models.PositiveIntegerField("revisi")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="diubah oleh"
    )
    action = models.CharField("perubahan", max_length=40)
    token = models.CharField("tanda peramban", max_length=40, blank=True)
    patch = models.JSONField("isi sebelum dan sesudah", default=list)
    takes_back = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="+", verbose_name="mengurungkan perubahan"
    )
    undone = models.BooleanField("diurungkan", default=False)
    at = models.DateTimeField("pada", auto_now_add=True)

    objects = querysets.PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "perubahan tabel"
        verbose_name_plural = "perubahan tabel"
        ordering = ["plan", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "revision"], name="one_edit_per_revision"),
            models.UniqueConstraint(fields=["plan", "token"], condition=~Q(token=""), name="edit_sent_once"),
        ]

    def __str__(self):
        return f"{self.action} {self.revision}"
