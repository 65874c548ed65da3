"""Import of a workbook as its pages show it: how far it is, its sheets, what was read and what is to be looked at."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from zi_portal.jobs.states import JobState
from zi_portal.lib.screens.controls import PLAIN, PRIMARY, Button, Link, Tab

MOST_PLACES = 200
NOT_READ = "Belum; pilih dahulu arti tiap kolom di bawah."
NAMED_SHEETS = 3
GRAVITY = ("error", "warning", "info")
ISSUES = {"error": ("x", "Galat"), "warning": ("warning", "Periksa")}
_PLACE = re.compile(r'(Lembar "[^"\n]{1,40}"(?:, baris \d{1,7})?(?:, kolom [A-Z]{1,3})?): ')
COUNTED = (
    ("areas", "area"),
    ("aspects", "aspek"),
    ("rows", "baris"),
    ("indicators", "indikator"),
    ("actions", "langkah aksi"),
    ("evidence", "bukti fisik"),
)


def upload_state(upload):
    """Return how far an upload is that is no plan yet."""
    job = upload.job
    if upload.sheets:
        return "belum disimpan"
    if job is None:
        return "perlu diunggah lagi"
    words = {
        JobState.FAILED: "tidak terbaca",
        JobState.RUNNING: f"sedang dibaca, {job.progress} %",
        JobState.WAITING: "menunggu dibaca",
    }
    return words.get(job.state, job.get_state_display())


def uploads(rows):
    """Return [(upload, facts, [Link] to its plan, how far it is)] of the latest uploads."""
    return [(row, _upload_facts(row), _plan_links(row), "" if row.plan else upload_state(row)) for row in rows]


def _upload_facts(upload):
    at = date_format(timezone.localtime(upload.created_at), "j M Y H.i")
    return f"{upload.satker.short_name} · {upload.year} · {at}"


def _plan_links(upload):
    return [Link("Lihat rencana", reverse("plans:detail", args=[upload.plan.pk]), look="")] if upload.plan else []


def sheet_tabs(sheets, current):
    """Return [Tab] of the sheets of a workbook; [] where it has one."""
    if len(sheets) < 2:
        return []
    return [Tab(_sheet_words(row), f"?lembar={quote(row['name'])}", row["name"] == current["name"]) for row in sheets]


def _sheet_words(row):
    """Return the name of a sheet; of several that are read as one plan, what they are and the first of them."""
    names = row.get("sheets", [])
    if not names:
        return row["name"]
    more = ", …" if len(names) > NAMED_SHEETS else ""
    return f"Semua lembar sebagai satu rencana ({', '.join(names[:NAMED_SHEETS])}{more})"


def read_counts(report):
    """Return what was read of a sheet, in numbers; report: in the form of WorkbookImport.sheets."""
    counts = report["counts"]
    if report.get("unknown"):
        return NOT_READ
    words = [f"{counts[name]} {word}" for name, word in COUNTED]
    return " · ".join([*words, f"{counts['ticks']} centang"] if counts["ticks"] else words)


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """Issues of one kind: drawing, word: how grave; message: what it is, with its place where it has one only.

    folds: [] or [(summary, [(place, message)])] of the single ones, folded away.
    """

    drawing: str
    word: str
    message: str
    folds: list


def issue_groups(issues):
    """Return ([IssueGroup] of errors and warnings, [IssueGroup] of notes); issues: as WorkbookImport.sheets has them.

    Issues with the same code are one group: it shows the first one's message, how many there are, and where.
    """
    issues_by_kind = {}
    for issue in issues:
        issues_by_kind.setdefault((issue["severity"], issue["code"]), []).append(issue)
    by_gravity = sorted(issues_by_kind.items(), key=lambda entry: GRAVITY.index(entry[0][0]))
    groups = [(severity, _issue_group(severity, same_issues)) for (severity, _), same_issues in by_gravity]
    shown = [group for severity, group in groups if severity != GRAVITY[-1]]
    return shown, [group for severity, group in groups if severity == GRAVITY[-1]]


def _issue_group(severity, issues):
    drawing, word = ISSUES.get(severity, ("info", "Info"))
    places = [_place_and_message(issue["message"]) for issue in issues]
    if len(issues) == 1:
        return IssueGroup(drawing, word, issues[0]["message"], [])
    listed = places[:MOST_PLACES]
    if len(places) > MOST_PLACES:
        listed.append(("", f"dan {len(places) - MOST_PLACES} lainnya"))
    _, message = places[0]
    is_same = len({text for _, text in places}) == 1
    lines = [(place, "" if is_same and place else text) for place, text in listed]
    sentence = message if is_same else f"{message} Dan yang serupa."
    return IssueGroup(drawing, word, sentence, [(f"{len(issues)} kali: lihat tempatnya", lines)])


def _place_and_message(text):
    """Return the place and the message of an issue: "Lembar "A", baris 3: Teks." → ("Lembar "A", baris 3", "Teks.")."""
    match = _PLACE.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def column_choices(mapping):
    """Return [(letter, heading, field, first cells in one line)] of the columns of a sheet."""
    return [
        (
            column["column"],
            column["heading"] or "(tanpa judul)",
            column["field"],
            " · ".join(column.get("cells", [])),
        )
        for column in mapping
    ]


def head_rows(report):
    """Return [(number, whether it is the header's first row, cells)] of the first rows of a sheet."""
    rows = report.get("first_rows", [])
    width = max((len(cells) for _, cells in rows), default=0)
    return [(number, number == report["top"], [*cells, *[""] * (width - len(cells))]) for number, cells in rows]


def may_save(report):
    """Return whether nothing forbids that a sheet becomes a plan."""
    return not any(issue["severity"] == GRAVITY[0] for issue in report["issues"])


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row that was read: heading: its text where it is one across the table, else its cells."""

    look: str
    heading: str
    span: int
    cells: list


HEADING_CELLS = 2


def preview_rows(rows):
    """Return [PreviewRow] of rows of texts: those of which only number and title are filled are headings."""
    return [_preview_row(cells) for cells in rows]


def _preview_row(cells):
    words = band(cells)
    return PreviewRow("band" if words else "", words, len(cells), [] if words else cells)


def band(cells):
    """Return the text of a preview row with only number and title (an area, a heading), else ""."""
    return "" if any(cells[HEADING_CELLS:]) else " ".join(text for text in cells[:HEADING_CELLS] if text)


# Waiting for it

AGAIN, OTHER = "Unggah sekali lagi", "Unggah berkas lain"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why an upload is not read yet. template: what is drawn; look, strong, words: its alert; link: onward."""

    template: str
    look: str = ""
    strong: str = ""
    words: SafeString | str = ""
    link: Link | None = None


def waiting(upload, *, is_owner):
    """Return the Waiting of an upload without sheets; is_owner: the reader asked for it."""
    job, upload_page = upload.job, reverse("plans:import")
    if job is None:
        words = "Pembacaannya sudah lama berakhir dan tidak disimpan lagi. Unggah berkasnya sekali lagi."
        return _alert("warning", "Berkas ini tidak terbaca.", words, Link(AGAIN, upload_page, look=PRIMARY))
    other = Link(OTHER, upload_page, look=PRIMARY)
    if job.failed:
        help_ = " Administrator dapat menjalankannya lagi." if job.state == JobState.DEAD else ""
        return _alert("danger", "Berkas tidak dapat dibaca.", f"{job.reason}{help_}", other)
    if job.state == JobState.CANCELLED:
        words = "Pembacaan berkas ini dibatalkan oleh rekan Anda."
        stopped = Waiting("plans/import_cancelled.html", words=words, link=other)
        return Waiting("plans/import_again.html") if is_owner else stopped
    return Waiting("plans/import_running.html" if is_owner else "plans/import_others.html")


def _alert(look, strong, words, link):
    return Waiting("plans/import_failed.html", look, strong, words, link)


# Of another year or office

WHOLE = "Tabel ini tampaknya disalin dari tahun atau satker lain. Perbaiki dahulu sebelum menjadi rencana."
PARTS = "Ada yang menyebut tahun atau satker lain. Periksa, lalu perbaiki yang keliru."
SAVE = "Simpan sebagai draf rencana"
NAMED_SWAPS = 3
"""How many of the proposed replacements the button names."""


def repair(report):
    """Return the template context of what a table says of other years and offices, and of the buttons that save."""
    strays = report.get("strays") or {}
    if not strays.get("groups"):
        return {"strays": [], "changes": [], "savers": [Button(SAVE, "check", f"{PRIMARY} mb-3", sends=_saves("1"))]}
    alert = ("danger", WHOLE) if strays["mostly"] else ("warning", PARTS)
    groups = [(group["message"], group["places"]) for group in strays["groups"]]
    as_it_is = Button("Simpan apa adanya", "", f"{PLAIN} mb-3", sends=_saves("apa-adanya"))
    repaired = Button(
        f"Perbaiki dan simpan ({', '.join(strays['words'])})", "check", f"{PRIMARY} mb-3", sends=_saves("ganti")
    )
    return {
        "strays": [(*alert, groups, _rest(strays["more"]))],
        "changes": strays["changes"],
        "savers": [repaired, as_it_is] if strays["changes"] else [as_it_is],
    }


def _saves(value):
    return {"simpan": value}


def _rest(unlisted):
    return f" {unlisted} perubahan lain tidak ditampilkan dan ikut diterapkan." if unlisted else ""
