"""Uploads: batches of files, each sent in parts, until each file has an outcome."""

from django.conf import settings
from django.db import models

from evidence import querysets
from evidence.models.evidence import Evidence
from evidence.models.files import StoredFile
from evidence.models.requirements import Obligation
from evidence.states import Arrival
from plans.models import Plan, PlanArea
from teams.models import Satker


class UploadBatch(models.Model):
    """An upload of files for a plan: to one obligation, into one area, or by folder (both None)."""

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="+", verbose_name="satker")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name="rencana aksi")
    area = models.ForeignKey(PlanArea, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="area")
    obligation = models.ForeignKey(
        Obligation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="kewajiban"
    )
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="bukti yang direvisi"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="pengunggah")
    created_at = models.DateTimeField("dimulai", auto_now_add=True)

    objects = querysets.OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "unggahan"
        verbose_name_plural = "unggahan"
        ordering = ["-pk"]

    def __str__(self):
        return f"Unggahan {self.pk}"


class UploadItem(models.Model):
    """A file of an upload.

    path: its name with the sender's folders; fingerprint: recognises the same file when it is sent again. state ends in
    an outcome; code, message: the reason, message in Indonesian. proposal: [{"obligation", "score", "why"}], the best
    first. parent: the .zip it came out of. part_size: bytes of each part but the last.
    """

    batch = models.ForeignKey(UploadBatch, models.CASCADE, related_name="items", verbose_name="unggahan")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="isi dari"
    )
    path = models.CharField("nama dengan folder", max_length=500)
    size = models.PositiveBigIntegerField("ukuran")
    fingerprint = models.CharField("sidik", max_length=64)
    part_size = models.PositiveIntegerField("ukuran bagian")
    state = models.CharField("status", max_length=9, choices=Arrival.choices, default=Arrival.ANNOUNCED)
    code = models.CharField("kode", max_length=30, blank=True)
    message = models.TextField("keterangan", blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="berkas")
    proposal = models.JSONField("usulan tempat", default=list)
    evidence = models.ForeignKey(
        Evidence, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="bukti"
    )
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name="pekerjaan")
    created_at = models.DateTimeField("diumumkan", auto_now_add=True)

    objects = querysets.BatchPartQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas unggahan"
        verbose_name_plural = "berkas unggahan"
        ordering = ["batch_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "fingerprint"], name="item_once_per_upload")]

    def __str__(self):
        return self.path


class UploadPart(models.Model):
    """A part of a file that has arrived completely; deleted once the file is stored."""

    item = models.ForeignKey(UploadItem, models.CASCADE, related_name="parts", verbose_name="berkas unggahan")
    number = models.PositiveIntegerField("bagian ke")
    size = models.PositiveIntegerField("ukuran")
    file = models.FileField("isi", upload_to="unggahan/%Y/%m/%d/", max_length=120)

    class Meta:
        verbose_name = "bagian unggahan"
        verbose_name_plural = "bagian unggahan"
        ordering = ["item_id", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="part_once_per_item")]

    def __str__(self):
        return f"{self.item_id}:{self.number}"
