"""Several sheets with the same columns as one plan: which belong together, whose area each holds, their joined tree."""

import re
from collections import defaultdict
from dataclasses import replace

from plans.tree import EXTRA, PlanTree
from plans.workbook.reading.issues import Findings
from plans.workbook.reading.words import AREA_NAMES, component_of, fold, split_label, without_continued

ALL = "*"
"""Name of all sheets that are joined; Excel allows it for no sheet."""
_LABEL = re.compile(
    r"\b(?:AREA|POKJA|PILAR|KOMPONEN|KELOMPOK KERJA)(?: PERUBAHAN| PENGUNGKIT)?[ .:]{1,3}([IVX]{1,4}|\d{1,2})\b"
    r"[ .:)–—-]*+",
    re.IGNORECASE,
)
OWN_WORDS = {1: "PERUBAHAN", 2: "TATALAKSANA", 3: "SDM", 4: "AKUNTABILITAS", 5: "PENGAWASAN", 6: "PELAYANAN"}
"""Number of an official area → the word of its name that no other area has."""
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}


# The area of a sheet


def name_area(reading, grid):
    """Give rows that stand below no area the one that their sheet's title or name tells; in place, with an issue."""
    areas = reading.tree.areas
    if not _is_nameless(reading.tree):
        return
    told_area = _area_told(grid, reading.top - grid.first_row)
    if told_area is None:
        return
    label, title, source, is_certain = told_area
    areas[0].label, areas[0].title, areas[0].component = label, title, component_of(title)
    findings = Findings(grid.name, grid.first_row)
    add = findings.info if is_certain else findings.warning
    add("area_from_title", f"Area “{f'{label} {title}'.strip()}” diambil dari {source}. Periksa namanya setelah impor.")
    kept_issues = [issue for issue in reading.issues if issue.code != "row_outside_area"]
    reading.issues = [*findings.issues, *kept_issues]


def _area_told(grid, top):
    """Return (label, title, source in words, whether it is certain) of the area that a sheet tells, None for none.

    top: row (0-based) in which the table's header begins.
    """
    texts = [(text, "judul lembar") for text in _title_lines(grid, top)] + [(_squeezed(grid.name), "nama lembar")]
    for text, source in texts:
        match = _LABEL.search(text)
        title = text[match.end() :] if match else ""
        if component_of(title) is not None:
            return match[1], title, source, True
    for text, source in texts:
        if label_and_title := _official_title(text):
            return *label_and_title, source, False
    return None


def _title_lines(grid, top):
    """Yield the lines of the rows above a table: those of each cell, and the cells of a row side by side."""
    for row in grid.rows[:top]:
        texts = [cell.text for cell in row if cell.text]
        yield from (_squeezed(line) for text in texts for line in text.split("\n"))
        if len(texts) > 1:
            yield _squeezed(" ".join(texts))


def _official_title(text):
    """Return (label, title) of a text that is, holds or numbers one of the official areas, None for any other."""
    label, title = split_label(text)
    if component_of(title) is not None:
        return label, without_continued(title)[0]
    match = _LABEL.search(text)
    number = _number(match[1]) if match else 0
    if match and number in AREA_NAMES and match.end() == len(text):
        return match[1], AREA_NAMES[number][0]
    words = f" {fold(text).replace('TATA LAKSANA', 'TATALAKSANA')} "
    names = [name for names in AREA_NAMES.values() for name in names if f" {name} " in words]
    if len({component_of(name) for name in names}) != 1:
        return None
    return (match[1] if match else ""), max(names, key=len)


def _number(label):
    return int(label) if label.isdigit() else _ROMAN.get(label.upper(), 0)


def _squeezed(text):
    return " ".join(text.split())


# Which sheets belong together


def groups(readings):
    """Return the lists of readings with rows whose columns are the same, the largest first; each of two at least."""
    readings_by_shape = defaultdict(list)
    for reading in readings:
        if reading.rank[0]:
            readings_by_shape[_shape(reading.spec)].append(reading)
    return sorted((group for group in readings_by_shape.values() if len(group) > 1), key=len, reverse=True)


def _shape(spec):
    fields = [column.field for column in spec.columns]
    names = tuple(EXTRA + fold(field) if field.startswith(EXTRA) else field for field in fields)
    return names, spec.numbers, spec.inline_label, spec.area_style, spec.schedule


def are_one_plan(group, best):
    """Return whether the sheets of a group are meant as one plan, rather than the sheet that looks most like one."""
    rows = sum(reading.rank[-1] for reading in group)
    return (best in group or rows > best.rank[-1]) and hold_different_areas(group)


def hold_different_areas(readings):
    """Return whether every sheet names its areas and no two have one in common: then they are parts of one plan."""
    seen = set()
    for reading in readings:
        areas = {area.component or fold(area.title) for area in reading.tree.areas}
        if "" in areas or areas & seen:
            return False
        seen |= areas
    return True


def name_remaining_areas(group):
    """Give nameless areas the names of their sheets, in place, where most sheets of a group tell an area.

    So "SDM" and "Man. Perubahan" beside "Pengawasan" and "Tatalaksana" are areas too.
    """
    nameless = [reading for reading in group if _is_nameless(reading.tree)]
    if 2 * len(nameless) >= len(group):
        return
    for reading in nameless:
        title = _squeezed(reading.name)
        reading.tree.areas[0].title, reading.tree.areas[0].component = title, _component_by_word(title)
        findings = Findings(reading.name)
        findings.warning("area_from_title", f"Area “{title}” diambil dari nama lembar. Periksa namanya setelah impor.")
        kept_issues = [issue for issue in reading.issues if issue.code != "row_outside_area"]
        reading.issues = [*findings.issues, *kept_issues]


def _is_nameless(tree):
    return len(tree.areas) == 1 and not tree.areas[0].title and not tree.areas[0].label


def _component_by_word(title):
    """Return the number of the only official area one of whose own words a title holds, None for none or several."""
    words = set(fold(title).split())
    numbers = [number for number, own_word in OWN_WORDS.items() if own_word in words]
    return numbers[0] if len(numbers) == 1 else None


# Joined


def join(readings):
    """Return one SheetReading of several with the same columns, in their order; its name is ALL."""
    first = readings[0]
    titles = [_without_area(reading.tree) for reading in readings]
    tree = PlanTree(titles[0], _continued([area for reading in readings for area in reading.tree.areas]))
    issues = list(dict.fromkeys(issue for reading in readings for issue in reading.issues))
    if len(set(map(fold, titles))) > 1:
        findings = Findings(first.name)
        findings.warning("titles_of_sheets_differ", "Judul tabel diambil dari lembar ini; judul lembar lain berbeda.")
        issues = [*findings.issues, *issues]
    names = [reading.name for reading in readings]
    return replace(first, name=ALL, tree=tree, issues=issues, sheets=names, first_rows=[])


def _continued(areas):
    """Return the areas of several sheets, copied, each continued where one before it has its title."""
    copied_areas, seen = [], set()
    for area in areas:
        title = fold(area.title)
        copied_areas.append(replace(area, continued=area.continued or bool(title) and title in seen))
        seen.add(title)
    return copied_areas


def _without_area(tree):
    """Return the title of a sheet's table without the area that it names."""
    area = tree.areas[0].title if len(tree.areas) == 1 else ""
    before, _, after = tree.title.partition(area) if area and area in tree.title else (tree.title, "", "")
    label = next((match for match in _LABEL.finditer(before) if match.end() == len(before)), None)
    return _squeezed((before[: label.start()] if label else before) + after).strip(" -–—:")


def mapping_of(mapping, first, reading):
    """Return a mapping of columns that was chosen for the first of joined sheets, for another one of them."""
    letters = zip(first.mapping, reading.mapping, strict=False)
    letter_by_first = {column["column"]: other["column"] for column, other in letters}
    return {letter_by_first[letter]: field for letter, field in mapping.items() if letter in letter_by_first}
