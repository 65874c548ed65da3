"""The viewer of one evidence, page by page; its files, and the search in all evidence."""

import re
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence import permissions, signatures, workflow
from evidence.files import previewing
from evidence.models import Evidence, EvidenceRevision, FilePage
from evidence.overview import searching
from evidence.presenters import searching as results
from evidence.presenters import viewing as presenter
from evidence.states import SERVED, EvidenceKind, EvidenceState, Preview, Scan
from evidence.views.review_panel import review_panel
from plans.models import Component
from teams.models import Satker
from zi_portal.lib.files import downloads
from zi_portal.lib.files.content_types import CONTENT_TYPES, UNKNOWN
from zi_portal.lib.screens import Pages
from zi_portal.lib.screens.controls import turns
from zi_portal.lib.web import whole_number

PICTURES, TEXTS = 50, 20
"""Number of pages on one screen, as pictures and as text."""
PER_PAGE = 20
NUMBER = re.compile(r"\d{1,6}")
STAGES = {
    Scan.PENDING: "scanning",
    Scan.INFECTED: "infected",
    Scan.UNSCANNABLE: "unscannable",
}
PARTS = {
    "pages": "evidence/viewing/pages.html",
    "link": "evidence/viewing/link.html",
    "words": "evidence/viewing/words.html",
}
"""{stage: template of the viewer}; any other stage says why there is nothing to see."""
WITHOUT_PAGES = {*STAGES.values(), "preparing", "none"}
PREVIEW_STAGES = {Preview.PENDING: "preparing", Preview.IMAGES: "pages", Preview.TEXT: "pages", Preview.NONE: "none"}


@require_safe
def detail(request, pk):
    """Show the pages of a revision with their notes, what the evidence is used for, its review and its facts."""
    rows = Evidence.objects.visible_to(request.user).select_related("satker", "uploader", "origin", "decree")
    evidence = get_object_or_404(rows, pk=pk)
    revisions = list(evidence.revisions.select_related("file", "by").order_by("-number"))
    evidence.present = revisions[0]
    revision = _revision(revisions, request.GET.get("revisi", ""))
    viewer = _viewer(request, revision)
    context = {
        "evidence": evidence,
        "shown": revision,
        "file": revision.file,
        "host": urlsplit(revision.link).netloc,
        "period": presenter.period(evidence),
        "facts": presenter.facts(evidence, revision),
        "revision_lines": presenter.revision_lines(evidence, revisions, revision),
        "viewer": viewer,
        "signatures": presenter.signature_lines(viewer.signatures),
        "notice": presenter.notice(viewer.stage, revision, viewer.reason, request.get_full_path())
        if viewer.stage in WITHOUT_PAGES
        else None,
        "review": review_panel(request, evidence),
        "served": _served(request.user, evidence),
    }
    return render(request, "evidence/viewing/detail.html", context)


def _served(user, evidence):
    """Return the context of an evidence's uses and the user's actions on them; the last use stays. 2 queries."""
    uses = list(evidence.uses.select_related("obligation__requirement", "obligation__step__area", "obligation__plan"))
    may_add = permissions.can_upload(user, evidence.satker)
    may_describe = may_add and evidence.state != EvidenceState.WITHDRAWN
    may_release = may_add and len(uses) > 1 and evidence.state not in workflow.LOCKED
    return {
        "places": presenter.served(uses, may_release=may_release),
        "questions": "; ".join(f"{question.code} {question.label}" for question in evidence.indicators.all()),
        "links": presenter.served_links(evidence, may_add=may_add, may_describe=may_describe),
    }


def _revision(revisions, number):
    """Return the revision of this number, the newest without a number; 404 for one that does not exist."""
    if not number:
        return revisions[0]
    revision = next((revision for revision in revisions if str(revision.number) == number), None)
    if revision is None:
        raise Http404
    return revision


def _viewer(request, revision):
    """Return what the viewer shows of a revision: .stage and, if there are pages, those of one screen."""
    file, words = revision.file, searching.words_of(request.GET.get("q", ""))
    stage = _stage(revision)
    parameters = {name: request.GET[name] for name in ("revisi", "q", "tampilan") if request.GET.get(name)}
    viewer = SimpleNamespace(stage=stage, pages=[], total=0, page=1, asked=parameters, words=" ".join(words), reason="")
    viewer.signatures, viewer.signers, viewer.trust = [], "", signatures.TRUST
    if file and file.served:
        viewer.signatures, viewer.signers = signatures.in_words(file.signatures), signatures.names(file.signatures)
    if stage in {"pages", "none"}:
        viewer.reason = " ".join(filter(None, (_reason(file), file.smaller)))
    viewer.part = PARTS.get(stage, "evidence/viewing/nothing.html")
    if stage == "pages":
        _add_pages(viewer, revision, request.GET, searching.Marks(words) if words else None)
        _add_words(viewer, file)
    return viewer


def _reason(file):
    """Return the sentence of why the preview is incomplete, "" when it is complete."""
    code = file.preview_reason
    return "" if file.preview == Preview.IMAGES and not code else previewing.REASONS[code]


def _stage(revision):
    if not revision.file:
        return "link" if revision.evidence.kind == EvidenceKind.LINK else "words"
    return STAGES.get(revision.file.scan) or PREVIEW_STAGES[revision.file.preview]


def _add_pages(viewer, revision, parameters, marks):
    """Add the pages of one screen to the viewer, with their notes and, in the text view, with marked hits."""
    rows = revision.file.page_set.order_by("number", "part")
    viewer.total = revision.file.pages
    viewer.has_text = revision.file.preview == Preview.IMAGES and revision.file.kind not in previewing.PHOTOS
    viewer.last_page = min(viewer.total, previewing.PAGES) or 1
    number = NUMBER.match(parameters.get("halaman", ""))
    viewer.page = min(max(1, int(number[0]) if number else 1), viewer.last_page)
    viewer.as_text = parameters.get("tampilan") == "teks" or revision.file.preview == Preview.TEXT
    size = TEXTS if viewer.as_text else PICTURES
    viewer.first = (viewer.page - 1) // size * size + 1
    viewer.last = min(viewer.first + size - 1, viewer.last_page)
    screen_pages = rows.filter(number__range=(viewer.first, viewer.last))
    viewer.pages = list(screen_pages.filter(part=1) if viewer.as_text else screen_pages.defer("text"))
    viewer.thumbs = [page for page in viewer.pages if page.part == 1]
    _add_links(viewer)
    notes = {}
    for note in revision.notes.select_related("by"):
        notes.setdefault(note.page, []).append(note)
    for page in viewer.pages:
        page.remarks = presenter.leaf_notes(notes.get(page.number, [])) if page.part == 1 else []
        if viewer.as_text:
            page.pieces = marks.pieces(page.text) if marks else [(page.text, False)] if page.text else []


def _add_words(viewer, file):
    """Add the words and links around the pages to the viewer."""
    viewer.turn_back = presenter.turn(viewer.back, viewer.page - 1, -1, "Halaman sebelumnya")
    viewer.turn_onward = presenter.turn(viewer.onward, viewer.page + 1, 1, "Halaman berikutnya")
    viewer.other_views = presenter.other_view(viewer)
    viewer.lines = presenter.viewer_lines(viewer, file)
    viewer.frame = presenter.frame(viewer)
    presenter.name_leaves(viewer.pages, viewer.total)


def _add_links(viewer):
    """Add the viewer's links: to the pages before and after, the other screens, the other view."""

    def way(page, **changed):
        values = viewer.asked | {"halaman": page} | changed
        return "?" + urlencode({name: value for name, value in values.items() if value != ""})

    viewer.back = way(viewer.page - 1) if viewer.page > 1 else ""
    viewer.onward = way(viewer.page + 1) if viewer.page < viewer.last_page else ""
    viewer.screen_before = way(viewer.first - 1) if viewer.first > 1 else ""
    viewer.screen_after = way(viewer.last + 1) if viewer.last < viewer.last_page else ""
    viewer.other_view = way(viewer.page, tampilan="" if viewer.as_text else "teks")
    viewer.kept = [(name, value) for name, value in viewer.asked.items()]
    for page in viewer.pages:
        page.way = way(page.number)
        page.text_way = way(page.number, tampilan="teks")


@require_safe
def file(request, pk):
    """Send the file of a revision as an attachment; 404 until a scan finds it clean."""
    rows = EvidenceRevision.objects.visible_to(request.user).select_related("file").filter(file__scan__in=SERVED)
    stored_file = get_object_or_404(rows, pk=pk).file
    content_type = CONTENT_TYPES.get(stored_file.kind, UNKNOWN)
    return downloads.stored(stored_file.file, filename=stored_file.name, content_type=content_type)


@require_safe
def image(request, pk):
    """Send the picture of a page, drawn by the portal; 404 when there is none or its file is not served."""
    rows = FilePage.objects.visible_to(request.user).filter(file__scan__in=SERVED).exclude(image="")
    page = get_object_or_404(rows, pk=pk)
    name, kind = f"halaman {page.number}.webp", CONTENT_TYPES["webp"]
    return downloads.stored(page.image, filename=name, content_type=kind, inline=True)


@require_safe
def search(request):
    """Search the visible evidence for all of the words; the best matches first."""
    parameters = {name: request.GET.get(name, "") for name in ("q", "satker", "tahun", "area")}
    parameters = {name: text.replace("\x00", "")[:200].strip() for name, text in parameters.items()}
    words = searching.words_of(parameters["q"])
    offices = Satker.objects.visible_to(request.user)
    filters = {
        "offices": searching.offices_named(offices, parameters["satker"]) if parameters["satker"] else None,
        "year": whole_number(parameters["tahun"]),
        "area": whole_number(parameters["area"]),
    }
    matches, cut_off = searching.search(request.user, words, **filters)
    pages = Pages(matches, PER_PAGE)
    page = pages.page(pages.validate_number(request.GET.get("page", 1)))
    searching.complete(page.object_list, words)
    is_narrowed = bool(parameters["satker"] or parameters["tahun"] or parameters["area"])
    query = urlencode({name: value for name, value in parameters.items() if value})
    context = {
        "asked": parameters,
        "page": page,
        "hits": results.hits(page, parameters["q"]),
        "number_found": results.number_found(page.paginator.count, cut_off=cut_off),
        "nothing": results.nothing(parameters["q"], short=not words, narrow=is_narrowed),
        "turns": turns(page, lambda number: f"?{query}&page={number}"),
        "several": offices.count() > 1,
        "areas": [(str(area.pk), str(area)) for area in Component.objects.order_by("pk")],
    }
    return render(request, "evidence/viewing/search.html", context)
