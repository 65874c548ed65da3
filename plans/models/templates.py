"""Templates that plans begin from, their versions, and what each plan took of them."""

from django.conf import settings
from django.db import models

from plans import querysets
from plans.models.plans import Plan
from teams.models import Satker


class Template(models.Model):
    """A model plan that an office above others offers to them: a draft until a version is published, then withdrawn."""

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="templates", verbose_name="satker pemilik")
    title = models.CharField("nama templat", max_length=120)
    withdrawn_at = models.DateTimeField("ditarik", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="dibuat oleh"
    )
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    objects = querysets.TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "templat"
        verbose_name_plural = "templat"
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title


class TemplateVersion(models.Model):
    """The content of a template at one time; a row keeps its key over the versions.

    content: export form of a plan (plans/plan/tree_json.py) of `year`, from which all years move to that of the plan
    that begins; indicators: {row key: [codes of the LKE]}.
    """

    template = models.ForeignKey(Template, models.CASCADE, related_name="versions", verbose_name="templat")
    number = models.PositiveSmallIntegerField("versi")
    note = models.TextField("catatan", blank=True)
    year = models.PositiveSmallIntegerField("tahun asal")
    content = models.JSONField("isi")
    indicators = models.JSONField("indikator LKE", default=dict)
    area_count = models.PositiveSmallIntegerField("jumlah area")
    row_count = models.PositiveSmallIntegerField("jumlah baris")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="penyusun"
    )
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    published_at = models.DateTimeField("terbit", null=True, blank=True)

    objects = querysets.TemplateVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versi templat"
        verbose_name_plural = "versi templat"
        ordering = ["template", "-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="version_number_once_per_template")]

    def __str__(self):
        return f"{self.template}, versi {self.number}"


class PlanOrigin(models.Model):
    """What a plan began from. words: in a sentence ("rencana 2025 KPU Kabupaten Nusa"), as it was then.

    version: the latest one whose differences were all decided; rows: {row key of the template: row key of the plan}.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="origin", verbose_name="rencana aksi")
    words = models.CharField("asal", max_length=250)
    source = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="rencana asal"
    )
    version = models.ForeignKey(
        TemplateVersion, models.PROTECT, null=True, blank=True, related_name="origins", verbose_name="versi templat"
    )
    rows = models.JSONField("baris templat", default=dict)

    objects = querysets.PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "asal rencana"
        verbose_name_plural = "asal rencana"
        ordering = ["pk"]

    def __str__(self):
        return self.words


class TemplateDecision(models.Model):
    """What an office decided on one row of a new version: taken, or kept as it is with a reason."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="decisions", verbose_name="rencana aksi")
    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="decisions", verbose_name="versi")
    key = models.CharField("baris templat", max_length=32)
    taken = models.BooleanField("diambil")
    reason = models.CharField("alasan", max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pemutus"
    )
    at = models.DateTimeField("diputuskan", auto_now_add=True)

    objects = querysets.PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "keputusan atas templat"
        verbose_name_plural = "keputusan atas templat"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "version", "key"], name="template_decided_once_per_row")]

    def __str__(self):
        return f"{self.key}: {'diambil' if self.taken else 'tetap'}"
