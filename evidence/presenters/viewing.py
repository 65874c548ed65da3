"""One evidence as its page shows it: what it proves, its facts and revisions, the viewer's words, links and leaves."""

from dataclasses import dataclass
from urllib.parse import quote

from django.forms.utils import flatatt
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zi_portal.lib.screens.controls import PLAIN, PRIMARY, SMALL, Link, Post


def long_day(day):
    """Return "31 Maret 2026" """
    return date_format(day, "j F Y")


def moment(at, pattern="j F Y H.i"):
    """Return a moment in the reader's zone, "31 Maret 2026 14.05"."""
    return date_format(timezone.localtime(at), pattern)


def period(evidence):
    """Return which days an evidence proves, in words; its year where none are said."""
    first, last = evidence.proves_from, evidence.proves_until
    if first is None:
        return str(evidence.year)
    if last is None or last == first:
        return f"membuktikan {long_day(first)}"
    return f"membuktikan {long_day(first)} sampai {long_day(last)}"


# What it proves


@dataclass(frozen=True, slots=True)
class Served:
    """A place that an evidence serves: the document asked, where it stands, how to take the place away."""

    title: str
    url: str
    where: SafeString
    release: list


def served(uses, *, may_release):
    """Return [Served] of the uses of an evidence, each with its obligation at hand."""
    return [_served(use, may_release) for use in uses]


def _served(use, may_release):
    obligation = use.obligation
    title = obligation.requirement.title
    due = f"tenggat {long_day(obligation.due_on)}" if obligation.due_on else "perlu dijadwalkan"
    where = format_html("{} › {} · {}", obligation.step.area, obligation.step, due)
    if use.page:
        page = f"{reverse('evidence:detail', args=[use.evidence_id])}?halaman={quote(use.page)}"
        where += format_html(' · <a href="{}">halaman {}</a>', page, use.page)
    if not obligation.active:
        where += " · tidak diminta lagi"
    release = Post(
        "Lepas",
        reverse("evidence:release", args=[use.evidence_id]),
        "x",
        SMALL,
        about=f"dari {title}",
        hidden={"kewajiban": obligation.pk},
    )
    step = f"{reverse('evidence:step', args=[obligation.step_id])}#kewajiban-{obligation.pk}"
    return Served(title, step, where, [release] if may_release else [])


def served_links(evidence, *, may_add, may_describe):
    """Return [Link] below the places of an evidence."""
    add = Link("Tambah tempat", reverse("evidence:places", args=[evidence.pk]), "plus", SMALL)
    describe = Link("Ubah keterangan", reverse("evidence:describe", args=[evidence.pk]), "pencil", SMALL)
    return [link for may, link in ((may_add, add), (may_describe, describe)) if may]


# Its facts


def facts(evidence, revision):
    """Return [(term, words)] of a revision: its file, who sent it, where the evidence comes from."""
    rows = _file_facts(revision.file) if revision.file else []
    rows.append(("Diunggah", f"{moment(revision.at)} oleh {revision.by}"))
    if evidence.decree:
        url = reverse("decrees:detail", args=[evidence.decree_id])
        rows.append(("Keputusan portal", format_html('<a href="{}">{}</a>', url, evidence.decree.title)))
    if evidence.origin:
        url = reverse("evidence:detail", args=[evidence.origin_id])
        origin = format_html('<a href="{}">{} ({})</a>', url, evidence.origin.title, evidence.origin.year)
        rows.append(("Diusulkan lagi dari", origin))
    return rows


def _file_facts(file):
    size = f"{file.kind.upper()}, {filesizeformat(file.size)}"
    scan = file.get_scan_display()
    return [
        ("Nama berkas", file.name),
        ("Jenis dan ukuran", f"{size}, {file.pages} halaman" if file.pages else size),
        ("Pemindaian virus", f"{scan}, {moment(file.scanned_at)}" if file.scanned_at else scan),
        ("SHA-256", format_html('<code class="viewer-hash">{}</code>', file.sha256)),
    ]


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in the list of them: attributes of its link, its name, when and by whom, and its file."""

    attributes: SafeString
    name: str
    words: str
    file: str
    downloads: list


def revision_lines(evidence, revisions, current):
    """Return [RevisionLine], the newest first; [] where there is only one. current: the revision on the page."""
    if len(revisions) < 2:
        return []
    return [_revision_line(evidence, revision, revision is revisions[0], current) for revision in revisions]


def _revision_line(evidence, revision, newest, current):
    page = reverse("evidence:detail", args=[evidence.pk])
    marked = {"aria-current": "true"} if revision.pk == current.pk else {}
    file = revision.file
    name = f"Revisi {revision.number}"
    download = Link("unduh", reverse("evidence:file", args=[revision.pk]), about=name.lower(), look="")
    return RevisionLine(
        flatatt({"href": page if newest else f"{page}?revisi={revision.number}"} | marked),
        name,
        f"{' (sekarang)' if newest else ''}, {moment(revision.at, 'j M Y H.i')} oleh {revision.by}",
        f"{file.name}, {filesizeformat(file.size)}" if file else "",
        [download] if file and file.served else [],
    )


# The viewer


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands in the place of pages that cannot be shown (yet)."""

    heading: str
    words: str
    icon: str = ""
    links: tuple = ()


def notice(stage, revision, reason, address):
    """Return the Notice of a stage without pages; reason: why there is no preview, address: of the page itself."""
    file = revision.file
    again = Link("Muat ulang", address, look=PLAIN)
    download = Link(f"Unduh {file.name}", reverse("evidence:file", args=[revision.pk]), "download", PRIMARY)
    virus = file.signature or "sesuatu yang berbahaya"
    notices = {
        "scanning": Notice(
            "Berkas sedang dipindai",
            "Berkas diperiksa pemindai virus lebih dahulu dan baru dapat dilihat dan diunduh sesudah dinyatakan bersih."
            " Muat ulang halaman ini sebentar lagi.",
            "clock",
            (again,),
        ),
        "infected": Notice(
            "Berkas ini terinfeksi",
            format_html(
                "Pemindai virus menemukan <strong>{}</strong>. Berkas tidak dapat dilihat maupun diunduh siapa pun."
                " Unggah revisi dengan berkas yang bersih.",
                virus,
            ),
            "warning",
        ),
        "unscannable": Notice(
            "Berkas ini tidak dapat dipindai",
            "Pemindai virus tidak dapat memeriksa berkas ini, jadi tidak dapat dilihat maupun diunduh. Simpan ulang"
            " dalam ukuran lebih kecil atau sebagai PDF, lalu unggah revisi.",
            "warning",
        ),
        "preparing": Notice(
            "Pratinjau sedang disiapkan",
            "Gambar halamannya sedang dibuat. Berkasnya sudah dapat diunduh; muat ulang halaman ini sebentar lagi untuk"
            " melihatnya di sini.",
            "clock",
            (download, again),
        ),
        "none": Notice("Tanpa pratinjau", reason, links=(download,)),
    }
    return notices[stage]


def turn(url, number, step, words):
    """Return (attributes, sign, what screen readers say) of the link that turns a page; url "" at the end."""
    sign, rel = ("‹", "prev") if step < 0 else ("›", "next")
    if url:
        attributes = {"class": SMALL, "rel": rel, "href": f"{url}#halaman-{number}"}
    else:
        attributes = {"class": f"{SMALL} disabled", "role": "link", "aria-disabled": "true"}
    return flatatt(attributes | {"data-turn": step}), sign, words


def other_view(viewer):
    """Return [Link] to the text of what is shown as pictures, and back; [] where there is only one of them."""
    if not viewer.has_text:
        return []
    word, drawing = ("Gambar", "file") if viewer.as_text else ("Teks", "list")
    return [Link(word, viewer.other_view, drawing, SMALL, extra={"data-other-view": True})]


def viewer_lines(viewer, file):
    """Return [(icon, words)] above the pages: what was searched, who signed, why the preview lacks something."""
    lines = []
    if viewer.words:
        lines.append(("search", _searched(viewer)))
    if viewer.signatures:
        link = format_html('<a href="#tanda-tangan">{}</a>', file.signed[:1].upper() + file.signed[1:])
        lines.append(("stamp", format_html("{}: {}", link, viewer.signers) if viewer.signers else link))
    if viewer.reason:
        lines.append(("info", viewer.reason))
    return lines


def _searched(viewer):
    marked = format_html("Dicari: <mark>{}</mark>", viewer.words)
    results_url = f"{reverse('evidence:search')}?q={quote(viewer.words)}"
    results = format_html(' · <a href="{}">semua hasil</a>', results_url)
    if viewer.as_text:
        return marked + results
    text = f"{viewer.other_view}#halaman-{viewer.page}"
    return marked + format_html(' · <a href="{}">lihat tandanya dalam teks</a>', text) + results


@dataclass(frozen=True, slots=True)
class Frame:
    """How the pages of the viewer are framed: class and name of the region, links to the screens beside this one."""

    look: str
    name: str
    remainder: str


KEYS = "Halaman berkas. Tombol panah kiri dan kanan mengganti halaman"
PICTURE_KEYS = ", + dan − mengubah ukuran, 0 kembali ke lebar layar"


def frame(viewer):
    """Return the Frame of the pages; its remainder is the sentence below the last page shown of a longer file."""
    longer = viewer.last == viewer.last_page and viewer.total > viewer.last_page
    return Frame(
        "viewer-pages viewer-texts" if viewer.as_text else "viewer-pages",
        f"{KEYS}." if viewer.as_text else f"{KEYS}{PICTURE_KEYS}.",
        f"Berkas ini {viewer.total} halaman; {viewer.last_page} yang pertama ditampilkan. Unduh untuk melihat sisanya."
        if longer
        else "",
    )


def name_leaves(pages, total):
    """Give the pages of the viewer .anchor, .caption and .alt: a long page has several parts."""
    for page in pages:
        part = f", bagian {page.part}" if page.part > 1 else ""
        page.anchor = f"halaman-{page.number}-{page.part}" if page.part > 1 else f"halaman-{page.number}"
        page.caption = f"Halaman {page.number}{part}"
        page.alt = f"Halaman {page.number} dari {total}{part}"


@dataclass(frozen=True, slots=True)
class LeafNote:
    """A note below a page."""

    text: str
    signed: str
    icon: str
    look: str


def leaf_notes(notes):
    """Return [LeafNote] of notes on one page."""
    return [
        LeafNote(
            note.text,
            f"{note.by}, {moment(note.at, 'j M Y H.i')}{' · selesai' if note.settled_at else ''}",
            "check" if note.settled_at else "pencil",
            "settled" if note.settled_at else "",
        )
        for note in notes
    ]


def signature_lines(signatures):
    """Return [(icon, who, [lines below])] of the electronic signatures of a file."""
    return [_signature_line(signature) for signature in signatures]


def _signature_line(signature):
    drawing = "check" if signature.sound else "warning"
    signer = f"Stempel waktu: {signature.who}" if signature.time_stamp else signature.who
    at = [moment(signature.at, "j F Y H.i T")] if signature.at else []
    issuer = [format_html('<span class="small text-body-secondary">Sertifikat dari {}</span>', signature.by)]
    return drawing, signer, [*at, signature.words, *(issuer if signature.by else [])]
