"""The plan tree: plan, areas, aspects, rows, deadlines; and workbooks that are being imported."""

from django.conf import settings
from django.db import models

from plans import querysets
from plans.models.reference import Component, Indicator, Layout
from plans.tree import new_key
from teams.models import Satker


class Plan(models.Model):
    """The rencana aksi of an office and year; its state is that of the decree that prints it (annex).

    source_name: of the file that it was imported from. frozen and deleted follow that state, written by workflow.py
    only.
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="plans", verbose_name="satker")
    year = models.PositiveSmallIntegerField("tahun")
    title = models.TextField("judul tabel")
    layout = models.ForeignKey(Layout, models.PROTECT, related_name="plans", verbose_name="tata letak")
    starts_on = models.DateField("mulai berlaku", null=True, blank=True)
    frozen = models.BooleanField("dibekukan", default=False)
    deleted = models.BooleanField("dihapus", default=False)
    revision = models.PositiveIntegerField(default=0)
    source_name = models.CharField("berkas asal", max_length=120, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="dibuat oleh"
    )
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    changed_at = models.DateTimeField("diubah", auto_now=True)

    objects = querysets.PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "rencana aksi"
        verbose_name_plural = "rencana aksi"
        ordering = ["-year", "-pk"]

    def __str__(self):
        return f"Rencana Aksi {self.satker} {self.year}"

    @property
    def decree(self):
        """The decree that prints this plan, through its annex."""
        return self.annex.decree


class PlanArea(models.Model):
    """A block of the plan's table: printed label and title, mapped to one of the six components or to none."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="areas", verbose_name="rencana aksi")
    position = models.PositiveIntegerField("urutan")
    label = models.CharField("nomor", max_length=10, blank=True)
    title = models.TextField("nama area")
    component = models.ForeignKey(
        Component, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="komponen pengungkit"
    )
    continued = models.BooleanField("lanjutan area sebelumnya", default=False)

    objects = querysets.PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "area"
        verbose_name_plural = "area"
        ordering = ["plan", "position", "pk"]

    def __str__(self):
        return f"{self.label} {self.title}".strip()


class Aspect(models.Model):
    """A component/aspect of an area; a heading has unnumbered children instead of rows."""

    area = models.ForeignKey(PlanArea, models.CASCADE, related_name="aspects", verbose_name="area")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="di bawah"
    )
    position = models.PositiveIntegerField("urutan")
    label = models.CharField("nomor", max_length=10, blank=True)
    title = models.TextField("nama aspek")
    heading = models.BooleanField("baris judul", default=False)

    objects = querysets.AreaPartQuerySet.as_manager()

    class Meta:
        verbose_name = "aspek"
        verbose_name_plural = "aspek"
        ordering = ["area", "position", "pk"]

    def __str__(self):
        return f"{self.label} {self.title}".strip()


class ActionStep(models.Model):
    """One printed row. continues: the fields whose cell is merged with the row above (see tree.RowNode).

    kept: {field of continues: content of both cells when they were merged} (see plans.plan.runs).
    """

    area = models.ForeignKey(PlanArea, models.CASCADE, related_name="steps", verbose_name="area")
    aspect = models.ForeignKey(
        Aspect, models.CASCADE, null=True, blank=True, related_name="steps", verbose_name="aspek"
    )
    position = models.PositiveIntegerField("urutan")
    key = models.CharField("kunci", max_length=32, default=new_key)
    number = models.CharField("nomor", max_length=10, blank=True)
    indicator = models.TextField("indikator", blank=True)
    action = models.TextField("langkah aksi", blank=True)
    evidence = models.TextField("bukti fisik", blank=True)
    time = models.TextField("target waktu", blank=True)
    target = models.TextField("target capaian", blank=True)
    realisation = models.TextField("realisasi", blank=True)
    responsible = models.TextField("penanggung jawab", blank=True)
    note = models.TextField("keterangan", blank=True)
    extra = models.JSONField("kolom tambahan", default=dict, blank=True)
    continues = models.JSONField("menyambung baris di atas", default=list, blank=True)
    kept = models.JSONField("isi sebelum digabung", default=dict, blank=True, editable=False)
    ticks = models.JSONField("bulan/triwulan", default=list, blank=True)
    tick_notes = models.JSONField("catatan pada kisi", default=dict, blank=True)
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="+", verbose_name="indikator LKE")

    objects = querysets.AreaPartQuerySet.as_manager()

    class Meta:
        verbose_name = "langkah aksi"
        verbose_name_plural = "langkah aksi"
        ordering = ["area", "position", "pk"]
        indexes = [models.Index(fields=["key"], name="step_by_key")]
        constraints = [models.UniqueConstraint(fields=["area", "key"], name="step_key_once_per_area")]

    def __str__(self):
        return (self.action or self.indicator or self.key)[:80]


class Deadline(models.Model):
    """A due date of a run of time; step: the first row of the run. Rebuilt from the printed times."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="deadlines", verbose_name="rencana aksi")
    step = models.ForeignKey(ActionStep, models.CASCADE, related_name="deadlines", verbose_name="langkah aksi")
    due_on = models.DateField("tenggat")

    objects = querysets.PlanPartQuerySet.as_manager()

    class Meta:
        verbose_name = "tenggat"
        verbose_name_plural = "tenggat"
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["step", "due_on"], name="deadline_once_per_step_and_day")]

    def __str__(self):
        return f"{self.due_on:%Y-%m-%d}"


class WorkbookImport(models.Model):
    """An uploaded workbook that is being imported: the file, what was read, and the plan once confirmed.

    sheets: the reader's result (per sheet: name, suggested layout and mapping, preview, counts, issues). into: the
    draft whose rows it is to change, None for one that becomes a plan of its own; its plan is set once that was done.
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="+", verbose_name="satker")
    year = models.PositiveSmallIntegerField("tahun")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="pengunggah")
    file = models.FileField("berkas", upload_to="import/%Y/")
    file_name = models.CharField("nama berkas", max_length=120)
    sheets = models.JSONField("hasil baca", default=list)
    plan = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="rencana aksi"
    )
    into = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="draf yang dituju"
    )
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name="pekerjaan")
    created_at = models.DateTimeField("diunggah", auto_now_add=True)

    objects = querysets.ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "impor"
        verbose_name_plural = "impor"
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name
