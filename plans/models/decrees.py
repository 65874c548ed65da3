"""The decree with its body, history and annexes; its frozen version and its printed documents."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans import querysets
from plans.models.plans import Plan
from plans.states import AnnexKind, DecreeState, Edition, Issuer, Paper, Section
from teams.models import Satker, Team
from teams.states import Acting


class Decree(models.Model):
    """A decree (Keputusan), which has the state and prints its annexes.

    state is written by workflow.py only. number and enacted_on are typed after approval. archive: enacted outside
    the portal and loaded (checks only warn). amends: the decree that it replaces when enacted. revision counts the
    changes of state, so that of two simultaneous decisions one is refused. office_line and enacting_text are filled
    in archives only, as printed.
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="decrees", verbose_name="satker")
    year = models.PositiveSmallIntegerField("tahun rencana")
    title = models.TextField("judul (tentang)")
    state = models.CharField("status", max_length=10, choices=DecreeState.choices, default=DecreeState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    archive = models.BooleanField("arsip", default=False)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name="mengubah"
    )
    number = models.CharField("nomor", max_length=40, blank=True)
    number_year = models.PositiveSmallIntegerField("tahun nomor", null=True, blank=True)
    enacted_on = models.DateField("tanggal penetapan", null=True, blank=True)
    place = models.CharField("tempat penetapan", max_length=60, blank=True)
    issuer = models.CharField("penanda tangan", max_length=10, choices=Issuer.choices, default=Issuer.CHAIR)
    issuer_name = models.CharField("nama penanda tangan", max_length=120, blank=True)
    issuer_nip = models.CharField("NIP", max_length=25, blank=True)
    acting = models.CharField("status jabatan", max_length=5, choices=Acting.choices, blank=True, default=Acting.NONE)
    office_line = models.CharField("nama satker pada kepala keputusan", max_length=160, blank=True)
    enacting_text = models.TextField("bunyi Menetapkan", blank=True)
    certifier_title = models.CharField("jabatan pengesah salinan", max_length=200, blank=True)
    certifier_name = models.CharField("nama pengesah salinan", max_length=120, blank=True)
    pleno_number = models.CharField("nomor berita acara pleno", max_length=80, blank=True)
    pleno_date = models.DateField("tanggal pleno", null=True, blank=True)
    paper = models.CharField("kertas", max_length=5, choices=Paper.choices, default=Paper.F4)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="dibuat oleh"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diajukan oleh"
    )
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    changed_at = models.DateTimeField("diubah", auto_now=True)

    objects = querysets.DecreeQuerySet.as_manager()

    class Meta:
        verbose_name = "keputusan"
        verbose_name_plural = "keputusan"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["satker", "issuer", "number_year", "number"],
                condition=~Q(number=""),
                name="decree_number_once_per_issuer_and_year",
                violation_error_message="Nomor keputusan ini sudah dipakai pada tahun yang sama.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["enacted", "superseded", "revoked"])
                | ~Q(number="") & Q(enacted_on__isnull=False) & Q(number_year__isnull=False),
                name="decree_enacted_has_number_and_date",
                violation_error_message="Keputusan yang ditetapkan harus bernomor dan bertanggal.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved"]) | Q(submitted_by__isnull=False),
                name="decree_submitted_has_submitter",
                violation_error_message="Keputusan yang diajukan harus punya pengaju.",
            ),
        ]

    def __str__(self):
        return f"Keputusan {self.satker} {self.number or '(belum bernomor)'} · {self.year}"


class Clause(models.Model):
    """One printed paragraph of the decree's body; level 0: a point or dictum, 1–3: the lists below it."""

    decree = models.ForeignKey(Decree, models.CASCADE, related_name="clauses", verbose_name="keputusan")
    section = models.CharField("bagian", max_length=14, choices=Section.choices)
    position = models.PositiveIntegerField("urutan")
    level = models.PositiveSmallIntegerField("tingkat", default=0)
    label = models.CharField("nomor", max_length=20, blank=True)
    text = models.TextField("isi")

    objects = querysets.DecreePartQuerySet.as_manager()

    class Meta:
        verbose_name = "butir keputusan"
        verbose_name_plural = "butir keputusan"
        ordering = ["decree", "section", "position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(level__lte=3), name="clause_has_at_most_three_nested_levels")]

    def __str__(self):
        return f"{self.label} {self.text[:60]}".strip()


class DecreeTransition(models.Model):
    """An entry in the history of a decree: who did what and when, from which state to which, with a note."""

    decree = models.ForeignKey(Decree, models.CASCADE, related_name="transitions", verbose_name="keputusan")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pelaku"
    )
    action = models.CharField("tindakan", max_length=12)
    source = models.CharField("dari", max_length=10)
    target = models.CharField("menjadi", max_length=10)
    note = models.TextField("catatan", blank=True)
    at = models.DateTimeField("waktu", auto_now_add=True)

    class Meta:
        verbose_name = "riwayat keputusan"
        verbose_name_plural = "riwayat keputusan"
        ordering = ["decree", "pk"]

    def __str__(self):
        return f"{self.source} → {self.target}"


class Submission(models.Model):
    """The text of a decree as it was submitted, so that the next submission can say what differs; never changed."""

    decree = models.ForeignKey(Decree, models.CASCADE, related_name="submissions", verbose_name="keputusan")
    payload = models.JSONField("isi")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="diajukan oleh"
    )
    submitted_at = models.DateTimeField("diajukan pada", auto_now_add=True)

    objects = querysets.DecreePartQuerySet.as_manager()

    class Meta:
        verbose_name = "pengajuan"
        verbose_name_plural = "pengajuan"
        ordering = ["decree", "pk"]

    def __str__(self):
        return f"Pengajuan {self.submitted_at:%Y-%m-%d}"


class Annex(models.Model):
    """A LAMPIRAN of a decree: a plan, a team or plain text. label: as printed, in archives only.

    team_copied: the team was made for this draft alone (an amendment's copy), so that it is deleted with it.
    """

    decree = models.ForeignKey(Decree, models.CASCADE, related_name="annexes", verbose_name="keputusan")
    position = models.PositiveSmallIntegerField("urutan")
    kind = models.CharField("jenis", max_length=4, choices=AnnexKind.choices)
    label = models.CharField("label tercetak", max_length=40, blank=True)
    title = models.TextField("judul", blank=True)
    plan = models.OneToOneField(
        Plan, models.PROTECT, null=True, blank=True, related_name="annex", verbose_name="rencana aksi"
    )
    team = models.OneToOneField(Team, models.PROTECT, null=True, blank=True, related_name="annex", verbose_name="tim")
    team_copied = models.BooleanField("tim disalin untuk draf ini", default=False, editable=False)
    text = models.TextField("isi", blank=True)
    shows_place = models.BooleanField("cetak tempat dan tanggal di atas tanda tangan", default=False)

    objects = querysets.DecreePartQuerySet.as_manager()

    class Meta:
        verbose_name = "lampiran"
        verbose_name_plural = "lampiran"
        ordering = ["decree", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="plan", plan__isnull=False, team__isnull=True)
                | Q(kind="team", team__isnull=False, plan__isnull=True)
                | Q(kind="text", plan__isnull=True, team__isnull=True),
                name="annex_holds_what_its_kind_says",
            )
        ]

    def __str__(self):
        return self.label or f"Lampiran {self.position}"


class Version(models.Model):
    """The frozen text of a decree with its annexes: canonical JSON and its SHA-256; never changed."""

    decree = models.OneToOneField(Decree, models.PROTECT, related_name="version", verbose_name="keputusan")
    payload = models.JSONField("isi")
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField("dibekukan pada", auto_now_add=True)

    objects = querysets.DecreePartQuerySet.as_manager()

    class Meta:
        verbose_name = "versi"
        verbose_name_plural = "versi"
        ordering = ["pk"]

    def __str__(self):
        return f"Versi {self.sha256[:12]}"


class Document(models.Model):
    """A printed PDF of a decree: of its version, or of a draft ("KONSEP"); one per text and edition.

    source_sha256 is the hash of the text, sha256 that of the file.
    """

    decree = models.ForeignKey(Decree, models.PROTECT, related_name="documents", verbose_name="keputusan")
    edition = models.CharField("edisi", max_length=8, choices=Edition.choices)
    is_draft = models.BooleanField("konsep")
    source_sha256 = models.CharField("SHA-256 naskah", max_length=64)
    file = models.FileField("berkas", upload_to="decree/%Y/", blank=True)
    sha256 = models.CharField("SHA-256 berkas", max_length=64, blank=True)
    size = models.PositiveIntegerField("ukuran", default=0)
    pages = models.PositiveIntegerField("halaman", default=0)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", verbose_name="pekerjaan")
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    objects = querysets.DecreePartQuerySet.as_manager()

    class Meta:
        verbose_name = "dokumen"
        verbose_name_plural = "dokumen"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decree", "edition", "is_draft", "source_sha256"], name="document_once_per_text_and_edition"
            )
        ]

    def __str__(self):
        return f"{self.decree} ({self.get_edition_display()})"
