"""Files on their way, as JSON: begin, announce, parts, end, state. A refusal is {"code", "message"} with its status."""

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
from evidence.workflow import Refused
from plans.models import Plan, PlanArea
from zi_portal.lib.files.storage import StorageFailed
from zi_portal.lib.shares import percent
from zi_portal.lib.web import whole_number

BROKEN_OFF = "Kiriman terputus. Kirim lagi bagian ini."


def _told(view):
    """What a use case refuses, and a storage that is full or away, as JSON."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            more = {"missing": refused.missing} if isinstance(refused, receiving.PartsMissing) else {}
            return _refusal(refused.code, refused.message, refused.status, **more)
        except StorageFailed as failure:
            return _refusal(
                "storage_full" if failure.status == 507 else "storage_down", failure.message, failure.status
            )
        except UnreadablePostError:
            return _refusal("broken_off", BROKEN_OFF, 400)

    return answered


def _refusal(code, message, status, **more):
    return JsonResponse({"code": code, "message": message, **more}, status=status)


def _batch(request, pk):
    """The user's own upload: 404 for everybody else's, 403 for who may upload no more."""
    rows = UploadBatch.objects.visible_to(request.user).select_related("satker", "plan", "user")
    batch = get_object_or_404(rows, pk=pk, user=request.user)
    if not permissions.can_upload(request.user, batch.satker):
        raise PermissionDenied
    return batch


def _item(request, pk, item):
    """A file that was sent; one that came out of a .zip has no parts and goes with its archive or on the page."""
    return get_object_or_404(_batch(request, pk).items.select_related("batch"), pk=item, parent=None)


def _sent(request):
    """What came as JSON or as a form; Refused where it is neither."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig) as error:
        raise Refused("bad_request", receiving.UNREADABLE, status=400) from error
    if not isinstance(found, dict):
        raise Refused("bad_request", receiving.UNREADABLE, status=400)
    return found


def _named(sent, name):
    """The number that was sent under a name; None where nothing was, 404 for what is no number."""
    value = sent.get(name) or ""
    number = whole_number(str(value)) if isinstance(value, str | int) else None
    if value and number is None:
        raise Http404
    return number


@require_POST
@_told
def begin(request):
    """Open an upload to a plan, an area, an obligation or as the revision of an evidence."""
    sent = _sent(request)
    plans = Plan.objects.visible_to(request.user).select_related("satker", "annex__decree")
    plan = get_object_or_404(plans, pk=_named(sent, "plan"))
    if not permissions.can_upload(request.user, plan.satker):
        raise PermissionDenied
    batch = receiving.begin(plan, request.user, request_id=request.id, **_target(request, sent, plan))
    return JsonResponse(
        {
            "batch": batch.pk,
            "page": reverse("evidence:batch", args=[batch.pk]),
            "part_size": settings.EVIDENCE_PART_KB << 10,
            "limits": receiving.limits(plan.satker),
        },
        status=201,
    )


def _target(request, sent, plan):
    """Where the files go, by name; 404 for what is not the plan's or the office's."""
    rows = {
        "area": PlanArea.objects.visible_to(request.user).filter(plan=plan),
        "obligation": Obligation.objects.visible_to(request.user).filter(plan=plan, active=True),
        "evidence": Evidence.objects.visible_to(request.user).filter(satker=plan.satker, year=plan.year),
    }
    wanted = {name: _named(sent, name) for name in rows}
    return {name: get_object_or_404(rows[name], pk=pk) for name, pk in wanted.items() if pk is not None}


@require_POST
@_told
def announce(request, pk):
    """Which files come; what is known of each, null for one that goes into another upload (message says why)."""
    batch = _batch(request, pk)
    announced = receiving.announce(batch, _sent(request).get("files"))
    there = {item.pk: item for item in receiving.state(batch)[0]}
    told = {} if all(announced) else {"message": receiving.TOO_MANY}
    return JsonResponse({"items": [item and _shown(there[item.pk]) for item in announced], **told})


@require_POST
@_told
def part(request, pk, item, number):
    """One part as the body of the request, read in pieces."""
    found = _item(request, pk, item)
    try:
        done = receiving.receive(found, number, request, request.headers.get("X-Part-SHA256", ""))
    except Refused as refused:
        more = _one(found) if refused.code == "item_closed" else {}
        return JsonResponse({**more, "code": refused.code, "message": refused.message}, status=refused.status)
    return JsonResponse({"done": done})


@require_POST
@_told
def arrived(request, pk, item):
    """All parts were sent."""
    found = receiving.finish(_item(request, pk, item))
    return JsonResponse(_one(found))


@require_POST
@_told
def cancel(request, pk, item):
    """Not wanted any more."""
    found = receiving.cancel(_item(request, pk, item))
    return JsonResponse(_one(found))


@require_GET
def state(request, pk):
    """Where each file of the upload stands; ?after=: only those announced after that one."""
    items, open_ones, ready = receiving.state(_batch(request, pk), whole_number(request.GET.get("after", "")) or 0)
    return JsonResponse({"items": [_shown(item) for item in items], "open": open_ones, "ready": ready})


def _one(item):
    return _shown(receiving.state(item.batch, item.pk - 1)[0][0])


def _shown(item):
    """JSON of an item of receiving.state()."""
    done = sorted(part.number for part in item.parts.all())
    wanted = parts.count(item)
    file = item.file and {"id": item.file_id, "name": item.file.name, "kind": item.file.kind, "size": item.file.size}
    return {
        "id": item.pk,
        "path": item.path,
        "size": item.size,
        "part_size": item.part_size,
        "state": item.state,
        "code": item.code,
        "message": item.message,
        "parts": wanted,
        "done": done,
        "progress": item.job.progress if item.job and item.state != "announced" else percent(len(done), wanted),
        "file": file,
        "evidence": item.evidence_id,
        "proposal": item.proposal,
        "children": item.inside,
    }
