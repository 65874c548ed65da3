"""Reference data: the six components, the LKE indicators, legal bases, layouts."""

from django.db import models

from plans import querysets
from plans.states import AreaLabels, AreaStyle, NumberRow, Numbers, Orientation, Paper, ScheduleStyle
from teams.models import Satker


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
    """A common legal basis, in the library from which offices fill Mengingat."""

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
    numbers = models.CharField("kolom nomor menghitung", max_length=6, choices=Numbers.choices, default=Numbers.ASPECT)
    inline_label = models.BooleanField("nomor aspek di dalam selnya", default=False)
    tick = models.CharField("tanda centang", max_length=3, default="√")
    paper = models.CharField("kertas", max_length=5, choices=Paper.choices, default=Paper.F4)
    area_labels = models.CharField(
        "nomor area", max_length=6, choices=AreaLabels.choices, blank=True, default=AreaLabels.TYPED
    )
    font_size = models.FloatField("ukuran huruf tabel", default=0.0)
    orientation = models.CharField(
        "arah halaman lampiran", max_length=9, choices=Orientation.choices, default=Orientation.LANDSCAPE
    )
    margin_top = models.PositiveSmallIntegerField("margin atas", default=25)
    margin_right = models.PositiveSmallIntegerField("margin kanan", default=20)
    margin_bottom = models.PositiveSmallIntegerField("margin bawah", default=25)
    margin_left = models.PositiveSmallIntegerField("margin kiri", default=30)
    catchword = models.BooleanField("kata sambung", default=False)
    letterhead = models.BooleanField("nama satuan kerja di kepala keputusan", default=True)
    emblem = models.BooleanField("lambang di kepala keputusan", default=True)

    objects = querysets.LayoutQuerySet.as_manager()

    class Meta:
        verbose_name = "tata letak"
        verbose_name_plural = "tata letak"
        ordering = ["satker_id", "pk"]

    def __str__(self):
        return self.name
