"""What a workbook still says of another year or office: told in its preview, put right when it becomes a plan."""

from hashlib import sha256

from plans.decree import replacing
from plans.plan.strays import passages, swaps
from plans.plan.strays.homes import home_of
from plans.plan.strays.passages import AREA, ASPECT, PLAN, ROW
from plans.plan.strays.surveying import survey

MOST_CHANGES = 900
"""How many changes a preview shows to be ticked; of the others those that are proposed are made."""
AROUND = 45
"""Characters of the text that are shown before and after a change."""
MOST_PLACES = 300
IN_TABLE = {ROW, AREA, ASPECT, PLAN}


def notes(tree, spec, satker, year):
    """Return what a PlanTree names of other years and offices, as plain JSON for its preview.

    {"mostly", "groups": [{"message", "places"}], "words", "changes": [{"key", "place", "before", "old", "new",
    "after", "ticked"}], "more": how many changes are not shown}; all empty where nothing is amiss.
    """
    tree_survey = survey(passages.of_tree(tree, spec), home_of(satker, year))
    proposed_swaps = swaps.proposed(tree_survey)
    changes = swaps.changes(tree_survey, proposed_swaps) if proposed_swaps else []
    return {
        "mostly": tree_survey.mostly,
        "groups": [
            {"message": f"{group.message}.", "places": [passage.words for passage in group.passages[:MOST_PLACES]]}
            for group in tree_survey.groups
        ],
        "words": [swap.words for swap in proposed_swaps],
        "changes": [_change_json(change) for change in changes[:MOST_CHANGES]],
        "more": max(0, len(changes) - MOST_CHANGES),
    }


def _change_json(change):
    text, start, end = change.passage.text, change.start, change.end
    return {
        "key": _signature(change),
        "place": change.passage.words,
        "before": ("… " if start > AROUND else "") + text[max(0, start - AROUND) : start],
        "old": change.old,
        "new": change.new,
        "after": text[end : end + AROUND] + (" …" if len(text) > end + AROUND else ""),
        "ticked": change.ticked,
    }


def _signature(change):
    """Return what names a change in the tree of a workbook and in the plan that was made of it."""
    parts = (change.passage.words, change.passage.field, str(change.start), change.swap.to_text())
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def repair(plan, actor, ticked):
    """Make the changes that notes() proposed of the workbook that a new plan comes from; return how many.

    ticked: keys of those that were ticked. In the decree, which was made of the same title, all proposals are made.
    """
    whole_survey = replacing.survey_of(plan)
    table = [passage for passage in whole_survey.passages if passage.source in IN_TABLE]
    table_survey = survey(table, whole_survey.home)
    proposed_swaps = swaps.proposed(table_survey)
    shown_keys = {_signature(change) for change in swaps.changes(table_survey, proposed_swaps)[:MOST_CHANGES]}
    keys = [
        change.key
        for change in swaps.changes(whole_survey, proposed_swaps)
        if (_signature(change) in ticked if _signature(change) in shown_keys else change.ticked)
    ]
    return replacing.replace(plan, actor, proposed_swaps, keys).count if keys else 0
