"""Reference data, the plan tree, the decree with its annexes, versions and documents."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans import querysets
from plans.states import (
    AnnexKind,
    AreaStyle,
    DecreeState,
    Edition,
    Issuer,
    NumberRow,
    Paper,
    ScheduleStyle,
    Section,
)
from plans.tree import new_key
from teams.models import Satker, Team
from teams.states import Acting


class Component(models.Model):
    """One of the six areas (komponen pengungkit) with its weights (PermenPANRB 90/2021, Lampiran III)."""

    number = models.PositiveSmallIntegerField("nomor", primary_key=True)
    name = models.CharField("nama", max_length=80)
    weight_fulfilment = models.DecimalField("bobot pemenuhan", max_digits=5, decimal_places=2)
    weight_reform = models.DecimalField("bobot reform", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "komponen pengungkit"
        verbose_name_plural = "komponen pengungkit"
        ordering = ["number"]

    def __str__(self):
        return f"{self.number}. {self.name}"


class Indicator(models.Model):
    """One question of the evaluation sheet (LKE); code "1.P.i.a" = area, part, sub-indicator, question.

    label is the project's own short label; wording (official) is empty until loaded from a file.
    weight is that of the sub-indicator, shared by its questions.
    """

    class Part(models.TextChoices):
        FULFILMENT = "P", "Pemenuhan"
        REFORM = "R", "Reform"

    code = models.CharField("kode", max_length=20, unique=True)
    component = models.ForeignKey(Component, models.PROTECT, related_name="indicators", verbose_name="komponen")
    part = models.CharField("bagian", max_length=1, choices=Part.choices)
    position = models.PositiveSmallIntegerField("urutan")
    group_code = models.CharField("kode subindikator", max_length=10)
    group_name = models.CharField("subindikator", max_length=120)
    weight = models.DecimalField("bobot subindikator", max_digits=5, decimal_places=2)
    answer = models.CharField("jenis jawaban", max_length=20)
    label = models.CharField("label", max_length=120)
    wording = models.TextField("bunyi resmi", blank=True)

    class Meta:
        verbose_name = "indikator LKE"
        verbose_name_plural = "indikator LKE"
        ordering = ["position"]

    def __str__(self):
        return f"{self.code} {self.label}"


class LegalBasis(models.Model):
    """A common legal basis that offices put under Mengingat; a library to pick from."""

    text = models.TextField("bunyi")
    position = models.PositiveSmallIntegerField("urutan")

    class Meta:
        verbose_name = "dasar hukum"
        verbose_name_plural = "dasar hukum"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text[:80]


class Layout(models.Model):
    """How a plan prints (see tree.LayoutSpec); satker is empty for the five national presets.

    columns: list of {"field", "heading", "width", "subheadings"}.
    """

    satker = models.ForeignKey(
        Satker, models.CASCADE, null=True, blank=True, related_name="layouts", verbose_name="satker"
    )
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="asal")
    slug = models.SlugField("kode", max_length=60, unique=True)
    name = models.CharField("nama", max_length=120)
    columns = models.JSONField("kolom")
    area_style = models.CharField("cetak area", max_length=6, choices=AreaStyle.choices, default=AreaStyle.BAND)
    joined_band = models.BooleanField("nomor dan nama area dalam satu sel", default=False)
    number_row = models.CharField("baris nomor kolom", max_length=5, choices=NumberRow.choices, blank=True, default="")
    schedule = models.CharField(
        "bentuk jadwal", max_length=8, choices=ScheduleStyle.choices, default=ScheduleStyle.TEXT
    )
    numbers = models.CharField("kolom nomor menghitung", max_length=6, default="aspect")
    inline_label = models.BooleanField("nomor aspek di dalam selnya", default=False)
    tick = models.CharField("tanda centang", max_length=2, default="√")
    paper = models.CharField("kertas", max_length=5, choices=Paper.choices, default=Paper.F4)

    objects = querysets.LayoutQuerySet.as_manager()

    class Meta:
        verbose_name = "tata letak"
        verbose_name_plural = "tata letak"
        ordering = ["satker_id", "pk"]

    def __str__(self):
        return self.name


class Decree(models.Model):
    """A decree (Keputusan): the holder of the state; its annexes are what it prints.

    state is written by workflow.py only. number and enacted_on are typed after approval. archive marks one
    that was enacted outside and loaded (checks only warn). amends is the decree it replaces when enacted.
    revision counts the changes of state, so that two deciders of one state cannot both win.
    office_line and enacting_text are empty except in archives, which keep what was printed.
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

    objects = querysets.OfficeQuerySet.as_manager()

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
    """One printed paragraph of the decree's body; level 0 is a point or dictum, 1–3 the lists below it."""

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
    """History of a decree: who did what, from which state to which, why, when."""

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


class Plan(models.Model):
    """The rencana aksi of an office and year; its state is that of the decree which prints it (annex)."""

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="plans", verbose_name="satker")
    year = models.PositiveSmallIntegerField("tahun")
    title = models.TextField("judul tabel")
    layout = models.ForeignKey(Layout, models.PROTECT, related_name="plans", verbose_name="tata letak")
    starts_on = models.DateField("mulai berlaku", null=True, blank=True)
    frozen = models.BooleanField("dibekukan", default=False)
    revision = models.PositiveIntegerField(default=0)
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


class Annex(models.Model):
    """A LAMPIRAN of a decree: a plan, a team or plain text. label is kept as printed in archives only."""

    decree = models.ForeignKey(Decree, models.CASCADE, related_name="annexes", verbose_name="keputusan")
    position = models.PositiveSmallIntegerField("urutan")
    kind = models.CharField("jenis", max_length=4, choices=AnnexKind.choices)
    label = models.CharField("label tercetak", max_length=40, blank=True)
    title = models.TextField("judul", blank=True)
    plan = models.OneToOneField(
        Plan, models.PROTECT, null=True, blank=True, related_name="annex", verbose_name="rencana aksi"
    )
    team = models.OneToOneField(Team, models.PROTECT, null=True, blank=True, related_name="annex", verbose_name="tim")
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


class PlanArea(models.Model):
    """A block of the plan's table: printed label and title, mapped to one of the six or to none."""

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
    """A component/aspect of an area; a heading has no rows of its own but unnumbered children."""

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
    """One printed row. continues: the fields whose cell is merged with the row above (see tree.RowNode)."""

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
    ticks = models.JSONField("bulan/triwulan", default=list, blank=True)
    tick_notes = models.JSONField("catatan pada kisi", default=dict, blank=True)
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="+", verbose_name="indikator LKE")

    objects = querysets.AreaPartQuerySet.as_manager()

    class Meta:
        verbose_name = "langkah aksi"
        verbose_name_plural = "langkah aksi"
        ordering = ["area", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["area", "key"], name="step_key_once_per_area")]

    def __str__(self):
        return (self.action or self.indicator or self.key)[:80]


class Deadline(models.Model):
    """One due date of one run of time; step is the first row of the run. Rebuilt from the schedule."""

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
    """A printed PDF of a decree: of its version, or of a draft ("KONSEP"); stored once per text and edition.

    source_sha256 is the hash of the text it was made from, sha256 that of the file.
    """

    decree = models.ForeignKey(Decree, models.PROTECT, related_name="documents", verbose_name="keputusan")
    edition = models.CharField("edisi", max_length=8, choices=Edition.choices)
    is_draft = models.BooleanField("konsep")
    source_sha256 = models.CharField("SHA-256 naskah", max_length=64)
    file = models.FileField("berkas", upload_to="decree/%Y/", blank=True)
    sha256 = models.CharField("SHA-256 berkas", max_length=64, blank=True)
    size = models.PositiveIntegerField("ukuran", default=0)
    pages = models.PositiveIntegerField("halaman", default=0)
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name="pekerjaan")
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


class WorkbookImport(models.Model):
    """An uploaded workbook on its way to a plan: file, what was read of it, what the user confirmed.

    sheets: what the reader found (per sheet: name, suggested layout and mapping, preview, counts, issues).
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
    job = models.ForeignKey("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name="pekerjaan")
    created_at = models.DateTimeField("diunggah", auto_now_add=True)

    objects = querysets.OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "impor"
        verbose_name_plural = "impor"
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name
