"""Figures of the proposals, from the demo's plan and published ones, as docs/proposals.md.

python -m tests.evidence.places.figures writes it.
The published decrees lie beside the project; without them the command says so and writes nothing.
"""

import os
import sys

from zi_portal import BASE_DIR

TABLE = BASE_DIR / "docs" / "proposals.md"
SEEDS = BASE_DIR.parent / "shared" / "seeds"
HEAD = """# Proposals of places

Where the files of an upload may go, by their folders and names. Code: `evidence/places/paths.py` (what a path says), \
`evidence/places/dating.py` (dates, months, quarters, years), `evidence/places/vocabulary.py` \
(words that mean the same), `evidence/places/matching.py` (which place fits), `evidence/places/listing.py` \
(the places of a plan).

- A folder that names its area ("AREA I", "Komponen 3") rules out all others, whatever numbers stand further in. A \
code of another area within it is not followed, and nothing is ticked.
- Folders are known by the titles of areas and aspects, their numbers count where their words say nothing.
- What says a time is no code. It chooses among the due dates of a document; where it fits several or none, they are \
proposed without a tick. Between two documents of the same name it only decides the order: a file is often made or \
filed in another month than it is due.
- A year that is neither the plan's nor that of the due date, nor printed in the row, speaks against: no tick.
- A proposal is ticked beforehand where nothing speaks against it and no other place is nearly as good. The reason is \
shown with each.

## Figures

Written by `python -m tests.evidence.places.figures`: one file for each place of a plan, called by the printed \
title. **Known** are \
those that a reader of the path could place too: one document is called so in the area (aspect, row) that the path \
tells, and the time tells which of its due dates. Of them: ticked rightly, ticked wrongly, among the five that are \
proposed, missing. Of the rest, which nobody could place by name alone: ticked, which would be chance, and among the \
five. Bars (`tests/evidence/places/test_proposals.py`): of the known 85 % ticked rightly, nothing ticked \
wrongly anywhere.

| plan | path | known | ticked rightly | wrongly | proposed | missing | rest | ticked | proposed |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
"""


def line(office, shape, counts):
    """A line of the table; counts: of path_forms.measured()."""
    known_places = {outcome: counts[True, outcome] for outcome in ("right", "wrong", "offered", "missing")}
    other_places = {outcome: counts[False, outcome] for outcome in ("right", "wrong", "offered", "missing")}
    total = sum(known_places.values())
    share = f"{known_places['right']} ({100 * known_places['right'] // total} %)" if total else "–"
    figures = (total, share, known_places["wrong"], known_places["offered"], known_places["missing"])
    other_figures = (sum(other_places.values()), other_places["right"] + other_places["wrong"], other_places["offered"])
    return f"| {office} | `{shape}` | {' | '.join(map(str, (*figures, *other_figures)))} |\n"


def main():
    """Write the table; 1 where the published decrees are absent."""
    import django  # noqa: PLC0415 -- Django is set up by this command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.test.utils import setup_databases  # noqa: PLC0415 -- the same

    from tests.evidence.places.plans_in_force import REAL, counts, demo_plan, real_plan  # noqa: PLC0415 -- the same

    if not SEEDS.is_dir():
        print("../shared/seeds is absent: nothing was written")
        return 1
    setup_databases(0, interactive=False)
    plans = [demo_plan(), *(real_plan(SEEDS, name) for name in REAL)]
    rows = [line(plan.satker.short_name, shape, outcomes) for plan in plans for shape, outcomes in counts(plan).items()]
    TABLE.write_text(HEAD + "".join(rows), encoding="utf8")
    print(f"{TABLE.relative_to(BASE_DIR)}: {len(rows)} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
