"""Stored files with the results of their checks, their pages, and the nightly verification of all of them."""

from django.db import models

from evidence import querysets, signatures
from evidence.states import SERVED, Preview, Scan
from teams.models import Satker


class StoredFile(models.Model):
    """A file of an office, stored once for all its uses and never overwritten.

    Its name in the storage is random; name is only a label. received_sha256: of the bytes as they were sent; sha256,
    size: of the stored bytes (pictures are encoded again). kind: extension of the detected type ("pdf", "jpg", …).
    preview_version: previewing.VERSION that made its pages last; preview_reason: why pages are missing or reduced, a
    code of previewing.REASONS; preview_faults: number of times its children met their limits. signatures: as
    lib.sandbox.inside.signatures read them. resized: [[width, height] sent, [width, height] stored] of a picture that
    was made smaller.
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="+", verbose_name="satker")
    file = models.FileField("berkas", upload_to="bukti/%Y/%m/", max_length=120)
    name = models.CharField("nama berkas", max_length=120)
    kind = models.CharField("jenis", max_length=8)
    size = models.PositiveBigIntegerField("ukuran")
    sha256 = models.CharField("SHA-256", max_length=64)
    received_sha256 = models.CharField("SHA-256 kiriman", max_length=64)
    scan = models.CharField("pemindaian", max_length=11, choices=Scan.choices, default=Scan.PENDING)
    scanned_at = models.DateTimeField("dipindai", null=True, blank=True)
    signature = models.CharField("temuan pemindai", max_length=200, blank=True)
    preview = models.CharField("pratinjau", max_length=7, choices=Preview.choices, default=Preview.PENDING)
    preview_version = models.PositiveSmallIntegerField("versi pratinjau", default=0)
    preview_reason = models.CharField("keterangan pratinjau", max_length=12, blank=True)
    preview_faults = models.PositiveSmallIntegerField("kegagalan pratinjau", default=0)
    pages = models.PositiveIntegerField("halaman", default=0)
    signatures = models.JSONField("tanda tangan elektronik", default=list)
    resized = models.JSONField("ukuran gambar semula dan kini", default=list)
    created_at = models.DateTimeField("disimpan", auto_now_add=True)

    objects = querysets.OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas bukti"
        verbose_name_plural = "berkas bukti"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["satker", "received_sha256"], name="file_once_per_office_and_content")
        ]

    def __str__(self):
        return self.name

    @property
    def served(self):
        """Whether it may be sent and shown."""
        return self.scan in SERVED

    @property
    def signed(self):
        """Words by which lists mention its electronic signatures, "" where it has none."""
        return signatures.label(self.signatures)

    @property
    def smaller(self):
        """Sentence about a picture that was made smaller when it was stored, "" for any other."""
        if not self.resized:
            return ""
        original, stored = (f"{width} × {height}" for width, height in self.resized)
        return f"Gambar dikecilkan dari {original} menjadi {stored} piksel."

    @property
    def bad(self):
        """Whether the scanner found a virus in it or could not read it."""
        return self.scan in {Scan.INFECTED, Scan.UNSCANNABLE}


class FilePage(models.Model):
    """A page of a stored file, or a part of a very long page: its picture (where there is one) and its text.

    part: from 1; the first part has the text, which search reads. version: previewing.VERSION that made it.
    """

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="page_set", verbose_name="berkas")
    number = models.PositiveIntegerField("halaman")
    part = models.PositiveSmallIntegerField("bagian", default=1)
    version = models.PositiveSmallIntegerField("versi", default=0)
    image = models.FileField("gambar", upload_to="pratinjau/%Y/%m/", max_length=120, blank=True)
    width = models.PositiveIntegerField("lebar", default=0)
    height = models.PositiveIntegerField("tinggi", default=0)
    text = models.TextField("teks", blank=True)

    objects = querysets.FilePartQuerySet.as_manager()

    class Meta:
        verbose_name = "halaman berkas"
        verbose_name_plural = "halaman berkas"
        ordering = ["file_id", "number", "part"]
        constraints = [models.UniqueConstraint(fields=["file", "number", "part"], name="page_once_per_file")]

    def __str__(self):
        return f"{self.file_id}:{self.number}" + (f":{self.part}" if self.part > 1 else "")


class Verification(models.Model):
    """A verification of all stored files: names of those that are missing, changed or orphaned."""

    started_at = models.DateTimeField("dimulai", auto_now_add=True)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)
    checked = models.PositiveIntegerField("diperiksa", default=0)
    missing = models.JSONField("hilang", default=list)
    changed = models.JSONField("berubah", default=list)
    orphaned = models.JSONField("tanpa pemilik", default=list)

    class Meta:
        verbose_name = "pemeriksaan berkas"
        verbose_name_plural = "pemeriksaan berkas"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d}: {len(self.missing)}, {len(self.changed)}, {len(self.orphaned)}"
