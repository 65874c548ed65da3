"""Factories of rows for tests: no surprises, nothing is made that was not asked for."""

import factory
from factory.django import DjangoModelFactory

from teams import models as teams
from teams.states import Level, Role


class SatkerFactory(DjangoModelFactory):
    class Meta:
        model = teams.Satker

    code = factory.Sequence(lambda n: f"97.{n:02d}")
    short_name = factory.LazyAttribute(lambda o: f"KPU Kabupaten Uji {o.code}")
    full_name = factory.LazyAttribute(lambda o: f"KOMISI PEMILIHAN UMUM KABUPATEN UJI {o.code}")
    level = Level.KABUPATEN
    parent = None
    path = factory.LazyAttribute(lambda o: f"{o.parent.path if o.parent else ''}{o.code}/")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = teams.User

    email = factory.Sequence(lambda n: f"orang{n}@contoh.id")
    name = factory.Sequence(lambda n: f"Orang {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = teams.Membership

    user = factory.SubFactory(UserFactory)
    satker = factory.SubFactory(SatkerFactory)
    role = Role.STAFF
    valid_from = "2020-01-01"


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = teams.Team

    satker = factory.SubFactory(SatkerFactory)
    year = 2026
