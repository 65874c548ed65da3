"""An upload as people see it: its page, files sent without JavaScript, where each goes."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evidence import permissions
from evidence.models import UploadBatch
from evidence.presenters import upload as presenter
from evidence.states import Arrival
from evidence.uploads import parts, placing, quota, receiving, table
from evidence.uploads.placing import Typed
from evidence.uploads.table import View
from evidence.views.receiving import open_batch
from zi_portal.lib.errors import Refused
from zi_portal.lib.screens.controls import Tab, turns
from zi_portal.lib.web import back_to, refusal_page, whole_number

PER_PAGE = 100
"""Files on one page: their fields stay below the thousand that a form may send."""

NOTHING = "Belum ada berkas yang dipilih tempatnya. Centang usulan atau pilih tempat, lalu simpan."
NO_ROWS = "Centang dahulu berkas yang dimaksud di kolom kiri."
NO_FILES = "Pilih sedikitnya satu berkas, lalu kirim lagi."
NO_PLACE = "Pilih tempat yang diterapkan, lalu tekan Terapkan lagi."


@require_safe
def batch(request, pk):
    """Files of an upload; ?tampil= one of table.VIEWS, ?halaman= which hundred of them."""
    held = _held(request, pk)
    return _page(request, held, table.places_by_id(held), table.items(held))


@require_POST
def place(request, pk):
    """Put what was chosen to its places (do=save), those that are sure (do=sure), fill in rows (apply) or drop them.

    do=revise: the file named in "item" becomes the next revision of the evidence of the upload.
    """
    held = _held(request, pk)
    if not permissions.can_upload(request.user, held.satker):
        raise PermissionDenied
    found = table.items(held)
    wanted = request.POST.get("do", "save")
    if wanted == "revise":
        return _revise(request, held, found)
    where = table.places_by_id(held)
    if wanted == "sure":
        return _sure(request, held, found, where)
    typed = _typed(request.POST, found)
    act = {"apply": _apply, "drop": _drop}.get(wanted, _save)
    return act(request, held, where, found, typed)


def _held(request, pk):
    """The user's own upload, 404 for everybody else's."""
    visible = UploadBatch.objects.visible_to(request.user)
    near = ("satker", "plan__annex__decree", "area", "user", "evidence", "obligation__requirement")
    return get_object_or_404(visible.select_related(*near), pk=pk, user=request.user)


def _typed(post, found):
    """{item pk: Typed} of the rows that the form held."""
    picked = set(post.getlist("pick"))
    typed = {}
    for item in found:
        key = str(item.pk)
        if f"title-{key}" not in post:
            continue
        numbers = (whole_number(value) for value in post.getlist(f"place-{key}"))
        typed[item.pk] = Typed(
            obligation_ids=frozenset(number for number in numbers if number is not None),
            place_names=[name.strip() for name in post.getlist(f"other-{key}") if name.strip()],
            title=post[f"title-{key}"].strip(),
            since=post.get(f"since-{key}", "").strip(),
            until=post.get(f"until-{key}", "").strip(),
            page=post.get(f"page-{key}", "").strip(),
            selected=key in picked,
        )
    return typed


def _save(request, held, where, found, typed):
    done, faults = 0, {}
    for item in found:
        if item.pk not in typed:
            continue
        try:
            made = placing.put(item, typed[item.pk], where, actor=request.user, request_id=request.id)
        except Refused as error:
            faults[item.pk] = [error.message]
        else:
            done += made is not None
    if done:
        messages.success(request, f"{done} berkas tersimpan sebagai bukti.")
    if not faults and done:
        return redirect(_back(request, held))
    notice = f"{len(faults)} berkas belum tersimpan: lihat keterangannya di bawah." if faults else NOTHING
    return _page(request, held, table.places_by_id(held), table.items(held), typed=typed, faults=faults, notice=notice)


def _apply(request, held, where, found, typed):
    """Give the picked rows one more place; nothing is written yet."""
    name = request.POST.get("everywhere", "").strip()
    names = {one.name.casefold(): one.name for one in where.values()}
    picked = [pk for pk, one in typed.items() if one.selected]
    notice = "" if picked else NO_ROWS
    if not notice and name.casefold() not in names:
        notice = placing.UNKNOWN_PLACE.format(name) if name else NO_PLACE
    if not notice:
        for pk in picked:
            others = dict.fromkeys([*typed[pk].place_names, names[name.casefold()]])
            typed[pk] = replace(typed[pk], place_names=list(others), selected=False)
        messages.info(request, f"Tempat diterapkan pada {len(picked)} berkas. Periksa, lalu simpan.")
    return _page(request, held, where, found, typed=typed, notice=notice, status=422 if notice else 200)


def _drop(request, held, where, found, typed):
    """The picked files are not wanted; those that are evidence by now stay."""
    picked = [item for item in found if item.pk in typed and typed[item.pk].selected]
    if not picked:
        return _page(request, held, where, found, typed=typed, notice=NO_ROWS)
    for item in picked:
        with suppress(Refused):
            receiving.cancel(item)
    messages.success(request, f"{len(picked)} berkas disingkirkan.")
    return redirect(_back(request, held))


def _sure(request, held, found, where):
    done, refused = placing.put_sure(found, where, actor=request.user, request_id=request.id)
    messages.success(request, f"{done} berkas tersimpan sebagai bukti di tempat yang diusulkan.")
    for item, sentence in refused:
        messages.error(request, f"{item.path}: {sentence}")
    return redirect("evidence:batch", pk=held.pk)


def _revise(request, held, found):
    item = next((one for one in found if str(one.pk) == request.POST.get("item")), None)
    if item is None or held.evidence is None:
        return _page(request, held, {}, found, notice=placing.GONE)
    revision = whole_number(request.POST.get("revision", ""))
    note = request.POST.get("note", "")
    try:
        made = placing.revise(
            item, held.evidence, actor=request.user, revision=revision, note=note, request_id=request.id
        )
    except Refused as error:
        return _page(request, held, {}, found, notice=error.message, status=error.status)
    messages.success(request, "Revisi tersimpan; bukti ini menunggu diperiksa lagi.")
    return redirect("evidence:detail", pk=made.pk)


def _back(request, held):
    view = request.POST.get("shown", "")
    address = reverse("evidence:batch", args=[held.pk])
    return f"{address}?tampil={view}" if view in table.VIEWS and view != View.ALL else address


def _page(request, held, where, found, *, typed=None, faults=None, notice="", status=422):
    """The page; with what was typed (typed), what was wrong with it per file (faults) and in all (notice)."""
    typed, faults = typed or {}, faults or {}
    everything = table.rows(held, found, where)
    view = request.GET.get("tampil", request.POST.get("shown", ""))
    view = view if view in table.VIEWS else View.ALL
    wanted = [row for row in everything if view == View.ALL or row.view == view or row.item.pk in typed]
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("halaman", request.POST.get("sheet")))
    for row in page.object_list:
        if row.item.pk in typed and row.item.state == Arrival.READY:
            table.restore(row, typed[row.item.pk])
        row.errors = faults.get(row.item.pk, [])
    table.add_images(page.object_list)
    known, may_place = bool(held.obligation or held.evidence), permissions.can_upload(request.user, held.satker)
    sure = sum(row.view == View.SURE for row in everything)
    context = {
        "batch": held, "page": page, "places": where.values(), "view": view, "notice": notice, "known": known,
        "files": presenter.files(page.object_list, revision=bool(held.evidence), fixed=known, may_place=may_place),
        "tabs": _tabs(everything, view) if page.paginator.count or view != View.ALL else [],
        "turns": turns(page, lambda number: f"?tampil={view}&halaman={number}"),
        "sure": sure, "sure_button": presenter.sure_button(sure, placing.AT_ONCE),
        "save_button": "Simpan sebagai bukti" if known else "Simpan yang sudah dipilih tempatnya",
        "unsent": any(row.item.state == Arrival.ANNOUNCED for row in everything),
        "over": bool(everything) and all(row.item.state not in table.UNPLACED for row in everything),
        "kept": any(row.item.state in (Arrival.READY, Arrival.ARRIVED, Arrival.PLACED) for row in everything),
        "ready": sum(row.item.state == Arrival.READY for row in everything),
        "may_place": may_place, **_about(held, known=known),
    }  # fmt: skip
    return render(request, "evidence/upload/batch.html", context, status=status if notice else 200)


def _about(held, *, known):
    """What the page of an upload says and offers whatever its files are."""
    free = quota.room(held.satker_id)
    return {
        "heading": presenter.heading(held),
        "lead": presenter.lead(fixed=known),
        "crumbs": presenter.crumbs(held),
        "way_back": presenter.way_back(held),
        "dropzone": presenter.dropzone(
            held.plan, free, area=held.area, obligation=held.obligation, evidence=held.evidence, batch=held
        ),
    }


def _tabs(everything, view):
    return [
        Tab(f"{label} ({number})", f"?tampil={name}", extra={"aria-current": "true"} if name == view else {})
        for name, label, number in table.view_counts(everything)
    ]


@require_POST
@back_to("evidence:home")
def plain(request, pk=None):
    """Files sent by a form without JavaScript: taken in as if they had come in parts. pk: None begins an upload."""
    pk = pk or open_batch(request).pk
    held = _held(request, pk)
    if not permissions.can_upload(request.user, held.satker):
        raise PermissionDenied
    files = request.FILES.getlist("files")
    try:
        left = _taken(held, files)
    except Refused as error:
        return refusal_page(request, error, reverse("evidence:batch", args=[pk]))
    if left:
        messages.warning(request, f"{receiving.TOO_MANY} Belum ikut: {', '.join(left)}.")
    if files:
        number = len(files) - len(left)
        messages.success(request, f"{number} berkas diterima. Tunggu sebentar, lalu muat ulang halaman ini.")
    else:
        messages.error(request, NO_FILES)
    return redirect("evidence:batch", pk=pk)


def _taken(held, files):
    """Take the files of a form in; names of those that go into another upload."""
    left = []
    for item, file in zip(receiving.announce(held, _said(files)), files, strict=True):
        if item is None:
            left.append(file.name)
        elif item.state == Arrival.ANNOUNCED:
            _take(item, file)
    return left


def _said(files):
    """What is announced of files of a form; several of one name and size are told apart by their number."""
    seen, said = Counter(), []
    for file in files:
        seen[file.name, file.size] += 1
        said.append({"path": file.name, "size": file.size, "modified": seen[file.name, file.size]})
    return said


def _take(item, file):
    file.seek(0)
    for number in range(1, parts.count(item) + 1):
        receiving.receive(item, number, BytesIO(file.read(item.part_size)))
    receiving.finish(item)
