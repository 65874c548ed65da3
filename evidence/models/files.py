"""Stored files with what the checks said of them, their pages, and the nightly look at all of them."""

from django.db import models

from evidence import querysets, signatures
from evidence.states import SERVED, Preview, Scan
from teams.models import Satker


class StoredFile(models.Model):
    """A file of an office, stored once whatever uses it; its storage name is random, its own name only a label.

    received_sha256 is the hash of the bytes as they were sent, sha256 and size are those of the stored bytes
    (pictures are encoded anew). kind: extension of the detected type ("pdf", "jpg", …). Never overwritten.
    preview_version: which maker (previewing.VERSION) made its pages last; preview_reason: why they are not all that
    they could be, a code of previewing.REASONS; preview_faults: how often its children met their limits.
    signatures: what lib.sandbox.inside.signatures read of them. resized: [[width, height] sent, [width, height] kept]
    of a picture that was made smaller.
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
        """The few words that lists say of its electronic signatures, "" where it has none."""
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
        """Whether the scanner found something in it or could not read it."""
        return self.scan in {Scan.INFECTED, Scan.UNSCANNABLE}


class FilePage(models.Model):
    """One page of a stored file, or a part of a very long one: its picture (where there is one) and its text.

    part: from 1; the first one has the text, which search reads. version: of the maker, see StoredFile.
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
    """One look at all stored files: names of what is missing, changed or orphaned."""

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
