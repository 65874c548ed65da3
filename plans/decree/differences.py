"""What differs between two texts of a decree (see payload.decree_payload): clauses, rows, teams and settings. Pure."""

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from plans.plan import tree_json
from plans.states import AnnexKind, Section

SETTINGS = {
    "title": "judul keputusan",
    "enacting_text": "bunyi Menetapkan",
    "signature": "penanda tangan atau tempat",
    "copy": "pengesah salinan",
    "paper": "kertas",
}
"""Parts of a payload beside clauses and annexes → their names on the page."""
DATES = {"date", "date_text"}


@dataclass(slots=True)
class Differences:
    """What a newer text has that an older one has not. Each list holds short texts that name the places.

    clauses: [("added" | "removed" | "changed", name of the section, text)]; rows: the same with "" as section and the
    row's action as text; others: names of the settings and annexes that differ.
    """

    clauses: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    others: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.clauses or self.rows or self.others)


def differences(older, newer):
    """Return the Differences of two payloads."""
    outcome = Differences(rows=_rows(older, newer))
    for section in Section:
        texts = [[clause["text"] for clause in text["clauses"].get(section, [])] for text in (older, newer)]
        outcome.clauses += [(way, section.label, text) for way, text in _clauses(*texts)]
    outcome.others = [words for name, words in SETTINGS.items() if _setting(older, name) != _setting(newer, name)]
    outcome.others += _annexes(older, newer)
    return outcome


def _setting(text, name):
    """Return a part of a payload without the date, which every enactment gives anew."""
    part = text[name]
    return {key: words for key, words in part.items() if key not in DATES} if name == "signature" else part


def _clauses(older, newer):
    """Yield (way, text) of the clauses of a section that differ."""
    matcher = SequenceMatcher(None, older, newer, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        changed = min(end - start, new_end - new_start)
        yield from (("changed", text) for text in newer[new_start : new_start + changed])
        yield from (("added", text) for text in newer[new_start + changed : new_end])
        yield from (("removed", text) for text in older[start + changed : end])


def _rows(older, newer):
    """Return [(way, "", text)] of the rows that differ, by their keys; a moved row counts as unchanged."""
    before, after = _rows_by_key(older), _rows_by_key(newer)
    rows = [("added" if key not in before else "changed", row) for key, row in after.items() if before.get(key) != row]
    rows += [("removed", row) for key, row in before.items() if key not in after]
    return [(way, "", _name_of(row)) for way, row in rows]


def _rows_by_key(text):
    trees = [tree_json.tree_from_json(annex["plan"])[0] for annex in text["annexes"] if annex["plan"]]
    return {row.key: row for tree in trees for row in tree.rows()}


def _name_of(row):
    texts = (row.texts.get(name, "").strip() for name in ("action", "indicator", "evidence"))
    return next(filter(None, texts), "baris tanpa langkah aksi")


def _annexes(older, newer):
    """Return the names of annexes that came, went or changed; those of a plan only when something beside rows did."""
    before, after = ({_annex_key(annex): annex for annex in text["annexes"]} for text in (older, newer))
    names = [f"lampiran “{key[1]}” ditambahkan" for key in after if key not in before]
    names += [f"lampiran “{key[1]}” dilepas" for key in before if key not in after]
    for key in before.keys() & after.keys():
        if _beside_rows(before[key]) != _beside_rows(after[key]):
            names.append(f"isi lampiran “{key[1]}”")
    return names


def _annex_key(annex):
    return annex["kind"], AnnexKind(annex["kind"]).label if annex["kind"] != AnnexKind.TEXT else annex["title"]


def _beside_rows(annex):
    """Return what an annex prints except a plan's rows: title, team, text, areas and columns."""
    plan = annex["plan"]
    outline = plan and [plan["columns"], [_outline(area) for area in plan["areas"]]]
    return [annex["title"], annex["shows_place"], annex["team"], annex["text"], outline]


def _outline(node):
    return [node["label"], node["title"], [_outline(aspect) for aspect in node["aspects"]]]
