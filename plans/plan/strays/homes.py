"""What the plan of an office may name: its year, its region and those above and below it."""

from functools import lru_cache

from django.core.cache import cache

from plans.plan.strays.regions import Register
from plans.plan.strays.surveying import Home
from teams.models import Satker
from teams.offices.naming import institution, region
from teams.states import Level

REGISTER_SECONDS = 300
"""Time for which the names of all regions are cached; the register rarely changes."""


def home_of(satker, year):
    """Return the Home of an office's plan of a year; at most one query."""
    rows = cache.get_or_set("plans.plan.strays.homes.regions", _register_rows, REGISTER_SECONDS)
    own_region = region(satker)
    related = {name for path, _, name in rows if satker.path.startswith(path) or path.startswith(satker.path)}
    provinces = [name for path, level, name in rows if level == Level.PROVINSI and satker.path.startswith(path)]
    return Home(
        year=year,
        region=own_region,
        province=provinces[0] if provinces else "",
        regions=frozenset(related | {own_region}),
        register=_register(frozenset(name for _, _, name in rows) | {own_region}),
        institution=institution(satker),
    )


def _register_rows():
    """Return [(path, level, name of the region)] of all offices."""
    return [(office.path, office.level, region(office)) for office in Satker.objects.only("path", "level", "full_name")]


@lru_cache(maxsize=4)
def _register(names):
    return Register(name for name in names if not name.startswith("REPUBLIK"))
