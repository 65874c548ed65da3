"""The page of an upload: its files, where each is placed, and files sent without JavaScript."""

from collections import Counter
from contextlib import suppress
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evidence import permissions
from evidence.forms.placements import UNKNOWN_PLACE, PlacementForm, sent_forms
from evidence.models import UploadBatch
from evidence.presenters import upload as presenter
from evidence.states import Arrival
from evidence.uploads import parts, placing, quota, receiving, table
from evidence.uploads.table import View
from evidence.views.receiving import open_batch
from zi_portal.lib.errors import Refused
from zi_portal.lib.screens.controls import Tab, turns
from zi_portal.lib.web import back_to, refusal_page, whole_number

PER_PAGE = 100
"""Number of files on one page: their fields stay below the thousand that a form may send."""

NOTHING = "Belum ada berkas yang dipilih tempatnya. Centang usulan atau pilih tempat, lalu simpan."
NO_ROWS = "Centang dahulu berkas yang dimaksud di kolom kiri."
NO_FILES = "Pilih sedikitnya satu berkas, lalu kirim lagi."
NO_PLACE = "Pilih tempat yang diterapkan, lalu tekan Terapkan lagi."


@require_safe
def batch(request, pk):
    """Show the files of an upload; ?tampil=: one of table.VIEWS, ?halaman=: which hundred of them."""
    upload = _upload(request, pk)
    return _page(request, upload, table.places_by_id(upload), table.items(upload))


@require_POST
def place(request, pk):
    """Place the chosen files (do=save) or the sure ones (do=sure), add a place to the selected (apply) or drop them.

    do=revise: the file named in "item" becomes the next revision of the evidence of the upload.
    """
    upload = _upload(request, pk)
    if not permissions.can_upload(request.user, upload.satker):
        raise PermissionDenied
    items = table.items(upload)
    action = request.POST.get("do", "save")
    if action == "revise":
        return _revise(request, upload, items)
    places_by_id = table.places_by_id(upload)
    if action == "sure":
        return _sure(request, upload, items, places_by_id)
    forms_by_pk = sent_forms(items, places_by_id, request.POST)
    answer = {"apply": _apply, "drop": _drop}.get(action, _save)
    return answer(request, upload, places_by_id, items, forms_by_pk)


def _upload(request, pk):
    """Return the user's own upload; 404 for anybody else's."""
    visible = UploadBatch.objects.visible_to(request.user)
    near = ("satker", "plan__annex__decree", "area", "user", "evidence", "obligation__requirement")
    return get_object_or_404(visible.select_related(*near), pk=pk, user=request.user)


def _save(request, upload, places_by_id, items, forms_by_pk):
    placed_count, errors_by_pk = 0, {}
    for item in items:
        if item.pk not in forms_by_pk:
            continue
        evidence, errors = _put(request, item, forms_by_pk[item.pk])
        placed_count += evidence is not None
        if errors:
            errors_by_pk[item.pk] = errors
    if placed_count:
        messages.success(request, f"{placed_count} berkas tersimpan sebagai bukti.")
    if not errors_by_pk and placed_count:
        return redirect(_back(request, upload))
    notice = f"{len(errors_by_pk)} berkas belum tersimpan: lihat keterangannya di bawah." if errors_by_pk else NOTHING
    return _page(
        request,
        upload,
        table.places_by_id(upload),
        table.items(upload),
        forms_by_pk=forms_by_pk,
        errors_by_pk=errors_by_pk,
        notice=notice,
    )


def _put(request, item, form):
    """Return (Evidence or None, sentences of what is wrong) of a file and its form."""
    if not form.is_valid():
        return None, form.sentences
    try:
        return placing.put(item, form.placement(), actor=request.user, request_id=request.id), []
    except Refused as error:
        return None, [error.message]


def _apply(request, upload, places_by_id, items, forms_by_pk):
    """Add one more place to the selected rows; nothing is saved yet."""
    name = request.POST.get("everywhere", "").strip()
    names = {place.name.casefold(): place.name for place in places_by_id.values()}
    selected_pks = _selected(request) & forms_by_pk.keys()
    notice = "" if selected_pks else NO_ROWS
    if not notice and name.casefold() not in names:
        notice = UNKNOWN_PLACE.format(name) if name else NO_PLACE
    if not notice:
        fields = request.POST.copy()
        for pk in selected_pks:
            key = forms_by_pk[pk].add_prefix("named")
            fields.setlist(key, dict.fromkeys([*forms_by_pk[pk]["named"].value(), names[name.casefold()]]))
        forms_by_pk = sent_forms(items, places_by_id, fields)
        messages.info(request, f"Tempat diterapkan pada {len(selected_pks)} berkas. Periksa, lalu simpan.")
    return _page(request, upload, places_by_id, items, forms_by_pk=forms_by_pk, deselect=not notice, notice=notice)


def _drop(request, upload, places_by_id, items, forms_by_pk):
    """Cancel the selected files; those that are evidence by now stay."""
    selected_pks = _selected(request)
    selected_items = [item for item in items if item.pk in forms_by_pk and item.pk in selected_pks]
    if not selected_items:
        return _page(request, upload, places_by_id, items, forms_by_pk=forms_by_pk, notice=NO_ROWS)
    for item in selected_items:
        with suppress(Refused):
            receiving.cancel(item)
    messages.success(request, f"{len(selected_items)} berkas disingkirkan.")
    return redirect(_back(request, upload))


def _selected(request):
    """Return the pks of the files that are ticked to be treated together."""
    return {pk for key in request.POST.getlist("pick") if (pk := whole_number(key)) is not None}


def _sure(request, upload, items, places_by_id):
    placed_count, refused = placing.put_sure(items, places_by_id, actor=request.user, request_id=request.id)
    messages.success(request, f"{placed_count} berkas tersimpan sebagai bukti di tempat yang diusulkan.")
    for item, sentence in refused:
        messages.error(request, f"{item.path}: {sentence}")
    return redirect("evidence:batch", pk=upload.pk)


def _revise(request, upload, items):
    item = next((item for item in items if str(item.pk) == request.POST.get("item")), None)
    if item is None or upload.evidence is None:
        return _page(request, upload, {}, items, notice=placing.GONE)
    revision = whole_number(request.POST.get("revision", ""))
    note = request.POST.get("note", "")
    try:
        evidence = placing.revise(
            item, upload.evidence, actor=request.user, revision=revision, note=note, request_id=request.id
        )
    except Refused as error:
        return _page(request, upload, {}, items, notice=error.message, status=error.status)
    messages.success(request, "Revisi tersimpan; bukti ini menunggu diperiksa lagi.")
    return redirect("evidence:detail", pk=evidence.pk)


def _back(request, upload):
    view = request.POST.get("shown", "")
    address = reverse("evidence:batch", args=[upload.pk])
    return f"{address}?tampil={view}" if view in table.VIEWS and view != View.ALL else address


def _page(
    request, upload, places_by_id, items, *, forms_by_pk=None, errors_by_pk=None, deselect=False, notice="", status=422
):
    """Render the page, with what was sent and what is wrong with each file ({item pk: …}) and with all (notice).

    deselect: the ticks for treating files together are not shown again.
    """
    forms_by_pk, errors_by_pk = dict(forms_by_pk or {}), errors_by_pk or {}
    rows = table.rows(upload, items, places_by_id)
    view = request.GET.get("tampil", request.POST.get("shown", ""))
    view = view if view in table.VIEWS else View.ALL
    shown_rows = [row for row in rows if view == View.ALL or row.view == view or row.item.pk in forms_by_pk]
    page = Paginator(shown_rows, PER_PAGE).get_page(request.GET.get("halaman", request.POST.get("sheet")))
    _restore(page.object_list, forms_by_pk, set() if deselect else _selected(request))
    for row in page.object_list:
        row.errors = errors_by_pk.get(row.item.pk, [])
    table.add_images(page.object_list)
    is_fixed, may_place = (
        bool(upload.obligation or upload.evidence),
        permissions.can_upload(request.user, upload.satker),
    )
    sure = sum(row.view == View.SURE for row in rows)
    context = {
        "batch": upload, "page": page, "places": places_by_id.values(), "view": view, "notice": notice,
        "known": is_fixed,
        "files": presenter.files(
            page.object_list, forms_by_pk, revision=bool(upload.evidence), fixed=is_fixed, may_place=may_place
        ),
        "tabs": _tabs(rows, view) if page.paginator.count or view != View.ALL else [],
        "turns": turns(page, lambda number: f"?tampil={view}&halaman={number}"),
        "sure": sure, "sure_button": presenter.sure_button(sure, placing.AT_ONCE),
        "save_button": "Simpan sebagai bukti" if is_fixed else "Simpan yang sudah dipilih tempatnya",
        "may_place": may_place, **_arrivals(rows), **_upload_context(upload, is_fixed=is_fixed),
    }  # fmt: skip
    return render(request, "evidence/upload/batch.html", context, status=status if notice else 200)


def _restore(rows, forms_by_pk, selected_pks):
    """Show the rows as they were sent, unless their file is no longer ready; give each of the others a new form."""
    for row in rows:
        form = forms_by_pk.setdefault(row.item.pk, PlacementForm(row.item))
        if form.is_bound and row.item.state == Arrival.READY:
            is_selected = row.item.pk in selected_pks
            table.restore(row, form.ticked_ids, form["named"].value(), selected=is_selected)


def _arrivals(rows):
    """Return the context of how far the files of an upload have come."""
    states = [row.item.state for row in rows]
    return {
        "unsent": Arrival.ANNOUNCED in states,
        "over": bool(states) and not set(states) & set(table.UNPLACED),
        "kept": bool({Arrival.READY, Arrival.ARRIVED, Arrival.PLACED} & set(states)),
        "ready": states.count(Arrival.READY),
    }


def _upload_context(upload, *, is_fixed):
    """Return the context of an upload that does not depend on its files."""
    free = quota.room(upload.satker_id)
    return {
        "heading": presenter.heading(upload),
        "lead": presenter.lead(fixed=is_fixed),
        "crumbs": presenter.crumbs(upload),
        "way_back": presenter.way_back(upload),
        "dropzone": presenter.dropzone(
            upload.plan, free, area=upload.area, obligation=upload.obligation, evidence=upload.evidence, batch=upload
        ),
    }


def _tabs(rows, view):
    return [
        Tab(f"{label} ({number})", f"?tampil={name}", extra={"aria-current": "true"} if name == view else {})
        for name, label, number in table.view_counts(rows)
    ]


@require_POST
@back_to("evidence:home")
def plain(request, pk=None):
    """Receive files sent by a form without JavaScript, as if they came in parts. pk: None begins an upload."""
    pk = pk or open_batch(request).pk
    upload = _upload(request, pk)
    if not permissions.can_upload(request.user, upload.satker):
        raise PermissionDenied
    files = request.FILES.getlist("files")
    try:
        excess_names = _receive_files(upload, files)
    except Refused as error:
        return refusal_page(request, error, reverse("evidence:batch", args=[pk]))
    if excess_names:
        messages.warning(request, f"{receiving.TOO_MANY} Belum ikut: {', '.join(excess_names)}.")
    if files:
        file_count = len(files) - len(excess_names)
        messages.success(request, f"{file_count} berkas diterima. Tunggu sebentar, lalu muat ulang halaman ini.")
    else:
        messages.error(request, NO_FILES)
    return redirect("evidence:batch", pk=pk)


def _receive_files(upload, files):
    """Receive the files of a form and return the names of those that belong in another upload."""
    excess_names = []
    for item, file in zip(receiving.announce(upload, _announcements(files)), files, strict=True):
        if item is None:
            excess_names.append(file.name)
        elif item.state == Arrival.ANNOUNCED:
            _receive_file(item, file)
    return excess_names


def _announcements(files):
    """Return the announcements of a form's files; files of the same name and size are told apart by their number."""
    counts, announcements = Counter(), []
    for file in files:
        counts[file.name, file.size] += 1
        announcements.append({"path": file.name, "size": file.size, "modified": counts[file.name, file.size]})
    return announcements


def _receive_file(item, file):
    file.seek(0)
    for number in range(1, parts.count(item) + 1):
        receiving.receive(item, number, BytesIO(file.read(item.part_size)))
    receiving.finish(item)
