"""Factories of rows for tests: no surprises, nothing is made that was not asked for."""

import factory
from factory.django import DjangoModelFactory

from plans import models as plans
from plans.states import AnnexKind, Section
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


class LayoutFactory(DjangoModelFactory):
    """A text layout of seven columns; a preset unless satker is given."""

    class Meta:
        model = plans.Layout

    slug = factory.Sequence(lambda n: f"uji-{n}")
    name = factory.LazyAttribute(lambda o: f"Tata letak {o.slug}")
    columns = factory.LazyFunction(
        lambda: [
            {"field": "number", "heading": "NO", "width": 4},
            {"field": "aspect", "heading": "KOMPONEN", "width": 16},
            {"field": "indicator", "heading": "INDIKATOR", "width": 20},
            {"field": "action", "heading": "LANGKAH AKSI", "width": 20},
            {"field": "evidence", "heading": "BUKTI FISIK", "width": 20},
            {"field": "time", "heading": "TARGET WAKTU", "width": 10},
            {"field": "target", "heading": "TARGET CAPAIAN", "width": 10},
        ]
    )


class DecreeFactory(DjangoModelFactory):
    """A draft without body and annexes; give state, number … for others (an insert, as archives are)."""

    class Meta:
        model = plans.Decree

    satker = factory.SubFactory(SatkerFactory)
    year = 2026
    title = factory.LazyAttribute(lambda o: f"RENCANA AKSI {o.satker.full_name} TAHUN {o.year}")


class ClauseFactory(DjangoModelFactory):
    class Meta:
        model = plans.Clause

    decree = factory.SubFactory(DecreeFactory)
    section = Section.DICTUM
    position = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Butir {n}.")


class PlanFactory(DjangoModelFactory):
    """An empty plan on a draft decree of its office (decree=… for another, decree__state=… for its fields)."""

    class Meta:
        model = plans.Plan
        skip_postgeneration_save = True

    satker = factory.SubFactory(SatkerFactory)
    year = 2026
    title = factory.LazyAttribute(lambda o: f"RENCANA AKSI {o.satker.full_name} TAHUN {o.year}")
    layout = factory.SubFactory(LayoutFactory)

    @factory.post_generation
    def decree(self, create, extracted, **fields):
        decree = extracted or DecreeFactory(satker=self.satker, year=self.year, title=self.title, **fields)
        position = decree.annexes.count() + 1
        plans.Annex.objects.create(decree=decree, position=position, kind=AnnexKind.PLAN, plan=self)
