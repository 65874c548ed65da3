"""Packages of evidence for an evaluator, and rekaps as files."""

from django.conf import settings
from django.db import models

from evidence import querysets
from evidence.states import Form, Scope
from plans.models import Plan
from teams.models import Satker


class Package(models.Model):
    """A plan's evidence (of the year, an area or a quarter) as a ZIP, or its rekap alone; written by a job.

    file, fingerprint (packing.fingerprint): "" until it is written. scope_value: position of the area from 1, or number
    of the quarter; 0 for the year. missing: obligations that are due and not fulfilled; broken: stored files that are
    missing or changed; complete: neither.
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="+", verbose_name="satker")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name="rencana aksi")
    scope = models.CharField("isi", max_length=7, choices=Scope.choices, default=Scope.YEAR)
    scope_value = models.PositiveIntegerField("area atau triwulan", default=0)
    form = models.CharField("bentuk", max_length=4, choices=Form.choices, default=Form.ZIP)
    fingerprint = models.CharField("sidik isi", max_length=64, blank=True)
    file = models.FileField("berkas", upload_to="paket/%Y/", max_length=120, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("ukuran", default=0)
    entries = models.PositiveIntegerField("jumlah berkas", default=0)
    complete = models.BooleanField("lengkap", default=False)
    missing = models.JSONField("belum ada", default=list)
    broken = models.JSONField("berkas hilang atau berubah", default=list)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="peminta"
    )
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name="pekerjaan")
    created_at = models.DateTimeField("diminta", auto_now_add=True)

    objects = querysets.OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "paket bukti"
        verbose_name_plural = "paket bukti"
        ordering = ["-pk"]

    def __str__(self):
        return f"Paket {self.pk}"
