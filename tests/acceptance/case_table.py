"""The table of workbooks and times that were read wrongly: before and now.

python -m tests.acceptance.case_table writes docs/reading-cases.md; it needs ../shared/cases.
"""

import os
import sys

import django

from tests.acceptance import cases
from zi_portal import BASE_DIR

TABLE = BASE_DIR / "docs" / "reading-cases.md"
HEAD = """# Tables that were read wrongly

Workbooks of other offices' kinds and printed times that an earlier reader got wrong, each standing for a whole kind. `python -m tests.acceptance.case_table` writes this page; `tests/acceptance/test_case_workbooks.py` compares each workbook with what is right. Tests with tables of their own for each kind: `tests/plans/workbook/test_reading_columns.py`, `test_reading_periods.py`, `tests/plans/schedule/`.

| case | what is special | before | now |
|---|---|---|---|
"""  # noqa: E501 -- lines of Markdown
WORDS = {
    "K01": (
        "quarters with quantities under one heading, the header's other cells merged over both rows",
        "the lower row of the header was a row of the plan, quantities of all quarters were glued to one target",
    ),
    "K02": (
        "beginning and end of the time in two columns",
        "the lower row of the header was a row; “Maret Desember” could not be read",
    ),
    "K04": ("cells of the month grid are coloured, none has a sign", "an empty grid, and no message"),
    "K05": ("one sheet for each area", "only the first sheet became the plan, its area had no name"),
    "K06": ("a column NO below each group heading", "the numbers were the actions, the actions a remark"),
    "K07": (
        "the six areas stand below KOMPONEN, the aspects below BAGIAN KOMPONEN",
        "aspects were areas, areas aspects, without a warning",
    ),
    "K08": (
        "the evaluation sheet's outline in narrow columns below one heading",
        "14 areas and 14 rows, 9 of them blank, without a message",
    ),
    "K09": ("dates that show only their month", "the first of the month was printed and due"),
    "K10": ("unit, currency and separators come from the number's format", "bare numbers"),
    "K11": ("the time's unit stands in its heading", "no time was read"),
    "K12": ("per cents in columns of months", "four remarks, no time, no warning"),
    "K13": ("TARGET holds the times", "they were the targets, no row had a time"),
    "K15": ("times as bulleted lists, times followed by sentences", "unread, and said so"),
    "K17": ("a hidden sheet is too large", "the whole workbook was refused, no sheet named"),
    "K19": ("Strict Open XML", "refused as damaged"),
    "K20": ("the file names a row several times", "13 of 18 cells were lost without a message"),
    "K22": ("a style that breaks the rules", "refused as damaged"),
    "K23": ("part names with backslashes", "refused as no workbook"),
    "K25": ("a schedule in brackets, times of other years", "brackets were ignored, other years accepted unsaid"),
}
"""Case → (what is special, what an earlier reader made of it)."""


def row(name):
    """Return the line of one workbook."""
    case, (special, before) = cases.Case.of(name), WORDS[name.split("_")[0]]
    differences = case.differences()
    return f"| {name.split('_')[0]} | {special} | {before} | {'; '.join(differences) or now(case)} |\n"


def now(case):
    """Return what is read of a workbook, in one line."""
    reading = case.reading
    rows = list(reading.tree.rows())
    due = sum(len(case.due(row)) for row in rows if "time" not in row.continues)
    warnings = sorted({issue.code for issue in reading.issues if issue.severity == "warning"})
    text = f"right: {_count(len(reading.tree.areas), 'area')}, {_count(len(rows), 'row')}, {_count(due, 'due date')}"
    return text + (f"; warns of {', '.join(f'`{code}`' for code in warnings)}" if warnings else "")


def _count(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def times():
    """Return the paragraph about printed times."""
    right_by_text = cases.true_times()
    wrong = [text for text, right in right_by_text.items() if cases.read_time(text) != right]
    unread = sum(1 for right in right_by_text.values() if right is None)
    text = (
        f"\nPrinted times: {len(right_by_text) - len(wrong)} of {len(right_by_text)} give exactly the due dates that "
        f"they mean; {unread} of them must stay unread (“perlu dijadwalkan”), because any date would be a guess.\n"
    )
    return text + "".join(f"- not right: {text!r}\n" for text in wrong)


def main():
    """Write the table; exit code 1 where the cases are absent."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
    django.setup()
    if not cases.names():
        print("../shared/cases/workbooks is absent")
        return 1
    lines = [row(name) for name in cases.names()]
    TABLE.write_text(HEAD + "".join(lines) + times(), encoding="utf8")
    print(f"{len(lines)} workbooks")
    return 0


if __name__ == "__main__":
    sys.exit(main())
