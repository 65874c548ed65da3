"""A plan's table, its rows and its import as their pages show them: links, tabs, headings and words."""

from dataclasses import dataclass
from urllib.parse import quote

from django.forms.utils import flatatt
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from zi_portal.jobs.states import JobState
from zi_portal.lib.screens.controls import (
    OUTLINED,
    PLAIN,
    PRIMARY,
    SMALL,
    SMALL_DANGER,
    SMALL_OUTLINED,
    Link,
    Post,
    Tab,
)

# The table

LOCKED = "Naskah dibekukan pada status “{}”. Tabel ini hanya untuk dibaca."
READ_ONLY = "Anda melihat rencana ini tanpa hak mengubah."


def links(plan, *, may_edit, asks):
    """Return [Link] at the head of a plan; asks: evidence is asked for."""
    decree = Link("Keputusan", reverse("decrees:detail", args=[plan.decree.pk]), "stamp", PRIMARY)
    evidence = [Link("Bukti", reverse("evidence:plan", args=[plan.pk]), "check", OUTLINED)] if asks else []
    settings = [Link("Pengaturan", reverse("plans:settings", args=[plan.pk]), "gear")] if may_edit else []
    exports = [
        Link(word, reverse("plans:export", args=[plan.pk, fmt]), "download")
        for word, fmt in (("Excel", "xlsx"), ("JSON", "json"))
    ]
    return [decree, *evidence, *settings, *exports]


def why_read_only(plan):
    """Return why the reader may not change the plan."""
    return LOCKED.format(plan.decree.get_state_display()) if plan.frozen else READ_ONLY


def area_tabs(plan, areas, area_shown):
    """Return [Tab] of the whole plan and of each area; area_shown: None for all."""
    tabs = [
        Tab(
            f"{area.label or place} {Truncator(area.title).chars(28)}",
            f"?area={place}",
            area == area_shown,
            {"title": area.title},
        )
        for place, area in enumerate(areas, 1)
    ]
    return [Tab("Semua", reverse("plans:detail", args=[plan.pk]), area_shown is None), *tabs]


def area_links(plan, area):
    """Return [Link] of what can be changed in the area that is shown."""
    ways = (
        ("Tambah baris", "plans:row-add", area, "plus", SMALL_OUTLINED),
        ("Tambah aspek", "plans:aspect-add", area, "plus", SMALL_OUTLINED),
        ("Ubah area", "plans:area", area, "pencil", SMALL),
        ("Tambah area", "plans:area-add", plan, "plus", SMALL),
    )
    return [Link(word, reverse(name, args=[node.pk]), drawing, look) for word, name, node, drawing, look in ways]


def head(rows):
    """Return [[(attributes, text)]] of the rows of headings of a grid; cells below a span are left out."""
    return [[(_heading(cell), cell.text) for cell in row if cell.kind != "covered"] for row in rows]


def _heading(cell):
    spans = (("rowspan", cell.row_span), ("colspan", cell.col_span))
    return flatatt({"scope": "col"} | {name: number for name, number in spans if number > 1})


# A row


@dataclass(frozen=True, slots=True)
class RowWords:
    """What the page of a row says about where it stands: title, heading, lead, and the way back to the table."""

    title: str
    heading: str
    lead: str
    back: str


def row_words(plan, area, aspect, step=None, place=0, total=0):
    """Return the RowWords of a row that is the place-th of total; step: None for a new one."""
    lead = f"{area} › {aspect}" if aspect else str(area)
    back = reverse("plans:detail", args=[plan.pk])
    if step is None:
        return RowWords("Tambah baris", "Tambah baris", lead, back)
    return RowWords(f"Ubah baris {place}", f"Baris {place} dari {total}", lead, f"{back}#row-{step.pk}")


def neighbours(before, after):
    """Return [Link] to the rows before and after; pks, None at the ends."""
    ways = ((before, "‹ Sebelumnya", "prev"), (after, "Berikutnya ›", "next"))
    return [Link(word, reverse("plans:row", args=[pk]), extra={"rel": rel}) for pk, word, rel in ways if pk]


def aspect_tabs(aspects, aspect, directly):
    """Return [Tab] of the places where a new row can stand; directly: the name of the place below no aspect."""
    if not aspects:
        return []
    tabs = [Tab(Truncator(str(row)).chars(40), f"?aspek={row.pk}", row == aspect) for row in aspects]
    return [Tab("Langsung di bawah area", f"?aspek={directly}", aspect is None), *tabs]


def aspect_options(aspects):
    """Return [(value, word)] of the aspects that a row can move to."""
    return [(row.pk, Truncator(str(row)).chars(50)) for row in aspects]


def continued(step, cells):
    """Return [(heading, text, Post that splits)] of cells that continue those above: [(field, heading, text)]."""
    url = reverse("plans:row-reshape", args=[step.pk])
    return [
        (
            heading,
            Truncator(text).chars(90),
            Post("Pisahkan", url, "split", SMALL, sends={"kolom": name}, hidden={"tindakan": "pisah"}),
        )
        for name, heading, text in cells
    ]


def mergeable(step, columns):
    """Return [Post] that merge a cell with the one above; columns: [(field, heading)]."""
    url = reverse("plans:row-reshape", args=[step.pk])
    return [
        Post(
            heading[:1].upper() + heading[1:],
            url,
            "merge",
            SMALL,
            sends={"kolom": name},
            hidden={"tindakan": "gabung"},
        )
        for name, heading in columns
    ]


def moves(name, pk, look):
    """Return [Post] that move a row, an aspect or an area up and down; name: of the URL."""
    url = reverse(name, args=[pk])
    ways = (("Naik", "up", "naik"), ("Turun", "down", "turun"))
    return [Post(word, url, drawing, look, sends={"arah": way}) for word, drawing, way in ways]


def row_places(step, area):
    """Return ([Post], [Link], Link that deletes) of what can be done about the place of a row."""
    below = f"{reverse('plans:row-add', args=[area.pk])}?sesudah={step.pk}"
    delete = Link("Hapus…", reverse("plans:row-delete", args=[step.pk]), "trash", SMALL_DANGER)
    posts = moves("plans:row-move", step.pk, SMALL)
    return posts, [Link("Tambah baris di bawahnya", below, "plus", SMALL)], delete


def node_places(kind, pk):
    """Return ([Post], Link that deletes) of an area or an aspect ("aspek")."""
    word = "area" if kind == "area" else "aspect"
    delete = Link("Hapus…", reverse(f"plans:{word}-delete", args=[pk]), "trash", "btn btn-outline-danger")
    return moves(f"plans:{word}-move", pk, PLAIN), delete


# What was read of a workbook

SHOWN_ISSUES, MOST_ISSUES = 8, 400
NAMED_SHEETS = 3
ISSUES = {"error": ("x", "Galat"), "warning": ("warning", "Periksa")}
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


def read_counts(counts):
    """Return what was read, in numbers."""
    words = [f"{counts[name]} {word}" for name, word in COUNTED]
    return " · ".join([*words, f"{counts['ticks']} centang"] if counts["ticks"] else words)


def issue_lines(issues):
    """Return ([(icon, word, message)] that are shown, those folded away, how many more there are) of reading."""
    by_severity = sorted(issues, key=lambda issue: issue["severity"])
    lines = [
        (*ISSUES.get(issue["severity"], ("info", "Info")), issue["message"]) for issue in by_severity[:MOST_ISSUES]
    ]
    return lines[:SHOWN_ISSUES], lines[SHOWN_ISSUES:], len(issues) - SHOWN_ISSUES


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
