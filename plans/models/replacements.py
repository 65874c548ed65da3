"""Replacements of words all through a plan, each with what it changed, so that it can be undone."""

from django.conf import settings
from django.db import models

from plans import querysets
from plans.models.plans import Plan


class Replacement(models.Model):
    """Words that were replaced in a plan, its decree and its team at once.

    changes: [{source, key, field, words, before, after}] of each changed Passage.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="replacements", verbose_name="rencana aksi")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pelaku"
    )
    words = models.TextField("yang diganti")
    count = models.PositiveIntegerField("jumlah perubahan")
    changes = models.JSONField("perubahan", default=list)
    created_at = models.DateTimeField("diganti", auto_now_add=True)
    undone_at = models.DateTimeField("diurungkan", null=True, blank=True)

    objects = querysets.PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "penggantian"
        verbose_name_plural = "penggantian"
        ordering = ["-pk"]

    def __str__(self):
        return self.words[:80]
