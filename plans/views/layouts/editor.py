"""The editor of a layout: columns, options, and a preview of what was typed, which saves nothing."""

import copy
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from plans.forms.layouts import KEYS, LayoutForm, PreviewForm, column_sent
from plans.layouts import columns as layout_columns
from plans.layouts import editing, previewing
from plans.layouts.usage import texts_in, usage_of
from plans.models import Plan
from plans.plan import store, table
from plans.presenters import layouts as presenter
from plans.views.layouts.listing import own_layout
from zi_portal.audit import authors
from zi_portal.lib.files.content_types import CONTENT_TYPES
from zi_portal.lib.files.downloads import SAFE
from zi_portal.lib.order import STEPS
from zi_portal.lib.seen import attempt
from zi_portal.lib.web import back_to, whole_number

SAVE = "simpan"
NO_PLAN = "Pratinjau PDF memakai rencana satker; satker ini belum punya rencana."
COPIED_FROZEN = (
    "“{}” dipakai rencana yang sudah diajukan atau ditetapkan, jadi tidak diubah. Perubahan Anda disimpan sebagai “{}”."
)
COPIED_DRAFTS = (
    "“{}” dipakai rencana dengan bentuk waktu yang lain, jadi tidak diubah. Perubahan Anda disimpan sebagai “{}”."
)
MOVED = " {} rencana draf sekarang memakai salinan itu."
STAY = " Pilih salinan itu di pengaturan rencana yang akan memakainya."


@require_http_methods(["GET", "POST"])
@back_to("layouts:list")
def edit(request, pk):
    """Show and save a layout; a button that moves, adds or removes a column only shows the form anew."""
    layout = own_layout(request, pk)
    stored_spec, usage = store.layout_spec(layout), usage_of(layout)
    data = _reshaped(request.POST) if request.method == "POST" else None
    form, status = _form(layout, data), 200
    spec = form.spec() if data is not None else stored_spec
    removed_texts = _removed_texts(stored_spec, spec, usage)
    if request.method == "POST" and request.POST.get("aksi", SAVE) == SAVE:
        if removed_texts and "mengerti" not in request.POST:
            status = 422
        else:
            status, address = _saved(request, layout, form)
            if status == 200:
                return redirect(address)
    context = _editor(request, layout, form, spec, usage) | {"removed_texts": removed_texts, "unasked": status == 422}
    return render(request, "plans/layout_edit.html", context, status=status)


def _form(layout, data):
    """Return the form over a row of its own: checking a form writes into its instance."""
    return LayoutForm(data, instance=copy.copy(layout))


def _saved(request, layout, form):
    """Return (status of attempt(), where to go afterwards)."""
    outcomes, name = [], layout.name
    move_drafts = bool(request.POST.get("move_drafts"))

    def write(**typed):
        outcomes.append(editing.change(layout, request.user, move_drafts=move_drafts, **typed))

    success = "Tata letak disimpan."
    status = attempt(request, form, write, success=success, author=partial(authors.last, layout))
    saved = outcomes[0] if outcomes else editing.Saved(layout)
    if saved.copied:
        sentence = (COPIED_FROZEN if saved.frozen else COPIED_DRAFTS).format(name, saved.layout.name)
        messages.warning(request, sentence + (MOVED.format(saved.moved) if saved.moved else STAY))
    return status, reverse("layouts:edit", args=[saved.layout.pk])


def _removed_texts(stored_spec, spec, usage):
    """Return a sentence for each column that is no longer there and holds texts of drafts."""
    fields = {column.field for column in spec.columns}
    removed_fields = [
        column.field for column in stored_spec.columns if column.field not in fields and column.field != "time"
    ]
    return presenter.hidden_texts(texts_in(usage.drafts, removed_fields), stored_spec.columns)


def _reshaped(data):
    """Return the sent form after its button: a column moved, removed or added; data as it is for any other."""
    act, _, key = data.get("aksi", "").partition("-")
    place = whole_number(key) if key else None
    columns = [column_sent(data, key) for key in data.getlist(KEYS)]
    if act == "tambah":
        columns.append(layout_columns.new_column(data.get("baru", ""), columns))
    elif act == "hapus" and place is not None and place < len(columns):
        del columns[place]
    elif act in STEPS and place is not None and 0 <= place + STEPS[act] < len(columns):
        columns.insert(place + STEPS[act], columns.pop(place))
    else:
        return data
    data = data.copy()
    data["columns"] = layout_columns.to_text(columns)
    return data


def _editor(request, layout, form, spec, usage):
    url = reverse("layouts:edit", args=[layout.pk])
    return {
        "layout": layout,
        "form": form,
        "columns": presenter.column_lines(spec.columns, url),
        "to_add": layout_columns.fields_to_add(spec.columns),
        "add_attributes": presenter.add_attributes(url),
        "choice_groups": presenter.choice_groups(form),
        "field_groups": presenter.field_groups(form),
        "consequence": presenter.consequence(usage),
        "drafts": usage.drafts,
        "url": url,
    } | _preview(request, layout, spec)


def _preview(request, layout, spec):
    """Return what the preview shows of a spec, with the choice of the plan."""
    plans = _plans(request, layout)
    plan_choice = PreviewForm(request.POST if "rencana" in request.POST else None, plans=plans)
    plan = plan_choice.cleaned_data["rencana"] if plan_choice.is_bound and plan_choice.is_valid() else plans.first()
    spec = previewing.with_usual_ticks(spec)
    tree = previewing.first_area(plan, spec.schedule) if plan else previewing.sample(spec.schedule)
    tree = tree if tree.areas else previewing.sample(spec.schedule)
    grid = table.to_grid(tree, spec) if spec.columns else None
    return {
        "preview": presenter.preview_table(grid) if grid else None,
        "preview_plan": plan,
        "plans": plans,
        "no_plan": "" if plan else NO_PLAN,
    }


def _plans(request, layout):
    plans = Plan.objects.visible_to(request.user).filter(satker=layout.satker_id, deleted=False)
    return plans.select_related("satker", "layout").order_by("-year", "-pk")


@require_POST
@back_to("layouts:list")
def preview(request, pk):
    """Show the preview of what was typed; nothing is saved."""
    layout = own_layout(request, pk)
    stored_spec, usage = store.layout_spec(layout), usage_of(layout)
    form = _form(layout, request.POST)
    spec = form.spec()
    sent_fields = [column_sent(request.POST, key).field for key in request.POST.getlist(KEYS)]
    context = _preview(request, layout, spec) | {
        "form": form,
        "removed_texts": _removed_texts(stored_spec, spec, usage),
        "columns": presenter.column_lines(spec.columns, reverse("layouts:edit", args=[layout.pk])),
        "refitted": sent_fields != [column.field for column in spec.columns],
    }
    return render(request, "plans/layout_preview.html", context)


@require_POST
@back_to("layouts:list")
def preview_pdf(request, pk):
    """Send the first pages of a plan of the office, printed as typed; nothing is saved."""
    layout = own_layout(request, pk)
    form = _form(layout, request.POST)
    spec = form.spec()
    plans = _plans(request, layout).select_related("satker", "layout", "annex__decree__satker")
    plan_choice = PreviewForm(request.POST, plans=plans)
    plan = (plan_choice.is_valid() and plan_choice.cleaned_data["rencana"]) or plans.first()
    if plan is None or not form.is_valid():
        messages.error(request, NO_PLAN if plan is None else "Perbaiki dahulu isian yang ditandai.")
        return redirect("layouts:edit", pk=layout.pk)
    content = previewing.pdf_of(plan, previewing.with_usual_ticks(spec))
    disposition = {"Content-Disposition": 'attachment; filename="pratinjau-tata-letak.pdf"'}
    return HttpResponse(content, content_type=CONTENT_TYPES["pdf"], headers=SAFE | disposition)
