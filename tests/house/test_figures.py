"""The figures of the house are counted as they say, and the bars that the code has reached stay reached."""

import ast
import json
from functools import cache

import pytest

from tests.house import figures, measuring
from tests.house.bindings import bindings
from tests.house.rooms import sheets

pytestmark = pytest.mark.xdist_group("figures")  # they share what is measured

CODE = """
first_page = open_files = found = 0
def count(one, *, held=None):
    found = one
    one = [found for found in held]
    with open("x") as made, (wanted := made):
        pass
    self.kept = _told = 1
class Shelf:
    __all__ = []
"""


@cache
def house():
    return measuring.measured()


def names_bound(code):
    return sorted(binding.name for binding in bindings(ast.parse(code)))


def test_each_scope_counts_a_name_once():
    expected = ["_told", "first_page", "found", "found", "found", "held", "made", "one", "open_files", "wanted"]
    assert names_bound(CODE) == expected


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("for item in x: pass", ["item"]),
        ("a, (b, *c) = x", ["a", "b", "c"]),
        ("try: pass\nexcept E as error: pass", ["error"]),
        ("match x:\n  case [head, *tail]: pass", ["head", "tail"]),
        ("lambda key, *rest: key", ["key", "rest"]),
        ("import os\ndef f(self, _): pass", []),
        ("[y for x in z if (y := x)]", ["x", "y"]),
        ("x.a = y[0] = 1", []),
    ],
)
def test_what_binds_a_name(code, names):
    assert names_bound(code) == names


@pytest.mark.parametrize(
    ("name", "is_pronoun"), [("found", True), ("_told", True), ("made_at", False), ("page", False)]
)
def test_a_pronoun_says_nothing_of_what_it_holds(name, is_pronoun):
    (binding,) = bindings(ast.parse(f"{name} = 1"))
    assert binding.is_pronoun is is_pronoun


def test_a_binding_stands_at_its_first_line():
    (binding,) = bindings(ast.parse("\nfound = 1\nfound = 2"))
    assert binding.line == 2


def test_arrows_join_the_rooms_of_one_folder():
    code = {
        "app/__init__.py": "",
        "app/views.py": "from app.rooms import door\nfrom app.rooms.door import key\nfrom app import models",
        "app/models.py": "import os",
        "app/rooms/__init__.py": "",
        "app/rooms/door.py": "from app.rooms import wall\nfrom app.models import Row",
        "app/rooms/wall.py": "from other import thing",
        "app/migrations/first.py": "from app import models",
        "other.py": "",
    }
    counts = sheets({path: ast.parse(text) for path, text in code.items()})
    assert counts == {"": (1, 1, 1), "app": (2, 1, 3), "app/rooms": (2, 0, 1)}


def test_if_and_elif_are_branches_of_a_template(tmp_path):
    page = tmp_path / "templates" / "teams" / "list.html"
    page.parent.mkdir(parents=True)
    page.write_text("{% if a %}\n{% elif b %}\n{% else %}\n{% endif %}{% ifchanged %}{% endifchanged %}\n")
    figures = measuring.templates(tmp_path)
    assert figures["folders"] == {"teams": {"lines": 4, "ifs": 2}} and figures["long"] == 0
    assert measuring.branches_per_100_lines({"templates": figures}) == 50


def test_the_95th_percentile_lies_above_95_of_100():
    assert measuring._spread(range(1, 101)) == {"count": 100, "median": 50.5, "p95": 96, "most": 100}


def test_the_page_sets_before_beside_now():
    page = figures.page(figures.before(), {**house(), "minutes": {"sqlite": 5.5}}, "before")
    assert "| product: modules in the fullest folder | 50 | " in page
    assert "| sqlite |  | 5.5 |" in page and "has been timed" not in page


def test_without_a_timed_run_the_page_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(measuring, "MINUTES", tmp_path / "none.json")
    page = figures.page(figures.before(), {**house(), "minutes": measuring.minutes()}, "before")
    assert "No run of `make test` has been timed" in page


def test_minutes_are_read_from_the_file_of_the_last_run(monkeypatch, tmp_path):
    monkeypatch.setattr(measuring, "MINUTES", tmp_path / "minutes.json")
    measuring.MINUTES.write_text(json.dumps({"sqlite": 8.1}))
    assert measuring.minutes() == {"sqlite": 8.1}


def test_every_pronoun_has_its_place():
    places = measuring.pronoun_places()
    total = figures.pronouns(house(), house()["names"]).total()
    assert len(places) == total and all(":" in place for place in places)


def test_docs_hold_the_page():
    text = figures.PAGE.read_text(encoding="utf8")
    assert text.startswith("# The house in figures\n") and "## Rooms and arrows" in text


def test_functions_have_a_median_of_at_most_8_lines():
    assert house()["sizes"]["product"]["functions"]["median"] <= 8


@pytest.mark.parametrize("part", ["product", "tests"])
def test_no_folder_has_more_than_15_modules(part):
    assert house()["sizes"][part]["fullest folder"] <= 15


def test_no_sheet_has_more_arrows_than_one_can_follow():
    """Before the rooms, those of evidence had 180 and of plans 148."""
    crowded = {folder: sheet["arrows"] for folder, sheet in house()["rooms"].items()}
    assert {folder: count for folder, count in crowded.items() if count > figures.MOST_ARROWS} == {}


def test_variables_are_named_after_what_they_hold():
    assert measuring.share_of_pronouns(house()) <= figures.MOST_PRONOUNS


def test_templates_hold_at_most_8_ifs_per_100_lines():
    assert measuring.branches_per_100_lines(house()) <= figures.MOST_BRANCHES
