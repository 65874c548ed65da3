"""Reliability cases and the tests that show them, by their marks.

python -m tests.house.cases writes docs/reliability.md.
A test shows a case by @pytest.mark.case("F3"), a module by pytestmark; TITLES says what each case demands.
"""

import ast
import re
import sys
from collections import defaultdict

from zi_portal import BASE_DIR

TABLE = BASE_DIR / "docs" / "reliability.md"
TITLES = {
    "A1": "A file whose content is not what its name says is refused",
    "A2": "What the sender's program says of the type counts for nothing",
    "A3": "A file that is two things at once is refused or made anew from its picture alone",
    "A4": "A PDF that runs, launches, hides files or asks for a password is refused",
    "A5": "What the virus scanner finds is served to nobody and taken out of use",
    "A6": "Without the scanner's word nothing is served; what it cannot scan is not clean",
    "A7": "A packed bomb as a workbook is refused before it is unpacked",
    "A8": "Entities and deep nesting in a workbook's XML are refused",
    "A9": "A tiny workbook that claims a huge table is refused within limits of memory",
    "A10": "A picture with too many points is refused before it is unpacked",
    "A11": "What is not on the list of types is refused",
    "A12": "A file's name is only a label: cleaned, escaped, never a path",
    "A13": "An empty file is refused",
    "A14": "A body that is too large is answered 413 before it is read",
    "A15": "A form with too many parts is refused",
    "A16": "Slow uploads do not hold up other people's pages",
    "A17": "An upload that is broken off leaves no row and no file",
    "A18": "What a program leaves behind that is killed while it stores a file is swept",
    "A19": "A full disk is told in a sentence and leaves no half file",
    "A20": "A rollback leaves no file without a row",
    "A21": "The same file of an office is stored once; another office learns nothing of it",
    "A22": "Of two who upload or replace at the same time nobody's file is lost",
    "A23": "Evidence that was accepted stays, with its files",
    "A24": "A file of another office does not exist for a stranger, nor after a role has ended",
    "A25": "A download is an attachment that is never stored, sniffed or run",
    "A26": "Files are served only after the portal said yes, under no address of their own",
    "A27": "Parts and repeats of a download are answered for its reader alone",
    "A28": "Photos are turned right and lose the place where they were taken",
    "A29": "Stored files are scanned again; what is found then is taken out of use",
    "B1": "No text of users becomes a formula in a workbook that the portal writes",
    "B2": "Control characters are left out of workbooks and end in no error",
    "B3": "Leading zeros, long numbers and dates come back from a workbook as they were typed",
    "B4": "Names of sheets are such as Excel takes",
    "B5": "What is large is made by a job, in pieces, within bounded memory",
    "B6": "An import is rehearsed with the place of each problem and stored whole or not at all",
    "B7": "An import into another office's plans is refused whole",
    "C1": "Text of users loads nothing into a PDF",
    "C2": "PDFs are made in one place, from our own styles alone, by the version whose steps we know",
    "C3": "A fetcher that refuses does not end the worker",
    "C4": "Pages that would eat memory or time are stopped at a limit, the worker lives on",
    "C5": "What was enacted is printed once and given again byte by byte",
    "C8": "Fonts are our own and embedded; the file says that it is archival and tagged",
    "C9": "A library that crashes its process takes only the limited child along",
    "D1": "A URL that is missing in the access matrix fails the suite",
    "D2": "Each person gets the status of the matrix and reads of one's own office only",
    "D3": "An id of another office, wherever it is sent, is refused and nothing is written",
    "D4": "Lists, searches, filters, exports and errors hold nothing of another office",
    "D5": "Knowing an address opens nothing",
    "D6": "No role does what belongs to another role or to another province",
    "D7": "Nobody decides on what they wrote or submitted",
    "D8": "Every state with every act by everybody: only the table's moves happen",
    "D9": "No way of writing changes what is frozen",
    "D10": "A form that is sent twice acts once",
    "D11": "Of two decisions at the same time one wins and the other is told",
    "D12": "Of two who change one text the second is shown both, and nothing is overwritten unsaid",
    "D13": "A number is given once, however many ask at the same moment",
    "D14": "A form takes its own fields alone, whatever else is sent",
    "D15": "No query takes the names of its conditions from a request",
    "D16": "A fragment without a session sends the whole page to the sign-in",
    "D17": "No address that was sent leads to another host",
    "D18": "A role or an account that ended is without rights at the next request",
    "E1": "Guessing passwords is slowed by account and by network; a known device is not locked out by strangers",
    "E2": "No other spelling of an address, and no invented network address, opens a new count of guesses",
    "E3": "The session's key changes when its rights do: at sign-in and with a new password",
    "E4": "A password of words, names, years and sequences that guessers try first is refused; any other form is taken",
    "E7": "An account that is not there reads and costs the same as one that is",
    "E8": "A link for a new password works once, and the new password ends the other sessions",
    "E9": "Nothing is changed by GET, without a token or from another site",
    "E10": "No answer, error or file can be shown in a frame of another site",
    "E11": "The content security policy stands on every answer and no page breaks it",
    "E12": "Cookies and transport: HTTPS alone, out of reach of scripts and other sites",
    "E13": "A session ends two hours after its person's last act, twelve after sign-in; what a page polls is no act",
    "E14": "No text of users is markup on any page",
    "E15": "Line breaks and template signs of users reach no mail header and no template",
    "E16": "Links in mails use the address of the settings, not the one of the request",
    "E17": "Pages of a signed-in person are stored by no browser and no proxy",
    "F1": "A job of a transaction that is rolled back is never done",
    "F2": "With the broker down a form is accepted within a second and the job is done later",
    "F3": "A job whose worker is killed is done again, with one result",
    "F4": "No message waits in the broker: no eta, no countdown, and the redelivery time is longer than any job",
    "F5": "A job that ends its worker each time is dead after five attempts, the others go on",
    "F6": "What hangs is ended by limits of the worker and of its limited children",
    "F7": "Two beats, a restarted beat or a jumping clock make the day's job once, missed days are not made up",
    "F8": "A day begins when it begins at the office, in each of the three time zones",
    "F9": "A mail server that is down or refuses: tried again, given up with the reason, never sent twice",
    "F10": "A broker that restarts while the workers are idle does not leave them deaf",
    "F11": "No eager mode anywhere; a real worker works in tests",
    "F12": "Messages and jobs carry ids only, as JSON; what is done looks at the rows as they are by then",
    "F13": "Messages and payloads of older code are understood",
    "F14": "A broker that may throw messages away is reported",
    "G1": "All migrations go forward, back and forward again on both databases, with rows",
    "G2": "Models and migrations agree; no migration locks a large table for long",
    "G3": "The database itself refuses what must not be; what a deletion takes along is decided for each key",
    "G4": "SQLite under many writers: none fails",
    "G5": "Killed programs and a killed database leave a sound database and nothing half done",
    "G6": "A backup holds database, files and a manifest with hashes and counts",
    "G7": "A backup is restored into an empty place, and is what was saved",
    "G8": "A damaged, cut, foreign or newer backup is refused before anything is touched",
    "G9": "A backup made while people write is consistent",
    "G10": "A model that no backup holds fails the suite",
    "G11": "One command moves the portal from SQLite to PostgreSQL, with equal counts and hashes",
    "G12": "Pages ask the database a fixed number of times, and no question runs for ever",
    "H1": "The checks of life and readiness, and what each says when something is missing",
    "H2": "Logs are lines of JSON with the request's id and without anything personal",
    "H3": "Reports of errors leave the portal only where that is set up, and without personal data",
    "H4": "Each act is one event of the audit log",
    "H5": "A changed, deleted, inserted or moved event of the audit log is found",
    "H6": "After a fault of ours the page says so and shows nothing of its inside",
    "H7": "What needs an administrator is reported",
    "H8": "Each server behind the portal may be away: the page is a sentence, nothing is lost",
}
LAST = {"F": 14, "G": 12, "A": 29, "B": 8, "C": 9, "D": 20, "E": 17}
"""Letter → number of its last case; each of these has a test or stands in OPEN."""

OPEN = {
    "B8": "imports are read by jobs; no load of five at once is measured yet",
    "C6": "a printed decree has no address where it can be verified yet",
    "C7": "decrees are signed outside the portal",
    "D19": "the portal has no page for visitors",
    "D20": "the portal has no administration site of Django's",
    "E5": "a second factor comes with the separation of roles",
    "E6": "asking for the password again comes with the second factor",
}
"""Cases that no test shows, and why."""

REQUIRED = [
    case
    for case in (f"{letter}{number}" for letter, last in LAST.items() for number in range(1, last + 1))
    if case not in OPEN
]
HEAD = """# Reliability cases

Which test shows which case; written by `python -m tests.house.cases` from the marks `@pytest.mark.case(…)`. \
F: background work, G: database and backup, H: operation, A: uploads, B: workbooks, C: PDFs, D: rights and races, \
E: sign-in and browser. Shown by no test: {open}. \
Tests in `tests/chaos` kill real programs; their figures are in [kill-tests.md](kill-tests.md).

| case | what must hold | shown by |
|---|---|---|
"""


def shown():
    """{case id: [file::test]} of all marks in tests."""
    by_case = defaultdict(list)
    for path in sorted((BASE_DIR / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf8"))
        everywhere = {case for node in tree.body if _is_pytestmark(node) for case in _cases(node.value)}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                own = {case for decorator in node.decorator_list for case in _cases(decorator)}
                for case in everywhere | own:
                    by_case[case].append(f"{path.relative_to(BASE_DIR / 'tests')}::{node.name}")
    return {case: sorted(set(tests)) for case, tests in by_case.items()}


def _is_pytestmark(node):
    return isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "pytestmark" for target in node.targets)


def _cases(node):
    """Ids in the case(…) marks below a node."""
    calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "case"]
    return [argument.value for call in calls for argument in call.args]


def text(by_case):
    """The table as Markdown; found: of shown()."""
    rows = [
        f"| {case} | {TITLES.get(case, '?')} | {'<br>'.join(f'`{test}`' for test in by_case.get(case, ()))} |\n"
        for case in sorted(set(REQUIRED) | set(by_case), key=_order)
    ]
    open_cases = "; ".join(f"{case} ({reason})" for case, reason in OPEN.items() if case not in by_case)
    return HEAD.format(open=open_cases) + "".join(rows)


def _order(case):
    letter, number = re.fullmatch(r"([A-Z])(\d+)", case).groups()
    return "FGHABCDE".find(letter), int(number)


def main():
    """Write the table; exit code 1 names required cases without a test."""
    by_case = shown()
    TABLE.write_text(text(by_case), encoding="utf8")
    missing = [case for case in REQUIRED if case not in by_case]
    print(f"{len(by_case)} cases; without a test: {', '.join(missing) or 'none'}")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
