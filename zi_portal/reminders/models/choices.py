"""What people and offices have chosen about their notices, and the days on which nobody works."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zi_portal.reminders.states import Bundling, Channel, Days


class Preference(models.Model):
    """A person's own choices; "" stands for that of the office. Without a row all are the office's.

    zone: name of the time zone in which the person is told. quiet_until: last day of a leave, on which substitute
    (None: nobody) is told instead. digest_off: the person has unsubscribed from digests by mail; what escalates about
    them is told all the same.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference", verbose_name="pengguna"
    )
    channel = models.CharField("diberi tahu lewat", max_length=8, choices=Channel.choices, blank=True)
    bundling = models.CharField("bentuk surel", max_length=8, choices=Bundling.choices, blank=True)
    days = models.CharField("pada hari", max_length=8, choices=Days.choices, blank=True)
    zone = models.CharField("zona waktu", max_length=20, blank=True)
    quiet_until = models.DateField("cuti sampai", null=True, blank=True)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="pengganti"
    )
    digest_off = models.BooleanField("rangkuman lewat surel dihentikan", default=False)
    changed_at = models.DateTimeField("diubah", auto_now=True)

    class Meta:
        verbose_name = "pilihan pemberitahuan"
        verbose_name_plural = "pilihan pemberitahuan"

    def __str__(self):
        return f"pilihan {self.user}"


class OfficeRule(models.Model):
    """What an office has set for its people; without a row the values of a new one hold.

    kinds_off: names of kinds that are not told. since: {name of a kind: ISO date since which it is told}, written
    when it is switched on, so that the past is not told. review_days: days that evidence may wait for its review.
    plan_due_on: day by which the offices below (and this one) need an enacted plan; None: 31 January of each year.
    """

    satker_code = models.CharField("kode satker", max_length=10, unique=True)
    channel = models.CharField("diberi tahu lewat", max_length=8, choices=Channel.choices, default=Channel.BOTH)
    bundling = models.CharField("bentuk surel", max_length=8, choices=Bundling.choices, default=Bundling.DIGEST)
    days = models.CharField("pada hari", max_length=8, choices=Days.choices, default=Days.ALL)
    kinds_off = models.JSONField("tidak diberitahukan", default=list, blank=True)
    since = models.JSONField("berlaku sejak", default=dict, blank=True)
    review_days = models.PositiveSmallIntegerField("hari menunggu pemeriksaan", default=5)
    plan_due_on = models.DateField("rencana aksi ditetapkan paling lambat", null=True, blank=True)
    changed_at = models.DateTimeField("diubah", auto_now=True)

    class Meta:
        verbose_name = "aturan pemberitahuan satker"
        verbose_name_plural = "aturan pemberitahuan satker"
        constraints = [
            models.CheckConstraint(
                condition=Q(review_days__gte=1, review_days__lte=30),
                name="rule_review_days_are_1_to_30",
                violation_error_message="Lamanya 1 sampai 30 hari.",
            )
        ]

    def __str__(self):
        return f"aturan {self.satker_code}"


class Holiday(models.Model):
    """A national holiday or a day of collective leave (cuti bersama); no working day."""

    day = models.DateField("tanggal", unique=True)
    name = models.CharField("nama", max_length=120)
    collective_leave = models.BooleanField("cuti bersama", default=False)

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.name}"
