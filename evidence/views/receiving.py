"""Uploads as JSON: begin, announce, parts, finish, state. A refusal is {"code", "message"} with its status."""

import json
from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evidence import permissions
from evidence.models import Evidence, Obligation, UploadBatch
from evidence.uploads import parts, receiving
from plans.models import Plan, PlanArea
from zi_portal.lib.errors import Refused
from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.shares import percent
from zi_portal.lib.web import in_json, whole_number

BROKEN_OFF = "Kiriman terputus. Kirim lagi bagian ini."


def _answering_json(view):
    """Decorate a view so that refusals are answered as JSON, and so are a full or absent storage and a broken line."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except StorageFailed as failure:
            code = "storage_full" if failure.status == 507 else "storage_down"
            raise Refused(code, failure.message, failure.status) from failure
        except UnreadablePostError as error:
            raise Refused("broken_off", BROKEN_OFF, 400) from error

    return in_json(wrapper)


def _batch(request, pk):
    """Return the user's own upload; 404 for anybody else's, 403 for whoever may no longer upload."""
    rows = UploadBatch.objects.visible_to(request.user).select_related("satker", "plan", "user")
    batch = get_object_or_404(rows, pk=pk, user=request.user)
    if not permissions.can_upload(request.user, batch.satker):
        raise PermissionDenied
    return batch


def _item(request, pk, item):
    """Return a file that was announced, not one unpacked from a .zip: that has no parts and goes with its archive."""
    return get_object_or_404(_batch(request, pk).items.select_related("batch"), pk=item, parent=None)


def _posted_fields(request):
    """Return the fields posted as JSON or as a form; raises Refused for a malformed body."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        fields = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig) as error:
        raise Refused("bad_request", receiving.UNREADABLE, status=400) from error
    if not isinstance(fields, dict):
        raise Refused("bad_request", receiving.UNREADABLE, status=400)
    return fields


def _posted_number(fields, name):
    """Return the number posted under a name, None without one; 404 for anything else."""
    value = fields.get(name) or ""
    number = whole_number(str(value)) if isinstance(value, str | int) else None
    if value and number is None:
        raise Http404
    return number


@require_POST
@_answering_json
def begin(request):
    """Open an upload to a plan, an area or an obligation, or as the revision of an evidence."""
    batch = open_batch(request)
    return JsonResponse(
        {
            "batch": batch.pk,
            "page": reverse("evidence:batch", args=[batch.pk]),
            "part_size": settings.EVIDENCE_PART_KB << 10,
            "limits": receiving.limits(batch.satker),
        },
        status=201,
    )


def open_batch(request):
    """Return a new UploadBatch to what the request names; raises Http404, PermissionDenied, Refused."""
    fields = _posted_fields(request)
    plans = Plan.objects.visible_to(request.user).select_related("satker", "annex__decree")
    plan = get_object_or_404(plans, pk=_posted_number(fields, "plan"))
    if not permissions.can_upload(request.user, plan.satker):
        raise PermissionDenied
    return receiving.begin(plan, request.user, request_id=request.id, **_target(request, fields, plan))


def _target(request, fields, plan):
    """Return {name: row} of where the files go; 404 for rows of another plan or office."""
    rows = {
        "area": PlanArea.objects.visible_to(request.user).filter(plan=plan),
        "obligation": Obligation.objects.visible_to(request.user).filter(plan=plan, active=True),
        "evidence": Evidence.objects.visible_to(request.user).filter(satker=plan.satker, year=plan.year),
    }
    numbers = {name: _posted_number(fields, name) for name in rows}
    return {name: get_object_or_404(rows[name], pk=pk) for name, pk in numbers.items() if pk is not None}


@require_POST
@_answering_json
def announce(request, pk):
    """Announce files; the answer has the state of each, null for one that belongs in another upload (message)."""
    batch = _batch(request, pk)
    items = receiving.announce(batch, _posted_fields(request).get("files"))
    items_by_pk = {item.pk: item for item in receiving.state(batch)[0]}
    extra = {} if all(items) else {"message": receiving.TOO_MANY}
    return JsonResponse({"items": [item and _item_json(items_by_pk[item.pk]) for item in items], **extra})


@require_POST
@_answering_json
def part(request, pk, item, number):
    """Receive one part as the body of the request, read in pieces."""
    upload_item = _item(request, pk, item)
    try:
        part_numbers = receiving.receive(upload_item, number, request, request.headers.get("X-Part-SHA256", ""))
    except Refused as refused:
        if refused.code == "item_closed":
            refused.details = _current_json(upload_item)
        raise
    return JsonResponse({"done": part_numbers})


@require_POST
@_answering_json
def finish(request, pk, item):
    """Close a file whose parts have all been sent."""
    upload_item = receiving.finish(_item(request, pk, item))
    return JsonResponse(_current_json(upload_item))


@require_POST
@_answering_json
def cancel(request, pk, item):
    """Cancel a file."""
    upload_item = receiving.cancel(_item(request, pk, item))
    return JsonResponse(_current_json(upload_item))


@require_GET
def state(request, pk):
    """Return the state of each file of the upload; ?after=: only files announced after that one."""
    items, open_count, ready_count = receiving.state(
        _batch(request, pk), whole_number(request.GET.get("after", "")) or 0
    )
    return JsonResponse({"items": [_item_json(item) for item in items], "open": open_count, "ready": ready_count})


def _current_json(item):
    return _item_json(receiving.state(item.batch, item.pk - 1)[0][0])


def _item_json(item):
    """Return the JSON of an item of receiving.state()."""
    part_numbers = sorted(part.number for part in item.parts.all())
    part_count = parts.count(item)
    stored_file = item.file and {
        "id": item.file_id,
        "name": item.file.name,
        "kind": item.file.kind,
        "size": item.file.size,
    }
    return {
        "id": item.pk,
        "path": item.path,
        "size": item.size,
        "part_size": item.part_size,
        "state": item.state,
        "code": item.code,
        "message": item.message,
        "parts": part_count,
        "done": part_numbers,
        "progress": item.job.progress
        if item.job and item.state != "announced"
        else percent(len(part_numbers), part_count),
        "file": stored_file,
        "evidence": item.evidence_id,
        "proposal": item.proposal,
        "children": item.inside,
    }
