"""Satker, User, Membership, Team, TeamUnit, TeamMember."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from teams import querysets
from teams.states import Acting, Area, Level, Role, Standing, TimeZone


class Satker(models.Model):
    """An office of the KPU. path is the materialised path from the top ("00/11/11.01/") and ends in a slash.

    code, names, level, parent and time zone come from the register (fixtures/satker.json); the other fields are the
    office's own settings. The names are stored once; every printed form is derived from them (see naming.py).
    """

    code = models.CharField("kode", max_length=10, unique=True)
    short_name = models.CharField("nama singkat", max_length=80, unique=True)
    full_name = models.CharField("nama resmi", max_length=120)
    level = models.CharField("tingkat", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="atasan"
    )
    path = models.CharField("jalur", max_length=40, unique=True)
    time_zone = models.CharField("zona waktu", max_length=20, choices=TimeZone.choices, default=TimeZone.WIB)
    active_from = models.DateField("berdiri sejak", null=True, blank=True)
    active_until = models.DateField("berakhir pada", null=True, blank=True)
    place = models.CharField("tempat penetapan", max_length=60, blank=True)
    emblem = models.ImageField("lambang", upload_to="emblem/", blank=True)
    certifier_title = models.CharField("jabatan pengesah salinan", max_length=200, blank=True)
    certifier_name = models.CharField("nama pengesah salinan", max_length=120, blank=True)

    objects = querysets.SatkerQuerySet.as_manager()

    class Meta:
        verbose_name = "satker"
        verbose_name_plural = "satker"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(path__endswith="/"), name="satker_path_ends_in_slash"),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True)
                | Q(active_from__isnull=True)
                | Q(active_until__gte=F("active_from")),
                name="satker_active_period_in_order",
                violation_error_message="Tanggal berakhir mendahului tanggal berdiri.",
            ),
        ]

    def __str__(self):
        return self.short_name


class Parentage(models.Model):
    """A period in which an office belonged to another; Satker.parent and .path hold the present parent."""

    satker = models.ForeignKey(Satker, models.CASCADE, related_name="parentages", verbose_name="satker")
    parent = models.ForeignKey(Satker, models.PROTECT, related_name="+", verbose_name="atasan")
    valid_from = models.DateField("sejak", null=True, blank=True)
    valid_until = models.DateField("sampai", null=True, blank=True)

    class Meta:
        verbose_name = "riwayat atasan"
        verbose_name_plural = "riwayat atasan"
        ordering = ["satker", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["satker"], condition=Q(valid_until__isnull=True), name="one_present_parent")
        ]

    def __str__(self):
        return f"{self.satker} di bawah {self.parent}"


@dataclass(frozen=True, slots=True)
class Grant:
    """The right that one membership in force gives: a role at an office (by path), for one area or for all (None)."""

    role: str
    path: str
    satker_id: int
    area: int | None
    time_zone: str = TimeZone.WIB

    @property
    def reaches_down(self):
        """Whether the role also covers the offices below, as reviewer and admin do."""
        return self.role in {Role.REVIEWER, Role.ADMIN}


class UserManager(BaseUserManager):
    def unwanted(self):
        """Return open demo accounts on a portal that does not allow the demo (DEMO_DATA)."""
        return self.none() if settings.DEMO_ALLOWED else self.filter(email__endswith=DEMO, is_active=True)

    def create_user(self, email, password=None, **fields):
        """Return a new user, who signs in by e-mail; without a password, only after setting one by a mailed link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


DEMO = "@demo.test"
"""Ending of the demo's addresses, reserved by RFC 2606."""


class User(AbstractBaseUser):
    """A person with an account. Rights come from memberships only: there is no superuser."""

    email = models.EmailField("surel", unique=True)
    name = models.CharField("nama", max_length=120)
    nip = models.CharField("NIP", max_length=25, blank=True)
    is_active = models.BooleanField("aktif", default=True)
    date_joined = models.DateTimeField("terdaftar", default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name or self.email

    @cached_property
    def grants(self):
        """Grants of the memberships in force today, [] for an inactive user; one query per request."""
        if not self.is_active:
            return []
        rows = self.memberships.active().select_related("satker")
        return [Grant(row.role, row.satker.path, row.satker_id, row.area, row.satker.time_zone) for row in rows]

    @property
    def of_demo(self):
        """Whether this is a demo account, whose password is public."""
        return self.email.endswith(DEMO)

    def own_words(self):
        """Return texts that a password must not consist of: name, address, NIP, names of the offices and regions."""
        offices = Satker.objects.filter(memberships__user=self).select_related("parent").distinct()
        places = [place for office in offices for place in (office, office.parent) if place]
        names = [text for place in places for text in (place.short_name, place.full_name, place.place)]
        return [self.name, self.email, self.nip, *names]


class Membership(models.Model):
    """A role of a person at an office for a period; area limits a coordinator to one of the six areas.

    ended_at is the moment an admin ended the role; it stops at once, whatever its period (memberships.end).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="pengguna")
    satker = models.ForeignKey(Satker, models.PROTECT, related_name="memberships", verbose_name="satker")
    role = models.CharField("peran", max_length=12, choices=Role.choices)
    area = models.PositiveSmallIntegerField("area", null=True, blank=True)
    position = models.CharField("jabatan", max_length=160, blank=True)
    acting = models.CharField("status jabatan", max_length=5, choices=Acting.choices, blank=True, default=Acting.NONE)
    basis = models.CharField("dasar penunjukan", max_length=200, blank=True)
    valid_from = models.DateField("berlaku sejak", default=timezone.localdate)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    ended_at = models.DateTimeField("diakhiri pada", null=True, blank=True, editable=False)

    objects = querysets.MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "keanggotaan"
        verbose_name_plural = "keanggotaan"
        ordering = ["satker", "role", "user__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="membership_period_in_order",
                violation_error_message="Tanggal berakhir mendahului tanggal mulai.",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__gte=1, area__lte=6),
                name="membership_area_is_one_of_six",
                violation_error_message="Area harus 1 sampai 6.",
            ),
            models.CheckConstraint(
                condition=Q(acting="") | ~Q(basis="") & Q(valid_until__isnull=False),
                name="membership_acting_has_basis_and_end",
                violation_error_message="Plt./Plh. memerlukan dasar penunjukan dan tanggal berakhir.",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.satker}"

    @property
    def area_name(self):
        """Name of the area that the role is limited to, "" for all areas."""
        return Area(self.area).label if self.area else ""

    @property
    def standing(self):
        """Whether the role is in force today, not yet, or no longer (teams.states.Standing)."""
        today = timezone.localdate()
        if self.ended_at or self.valid_until and self.valid_until < today:
            return Standing.ENDED
        return Standing.AHEAD if self.valid_from > today else Standing.IN_FORCE


class Team(models.Model):
    """The ZI team of an office and year; an amendment of the decree works on a copy of it.

    deleted: a copy whose draft was deleted (see plans.workflow).
    """

    satker = models.ForeignKey(Satker, models.PROTECT, related_name="teams", verbose_name="satker")
    year = models.PositiveSmallIntegerField("tahun")
    title = models.CharField("judul lampiran", max_length=300, default="SUSUNAN DAN PERSONALIA")
    frozen = models.BooleanField("dibekukan", default=False)
    deleted = models.BooleanField("dihapus", default=False)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)

    objects = querysets.TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "tim ZI"
        verbose_name_plural = "tim ZI"
        ordering = ["-year", "-pk"]

    def __str__(self):
        return f"Tim ZI {self.satker} {self.year}"


class TeamUnit(models.Model):
    """A group of the team as printed (label "2." or "a.", title); groups may be nested."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="units", verbose_name="tim")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="bagian dari"
    )
    position = models.PositiveIntegerField("urutan")
    label = models.CharField("nomor", max_length=10, blank=True)
    title = models.CharField("nama kelompok", max_length=200)

    class Meta:
        verbose_name = "kelompok tim"
        verbose_name_plural = "kelompok tim"
        ordering = ["team", "position", "pk"]

    def __str__(self):
        return f"{self.label} {self.title}".strip()

    @property
    def key(self):
        """Name of this line on the editing screen."""
        return f"u{self.pk}"


class TeamMember(models.Model):
    """One printed line of the team; a person may be listed in several groups, with a job title in each."""

    unit = models.ForeignKey(TeamUnit, models.CASCADE, related_name="members", verbose_name="kelompok")
    position = models.PositiveIntegerField("urutan")
    label = models.CharField("nomor", max_length=10, blank=True)
    name = models.CharField("nama", max_length=120)
    job_title = models.CharField("jabatan", max_length=250, blank=True)
    duty = models.CharField("kedudukan dalam tim", max_length=120, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="akun")

    class Meta:
        verbose_name = "anggota tim"
        verbose_name_plural = "anggota tim"
        ordering = ["unit", "position", "pk"]

    def __str__(self):
        return self.name

    @property
    def key(self):
        """Name of this line on the editing screen."""
        return f"m{self.pk}"
