"""Requirements of rows, the obligations that follow from them, their history, and who is assigned to a row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evidence import querysets
from evidence.states import Frequency
from plans.models import ActionStep, Plan
from teams.models import Satker


class EvidenceRequirement(models.Model):
    """A document that a group of rows asks for, attached to the key of the group's first row.

    So it outlives amendments of the plan (same keys), and may be refined after the enactment. printed: text of the cell
    that it was read from. implicit: the table asks for nothing, so one proof per step is assumed. quantity: number of
    evidences that each obligation needs. dates: due dates (ISO) set by hand where the printed time gives none.
    removed_at: when it was removed; it is kept for the history.
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="+", verbose_name="satker")
    step_key = models.CharField("kunci baris", max_length=32)
    position = models.PositiveIntegerField("urutan", default=1)
    title = models.TextField("dokumen yang diminta")
    takes_file = models.BooleanField("berkas", default=True)
    takes_link = models.BooleanField("tautan", default=True)
    takes_statement = models.BooleanField("pernyataan tertulis", default=False)
    takes_nihil = models.BooleanField("nihil", default=False)
    frequency = models.CharField("kapan diminta", max_length=4, choices=Frequency.choices, default=Frequency.EACH)
    quantity = models.PositiveSmallIntegerField("jumlah", default=1)
    implicit = models.BooleanField("tidak tercetak", default=False)
    printed = models.TextField("teks tercetak", blank=True)
    dates = models.JSONField("tenggat yang dijadwalkan", default=list, blank=True)
    removed_at = models.DateTimeField("dihapus", null=True, blank=True)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    objects = querysets.OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "dokumen yang diminta"
        verbose_name_plural = "dokumen yang diminta"
        ordering = ["step_key", "position", "pk"]
        indexes = [models.Index(fields=["satker", "step_key"], name="requirement_of_row")]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=99),
                name="requirement_asks_for_one_to_99",
                violation_error_message="Jumlah harus 1 sampai 99.",
            ),
            models.CheckConstraint(
                condition=Q(takes_file=True) | Q(takes_link=True) | Q(takes_statement=True) | Q(takes_nihil=True),
                name="requirement_takes_something",
                violation_error_message="Pilih sedikitnya satu bentuk bukti.",
            ),
        ]

    def __str__(self):
        return self.title[:80]


class RequirementChange(models.Model):
    """Line of the history of a requirement: its changed facts before ({} for a new one) and after."""

    requirement = models.ForeignKey(
        EvidenceRequirement, models.CASCADE, related_name="changes", verbose_name="dokumen yang diminta"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pelaku"
    )
    before = models.JSONField("sebelum", default=dict)
    after = models.JSONField("sesudah", default=dict)
    at = models.DateTimeField("waktu", auto_now_add=True)

    objects = querysets.RequirementPartQuerySet.as_manager()

    class Meta:
        verbose_name = "perubahan dokumen yang diminta"
        verbose_name_plural = "perubahan dokumen yang diminta"
        ordering = ["requirement_id", "pk"]

    def __str__(self):
        return f"{self.requirement_id} {self.at:%Y-%m-%d}"


class Obligation(models.Model):
    """A requirement at one of its due dates; written by deriving.rebuild() for the plan in force.

    slot identifies it for ever: the due date of the plan ("2026-03-31"), or "once". due_on: that date unless it was
    overridden (history in RequirementChange), None where the time cannot be read ("perlu dijadwalkan"). step: first row
    of the requirement's group in the plan. owed: False if it fell due before the enactment. active: False when the plan
    in force does not ask for it any more; its evidence stays attached.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="obligations", verbose_name="rencana aksi")
    step = models.ForeignKey(ActionStep, models.PROTECT, related_name="obligations", verbose_name="langkah aksi")
    requirement = models.ForeignKey(
        EvidenceRequirement, models.PROTECT, related_name="obligations", verbose_name="dokumen yang diminta"
    )
    slot = models.CharField("tenggat tercetak", max_length=10)
    due_on = models.DateField("tenggat", null=True, blank=True)
    overridden = models.BooleanField("tenggat diubah", default=False)
    owed = models.BooleanField("wajib", default=True)
    active = models.BooleanField("berlaku", default=True)

    objects = querysets.PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "kewajiban bukti"
        verbose_name_plural = "kewajiban bukti"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["plan", "due_on"], name="obligation_due")]
        constraints = [
            models.UniqueConstraint(fields=["requirement", "slot"], name="obligation_once_per_requirement_and_slot")
        ]

    def __str__(self):
        return f"{self.requirement} ({self.slot})"


class StepAssignment(models.Model):
    """Assignment of a row to a user of the office, or (None) to nobody; by the row's key, the newest one counts.

    The printed "penanggung jawab" is not affected.
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="+", verbose_name="satker")
    step_key = models.CharField("kunci baris", max_length=32)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="petugas"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", auto_now_add=True)

    objects = querysets.OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "petugas langkah"
        verbose_name_plural = "petugas langkah"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["satker", "step_key"], name="assignment_of_row")]

    def __str__(self):
        return f"{self.step_key}: {self.user}"
