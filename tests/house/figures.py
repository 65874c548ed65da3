"""The house in figures, before its rooms were laid out and now, as a table that anyone can print.

python -m tests.house.figures                prints the tables
python -m tests.house.figures --write        writes docs/house.md
python -m tests.house.figures --ref COMMIT   compares with another commit
python -m tests.house.figures --where        lists file and line of each variable that is a pronoun
python -m tests.house.figures --json         prints the figures as data (with --ref: of that commit)
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from tests.house.measuring import (
    APPS,
    branches_per_100_lines,
    measured,
    measured_at,
    minutes,
    pronoun_places,
    share_of_pronouns,
)
from zi_portal import BASE_DIR

BEFORE = Path(__file__).with_name("before.json")  # of commit 63f0bed
PAGE = BASE_DIR / "docs" / "house.md"
MOST_ARROWS = 120  # on the sheet of a folder
MOST_PRONOUNS, MOST_BRANCHES = 0.5, 8  # per cent of all variables; per 100 lines of templates
NAMES_SHOWN = 40


def before():
    """Returns the figures of the code before its rooms were laid out, minutes of its tests included."""
    return json.loads(BEFORE.read_text(encoding="utf8"))


def page(old, new, label):
    """Returns the tables of old and new figures as the text of docs/house.md; `label` heads the old column."""
    parts = [
        "# The house in figures\n\nWritten by `python -m tests.house.figures --write`, which measures the code of this "
        "folder; `--ref COMMIT` compares it with another commit, `--where` lists every variable that is a pronoun. "
        f"*{label}*: the code before its rooms were laid out (unless `--ref` was given).",
        "## At a glance\n\n" + _table(["", label, "now", "bar"], _glance(old, new)),
        "## Rooms and arrows\n\nRooms are the modules and folders that lie side by side in a folder; an arrow is an "
        "ordered pair of them, the first of which imports the second. Migrations and `__init__` are left out.\n\n"
        + _table(["folder", f"rooms {label}", f"arrows {label}", "rooms now", "arrows now"], _rooms(old, new)),
        f"## Variables named by a pronoun\n\nEach name counts once for each scope that binds it. The {NAMES_SHOWN} "
        "most frequent of both columns; the list of words is in `tests/house/bindings.py`. By it, Django has 0.14 %, "
        "Celery 0.24 %, allauth and WeasyPrint 0.04 %.\n\n" + _table(["folder", label, "now"], _shares(old, new))
        + "\n\n" + _table(["name", f"product {label}", "product now", f"tests {label}", "tests now"], _names(old, new)),
        "## Branches of templates\n\n`if` and `elif` for each 100 lines.\n\n"
        + _table(["folder", label, "now", "lines now"], _branches(old, new))
        + "\n\nThe twenty templates with the most:\n\n" + _table(["template", "ifs", "lines"], _worst(new)),
        "## Minutes of `make test`\n\n" + _minutes(old, new),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _table(heads, rows):
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _glance(old, new):
    rows = []
    for part in ("product", "tests"):
        sizes = [figures["sizes"][part] for figures in (old, new)]
        rows.append([f"{part}: functions", *[size["functions"]["count"] for size in sizes], ""])
        rows.append([f"{part}: lines of a function, median · 95 % · most", *map(_function_lines, sizes), "most 40"])
        rows.append([f"{part}: lines of a file, median · most", *map(_file_lines, sizes), "most 400"])
        rows.append([f"{part}: modules in the fullest folder", *[size["fullest folder"] for size in sizes], 15])
    for part, folders, bar in (("product", APPS, f"{MOST_PRONOUNS} %"), ("tests", ["tests"], "")):
        shares = [f"{share_of_pronouns(figures, folders):.2f} %" for figures in (old, new)]
        rows.append([f"{part}: variables named by a pronoun", *shares, bar])
    branches = [f"{branches_per_100_lines(figures):.1f}" for figures in (old, new)]
    rows.append(["templates: ifs per 100 lines", *branches, MOST_BRANCHES])
    rows.append(["templates of more than 100 lines", *[figures["templates"]["long"] for figures in (old, new)], ""])
    return rows


def _function_lines(sizes):
    return " · ".join(f"{sizes['functions'][key]:g}" for key in ("median", "p95", "most"))


def _file_lines(sizes):
    return " · ".join(f"{sizes['files'][key]:g}" for key in ("median", "most"))


def _rooms(old, new):
    """One row for each folder that has two rooms or more in one of the two."""
    rows = []
    for folder in sorted(old["rooms"].keys() | new["rooms"].keys()):
        sheets = [figures["rooms"].get(folder) for figures in (old, new)]
        counts = [[sheet["modules"] + sheet["folders"], sheet["arrows"]] if sheet else ["", ""] for sheet in sheets]
        if any(rooms != "" and rooms > 1 for rooms, _ in counts):
            rows.append([f"`{folder}`", *counts[0], *counts[1]])
    return rows


def _shares(old, new):
    return [
        [f"`{folder}`", *[f"{share_of_pronouns(figures, [folder]):.2f} %" for figures in (old, new)]]
        for folder in (*APPS, "tests")
    ]


def pronouns(figures, folders):
    """Returns the Counter of all pronouns in the folders, most frequent first."""
    return sum((Counter(figures["names"][folder]["pronouns"]) for folder in folders), Counter())


def _names(old, new):
    """One row for each of the most frequent names: product before and now, tests before and now."""
    counts = [pronouns(figures, folders) for folders in (APPS, ["tests"]) for figures in (old, new)]
    total = sum(counts, Counter())
    ordered = sorted(total, key=lambda name: (-total[name], name))
    return [[f"`{name}`", *[count[name] for count in counts]] for name in ordered[:NAMES_SHOWN]]


def _branches(old, new):
    rows = []
    folders = old["templates"]["folders"], new["templates"]["folders"]
    for name in sorted(folders[0].keys() | folders[1].keys()):
        densities = [_density(side[name]) if name in side else "" for side in folders]
        rows.append([f"`{name}`", *densities, folders[1].get(name, {}).get("lines", "")])
    return rows


def _density(folder):
    return f"{100 * folder['ifs'] / max(1, folder['lines']):.1f}"


def _worst(new):
    return [[f"`{page['page']}`", page["ifs"], page["lines"]] for page in new["templates"]["worst"]]


def _minutes(old, new):
    """Minutes of each part, or a sentence where no run was timed on this machine."""
    parts = {part: [figures.get("minutes", {}).get(part, "") for figures in (old, new)] for part in _parts(old, new)}
    rows = [[part, *columns] for part, columns in parts.items()]
    table = _table(["part", "before", "now"], rows)
    if new.get("minutes"):
        return table
    return "No run of `make test` has been timed on this machine (`var/test-minutes.json` is missing).\n\n" + table


def _parts(old, new):
    return {**old.get("minutes", {}), **new.get("minutes", {})}


def main(arguments):
    """Prints or writes what the options ask for; returns nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.house.figures", description=__doc__.splitlines()[0])
    parser.add_argument("--ref", metavar="COMMIT", help="compare with this commit instead of the figures kept")
    for option in ("write", "where", "json"):
        parser.add_argument(f"--{option}", action="store_true")
    options = parser.parse_args(arguments)
    if options.where:
        sys.stdout.write("".join(f"{line}\n" for line in pronoun_places()))
        return
    old = measured_at(options.ref) if options.ref else before()
    new = {**measured(), "minutes": minutes()}
    text = page(old, new, options.ref or "before")
    if options.json:
        text = json.dumps(old if options.ref else new, indent=1, sort_keys=True) + "\n"
    if options.write:
        PAGE.write_text(text, encoding="utf8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
