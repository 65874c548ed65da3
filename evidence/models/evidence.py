"""Evidence that proves steps: its revisions, uses, reviews and notes on its pages."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evidence import querysets
from evidence.models.files import StoredFile
from evidence.models.requirements import Obligation
from evidence.states import EvidenceKind, EvidenceState, Verdict
from plans.models import Decree, Indicator
from teams.models import Satker


class Evidence(models.Model):
    """A proof of one office: a file, a link, a statement, a nihil or the reason why something cannot be done.

    state: written by workflow.py only. uploader: who sent the present revision, and may therefore not decide on it (nor
    may its placers). revision: number of changes, by which a stale verdict is noticed. waiting_since: when it began to
    wait for a verdict or a repair. origin: the evidence of an earlier year that it repeats. decree: the portal's own
    enacted decree that it is.
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="+", verbose_name="satker")
    year = models.PositiveSmallIntegerField("tahun")
    kind = models.CharField("bentuk", max_length=9, choices=EvidenceKind.choices)
    title = models.CharField("judul", max_length=200)
    proves_from = models.DateField("membuktikan sejak", null=True, blank=True)
    proves_until = models.DateField("membuktikan sampai", null=True, blank=True)
    state = models.CharField("status", max_length=10, choices=EvidenceState.choices, default=EvidenceState.UPLOADED)
    revision = models.PositiveIntegerField(default=0)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="pengunggah")
    waiting_since = models.DateTimeField("menunggu sejak")
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bukti tahun sebelumnya"
    )
    decree = models.ForeignKey(
        Decree, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="keputusan portal"
    )
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="+", verbose_name="indikator LKE")
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    objects = querysets.OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti"
        verbose_name_plural = "bukti"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["satker", "state", "waiting_since"], name="evidence_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(proves_until__isnull=True)
                | Q(proves_from__isnull=True)
                | Q(proves_until__gte=F("proves_from")),
                name="evidence_period_in_order",
                violation_error_message="Akhir masa mendahului awalnya.",
            )
        ]

    def __str__(self):
        return self.title

    @cached_property
    def present(self):
        """Newest revision with its file loaded; None before the first is written."""
        return self.revisions.select_related("file").order_by("-number").first()

    @cached_property
    def placers(self):
        """Ids of the users who gave it a place since the present revision; they do not decide on it either."""
        newest = self.revisions.order_by("-number").values("at")[:1]
        return set(self.uses.order_by().filter(at__gte=models.Subquery(newest)).values_list("by", flat=True))

    @cached_property
    def components(self):
        """Numbers of the areas that it serves (1–6, None for an area that is mapped to none)."""
        return list(self.uses.values_list("obligation__step__area__component", flat=True).distinct())


class EvidenceRevision(models.Model):
    """Content of an evidence as it was sent: a file, a link or a text; never changed, never overwritten."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="revisions", verbose_name="bukti")
    number = models.PositiveSmallIntegerField("revisi ke")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="revisions", verbose_name="berkas"
    )
    link = models.URLField("tautan", max_length=500, blank=True)
    text = models.TextField("isi", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", auto_now_add=True)

    objects = querysets.EvidencePartQuerySet.as_manager()

    class Meta:
        verbose_name = "revisi bukti"
        verbose_name_plural = "revisi bukti"
        ordering = ["evidence_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="revision_number_once_per_evidence"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(link="") | ~Q(text=""),
                name="revision_holds_something",
                violation_error_message="Isi bukti tidak boleh kosong.",
            ),
        ]

    def __str__(self):
        return f"{self.evidence_id} revisi {self.number}"


class EvidenceUse(models.Model):
    """The use of an evidence for an obligation; page points into the file ("12", "3–5")."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="uses", verbose_name="bukti")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="uses", verbose_name="kewajiban")
    page = models.CharField("halaman", max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", auto_now_add=True)

    objects = querysets.EvidencePartQuerySet.as_manager()

    class Meta:
        verbose_name = "kegunaan bukti"
        verbose_name_plural = "kegunaan bukti"
        ordering = ["evidence_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["evidence", "obligation"], name="evidence_once_per_obligation")]

    def __str__(self):
        return f"{self.evidence_id} → {self.obligation_id}"


class EvidenceReview(models.Model):
    """Line of the history of an evidence: who did what with which revision, from which state to which, why, when.

    actor: None where the portal itself acted (a virus found later). reason: code of a canned reason.
    """

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="reviews", verbose_name="bukti")
    revision = models.ForeignKey(
        EvidenceRevision, models.PROTECT, null=True, related_name="reviews", verbose_name="revisi"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="pelaku"
    )
    action = models.CharField("tindakan", max_length=10, choices=Verdict.choices)
    source = models.CharField("dari", max_length=10, blank=True)
    target = models.CharField("menjadi", max_length=10, choices=EvidenceState.choices)
    reason = models.CharField("alasan baku", max_length=20, blank=True)
    note = models.TextField("catatan", blank=True)
    at = models.DateTimeField("waktu", auto_now_add=True)

    objects = querysets.HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = "riwayat bukti"
        verbose_name_plural = "riwayat bukti"
        ordering = ["evidence_id", "pk"]

    def __str__(self):
        return f"{self.source} → {self.target}"

    def save(self, **options):
        """Insert the line; raise HistoryChanged for one that exists."""
        if not self._state.adding:
            raise querysets.HistoryChanged
        super().save(**options)

    def delete(self, **options):
        """Raise HistoryChanged: a line is never deleted."""
        raise querysets.HistoryChanged


class PageNote(models.Model):
    """A note on a page of a revision; settled_at: when the office has dealt with it."""

    revision = models.ForeignKey(EvidenceRevision, models.CASCADE, related_name="notes", verbose_name="revisi")
    page = models.PositiveIntegerField("halaman")
    text = models.TextField("catatan")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="oleh")
    at = models.DateTimeField("waktu", auto_now_add=True)
    settled_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = querysets.RevisionPartQuerySet.as_manager()

    class Meta:
        verbose_name = "catatan halaman"
        verbose_name_plural = "catatan halaman"
        ordering = ["revision_id", "page", "pk"]

    def __str__(self):
        return f"hal. {self.page}: {self.text[:60]}"
