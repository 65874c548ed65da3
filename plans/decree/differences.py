"""What differs between two texts of a decree (see payload.decree_payload): clauses, rows, teams and settings. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from plans.plan import tree_json
from plans.states import AnnexKind, Section

SETTINGS = {
    "letterhead": "kepala naskah",
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
        clauses = [text["clauses"].get(section, []) for text in (older, newer)]
        outcome.clauses += [(way, section.label, text) for way, text in _clauses(*clauses)]
    outcome.others = [words for name, words in SETTINGS.items() if _setting(older, name) != _setting(newer, name)]
    outcome.others += _annexes(older, newer)
    return outcome


def _setting(text, name):
    """Return a part of a payload without the date, which every enactment gives anew."""
    part = text[name]
    return {key: words for key, words in part.items() if key not in DATES} if name == "signature" else part


def _clauses(older, newer):
    """Yield (way, text) of the clauses of a section that differ in text or level."""
    before, after = ([(clause["level"], clause["text"]) for clause in clauses] for clauses in (older, newer))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        changed = min(end - start, new_end - new_start)
        yield from (("changed", text) for _, text in after[new_start : new_start + changed])
        yield from (("added", text) for _, text in after[new_start + changed : new_end])
        yield from (("removed", text) for _, text in before[start + changed : end])


def _rows(older, newer):
    """Return [(way, "", text)] of the rows that differ, by their keys; where a row stands is told by _annexes()."""
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
    """Return the names of annexes that came, went or changed, of a plan's also when a row stands elsewhere in it."""
    before, after = _annexes_by_name(older), _annexes_by_name(newer)
    kept_keys = _rows_by_key(older).keys() & _rows_by_key(newer).keys()
    names = [f"lampiran “{name}” ditambahkan" for name in after if name not in before]
    names += [f"lampiran “{name}” dilepas" for name in before if name not in after]
    kept_names = [name for name in after if name in before]
    for name in kept_names:
        if _beside_rows(before[name], kept_keys) != _beside_rows(after[name], kept_keys):
            names.append(f"isi lampiran “{name}”")
    if kept_names != [name for name in before if name in after]:
        names.append("urutan lampiran")
    return names


def _annexes_by_name(text):
    """Return {name: annex} in printed order; those of the same name are numbered."""
    annexes_by_name, counts = {}, Counter()
    for annex in text["annexes"]:
        name = annex["title"] if annex["kind"] == AnnexKind.TEXT else AnnexKind(annex["kind"]).label
        counts[name] += 1
        annexes_by_name[f"{name} ({counts[name]})" if counts[name] > 1 else name] = annex
    return annexes_by_name


def _beside_rows(annex, kept_keys):
    """Return what an annex prints except the cells of rows: title, team, text, columns, and areas with kept rows."""
    plan = annex["plan"]
    outline = plan and [plan["columns"], [_outline(area, kept_keys) for area in plan["areas"]]]
    return [annex["title"], annex["shows_place"], annex["team"], annex["text"], outline]


def _outline(node, kept_keys):
    keys = [row["key"] for row in node["rows"] if row["key"] in kept_keys]
    return [node["label"], node["title"], keys, [_outline(aspect, kept_keys) for aspect in node["aspects"]]]
