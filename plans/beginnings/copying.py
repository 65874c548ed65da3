"""A table carried to another year or office: new row keys, nothing realised, its years and regions moved. Pure
but for the register of offices.

A new year has new row keys: evidence is asked for by office and row key, so that a row with last year's key would
inherit last year's documents. Only an amendment keeps the keys.
"""

from copy import deepcopy
from dataclasses import dataclass

from plans.plan.strays import passages, swaps
from plans.plan.strays.homes import home_of
from plans.plan.strays.surveying import REGION, YEAR, survey
from plans.plan.strays.swaps import Swap
from plans.plan.strays.years import year_mentions
from plans.tree import new_key

MOST_CHANGES = 900
"""How many changes a preview shows to be ticked; of the others those that are proposed are made."""
REALISATION = "realisation"


@dataclass(slots=True)
class Carried:
    """A table for another year or office. keys: {row key of the source: new row key}; changes: [Change] proposed."""

    tree: object
    keys: dict
    changes: list

    @property
    def rows(self):
        """Return the number of rows."""
        return sum(1 for _ in self.tree.rows())

    def chosen(self, ticked):
        """Return the Changes with these keys; None, and those that no preview shows: as proposed."""
        visible_changes, remaining_changes = self.changes[:MOST_CHANGES], self.changes[MOST_CHANGES:]
        picked = [change for change in visible_changes if (change.ticked if ticked is None else change.key in ticked)]
        return [*picked, *(change for change in remaining_changes if change.ticked)]


def carry(tree, spec, *, from_year, satker, year):
    """Return what becomes of a PlanTree of from_year in the plan of an office and year, nothing changed in it yet."""
    copy, keys = _fresh(tree)
    tree_survey = survey(passages.of_tree(copy, spec), home_of(satker, year))
    return Carried(copy, keys, swaps.changes(tree_survey, _moving_swaps(tree_survey, year - from_year)))


def adapted(tree, spec, *, from_year, satker, year):
    """Return carry() with all proposed changes made."""
    carried = carry(tree, spec, from_year=from_year, satker=satker, year=year)
    apply(carried.tree, carried.chosen(None))
    return carried


def apply(tree, changes):
    """Make Changes of carry() in its tree."""
    nodes_by_place = dict(passages.nodes(tree))
    for passage, own_changes in swaps.by_passage(changes).items():
        node = nodes_by_place[passage.source, passage.key]
        passages.put(node, passage.field, swaps.applied(passage.text, own_changes))


def _fresh(tree):
    """Return (copy of a tree, {old row key: new row key}): texts and structure, without what was realised."""
    copy, keys = deepcopy(tree), {}
    for row in copy.rows():
        old_key, row.key = row.key, new_key()
        keys.setdefault(old_key, row.key)
        row.texts.pop(REALISATION, None)
        row.continues.discard(REALISATION)
        row.kept = {}
    return copy, keys


def _moving_swaps(tree_survey, shift):
    """Return the Swaps that move every year by shift, and other regions to the plan's own."""
    mentions = [mention for passage in tree_survey.passages for mention in year_mentions(passage.text)]
    named_years = sorted({year for mention in mentions for year in (mention.first, mention.last)}) if shift else []
    year_swaps = [Swap(YEAR, str(year), str(year + shift)) for year in named_years]
    return [*year_swaps, *(swap for swap in swaps.proposed(tree_survey) if swap.kind == REGION)]
