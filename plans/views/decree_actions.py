"""Changes of a decree's state: a page per action that explains it, and the POST that performs it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plans import permissions, workflow
from plans.decree import checks, clauses, deletion, documents, drafting
from plans.decree.amending.body import WAYS
from plans.decree.consequences import consequences_of, earlier_text
from plans.decree.differences import differences
from plans.decree.payload import decree_payload
from plans.forms.decrees import TYPED_AT_ENACTMENT, ActionForm, EnactForm
from plans.models import Decree
from plans.presenters import consequences as consequence_words
from plans.presenters import decree as presenter
from plans.presenters import deletion as deletion_words
from plans.presenters.gaps import gaps_page
from plans.presenters.origin import under_way_lines
from plans.presenters.trial import trial
from plans.states import KEPT_DAYS, UNDER_WAY, Action
from zi_portal.jobs import pulses
from zi_portal.lib.errors import Refused, Stale


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of an action's page."""

    heading: str
    meaning: str
    button: str
    confirmation: str
    style: str = "btn-primary"
    icon: str = "check"


WORDS = {
    Action.SUBMIT: Words(
        "Ajukan kepada pimpinan",
        "Setelah diajukan, naskah dan lampiran terkunci sampai pimpinan memutuskan. "
        "Selama belum diputuskan, pengajuan dapat ditarik kembali.",
        "Ajukan",
        "Keputusan diajukan kepada pimpinan.",
        icon="send",
    ),
    Action.WITHDRAW: Words(
        "Tarik kembali pengajuan",
        "Keputusan menjadi draf lagi dan dapat diubah. Ajukan kembali setelah selesai.",
        "Tarik kembali",
        "Pengajuan ditarik kembali; keputusan menjadi draf.",
        icon="undo",
    ),
    Action.APPROVE: Words(
        "Setujui keputusan",
        "Anda menyetujui naskah dan lampiran seperti di bawah. "
        "Setelah itu nomor dan tanggal dapat diisi; isinya tetap terkunci.",
        "Setujui",
        "Keputusan disetujui. Selanjutnya nomor dan tanggal diisi dari buku register.",
    ),
    Action.RETURN: Words(
        "Kembalikan kepada penyusun",
        "Keputusan dapat diubah lagi oleh sekretariat dan harus diajukan kembali.",
        "Kembalikan",
        "Keputusan dikembalikan kepada penyusun.",
        icon="undo",
    ),
    Action.ENACT: Words(
        "Tetapkan keputusan",
        "Setelah ditetapkan, naskah, lampiran, nomor, dan tanggal dibekukan untuk seterusnya; "
        "PDF selalu dicetak dari naskah beku ini. Perubahan hanya melalui keputusan perubahan.",
        "Tetapkan",
        "Keputusan ditetapkan dan dibekukan.",
        icon="stamp",
    ),
    Action.REVOKE: Words(
        "Cabut keputusan",
        "Keputusan tidak berlaku lagi. Tindakan ini tidak dapat dibatalkan; isinya tetap dapat dibaca.",
        "Cabut keputusan ini",
        "Keputusan dicabut.",
        style="btn-danger",
        icon="x",
    ),
    Action.DELETE: Words(
        "Hapus draf",
        f"Draf ini dihapus beserta rencana aksi, berkas impor, dan tim yang disalin untuknya. Selama {KEPT_DAYS} hari "
        "draf dapat dipulihkan; setelah itu terhapus untuk selamanya.",
        "Hapus draf ini",
        "Draf dihapus.",
        style="btn-danger",
        icon="trash",
    ),
}


DECISIVE = (Action.SUBMIT, Action.APPROVE, Action.ENACT)
"""Actions whose page says what follows from them."""


@require_http_methods(["GET", "POST"])
def act(request, pk, action):
    """Show an action's page and perform it: 403 without the right, 409 when the decree has changed, 422 if refused."""
    rows = Decree.objects.visible_to(request.user).select_related("satker", "amends").with_body()
    decree = get_object_or_404(rows, pk=pk)
    if action not in WORDS:
        raise Http404
    move = workflow.TRANSITIONS[action]
    if not move.may(request.user, decree):
        raise PermissionDenied
    if decree.state not in move.sources:
        return _stale(request, decree, action)
    form = _form(request, decree, action)
    if request.method == "GET":
        return _page(request, decree, action, form)
    if not form.is_valid():
        return _page(request, decree, action, form, status=422)
    outcome = _outcome(decree, action, form)
    if outcome and outcome.sparse and not request.POST.get("mengerti"):
        return _page(request, decree, action, form, status=422)
    return _perform(request, decree, action, form)


@require_http_methods(["GET", "POST"])
def amend(request, pk):
    """Create an amendment, a draft copied from the decree in force, after a confirmation page."""
    decree = get_object_or_404(Decree.objects.visible_to(request.user).select_related("satker"), pk=pk)
    if not permissions.can_amend(request.user, decree):
        raise PermissionDenied
    started = decree.amendments.visible_to(request.user).filter(state__in=UNDER_WAY).select_related("created_by")
    lines = under_way_lines(started.with_origin().order_by("pk"), what="perubahan")
    context = {"decree": decree, "under_way": lines, "anew": [], "error": ""}
    if request.method == "GET":
        return render(request, "decrees/amend.html", context)
    way = request.POST.get("cara", "")
    try:
        amendment = drafting.create_amendment(decree, request.user, way if way in WAYS else "")
    except Refused as refused:
        return render(request, "decrees/amend.html", context | {"error": refused.message}, status=refused.status)
    messages.success(request, "Draf perubahan dibuat dari keputusan yang berlaku. Ubah yang perlu, lalu ajukan.")
    return redirect("decrees:detail", pk=amendment.pk)


def _form(request, decree, action):
    data = request.POST if request.method == "POST" else None
    first = {"revision": decree.revision}
    if action == Action.ENACT:
        day = timezone.localdate()
        first |= {"number_year": decree.number_year or day.year, "enacted_on": decree.enacted_on or day}
        return EnactForm(data, instance=decree, initial=first)
    return ActionForm(data, initial=first, note_needed=workflow.TRANSITIONS[action].note_needed)


def _perform(request, decree, action, form):
    values = dict(form.cleaned_data)
    revision, note = values.pop("revision"), values.pop("note", "")
    try:
        workflow.perform(
            action,
            decree=decree,
            actor=request.user,
            note=note,
            revision=revision,
            request_id=request.id,
            **values,
        )
    except Stale:
        return _stale(request, decree, action)
    except workflow.Vetoed as vetoed:
        for gap in vetoed.gaps:
            form.add_error(None, gap.message)
        return _page(request, decree, action, form, status=422)
    if action == Action.DELETE:
        messages.success(request, deletion_words.undo_notice(request, decree))
        return redirect("decrees:list")
    messages.success(request, WORDS[action].confirmation)
    return redirect("decrees:detail", pk=decree.pk)


def _page(request, decree, action, form, *, status=200):
    """Return the page of an action with its explanation, its form and the gaps."""
    gaps, sections = _gaps(decree, action), clauses.by_section(decree)
    outcome = _outcome(decree, action, form, gaps)
    context = {
        "decree": decree,
        "words": WORDS[action],
        "action": action,
        "form": form,
        "gaps": gaps_page(gaps),
        "blocked": any(gap.severity == "error" for gap in gaps),
        "consequences": consequence_words.consequences_page(outcome) if outcome else None,
        "differences": _differences(decree, action),
        "trial": _trial(decree) if action == Action.SUBMIT else None,
        "untold": request.method == "POST" and not request.POST.get("mengerti"),
        "summary": presenter.summary(decree, sections, clauses.labelled_annexes(decree)),
        "shows_text": action == Action.APPROVE,
        **presenter.printed_text(decree, sections),
    }
    return render(request, "decrees/action.html", context, status=status)


def _outcome(decree, action, form, gaps=()):
    """Return the Consequences of the decree on the typed day, today where none is typed; None for other actions."""
    if action not in DECISIVE:
        return None
    typed_day = form.cleaned_data.get("enacted_on") if form.is_bound and form.is_valid() else None
    return consequences_of(decree, typed_day or timezone.localdate(), gaps)


def _differences(decree, action):
    """Return the DifferencesPage since the submission before, or from the amended decree; None where there is none."""
    if action not in DECISIVE:
        return None
    earlier = earlier_text(decree, pending=action != Action.SUBMIT)
    return earlier and consequence_words.differences_page(differences(earlier.payload, decree_payload(decree)), earlier)


def _trial(decree):
    return trial(decree, documents.trial_of(decree), pulses.notice())


def _gaps(decree, action):
    """Return the gaps that prevent the action (errors) or should be looked at (warnings)."""
    if action == Action.ENACT:
        return [gap for gap in checks.enactment_gaps(decree) if gap.code not in TYPED_AT_ENACTMENT]
    if action == Action.DELETE:
        return deletion.deletion_gaps(decree)
    return checks.submission_gaps(decree) if action in (Action.SUBMIT, Action.APPROVE) else []


def _stale(request, decree, action):
    """Return 409 with what happened meanwhile, the present state and the typed note."""
    decree = Decree.objects.visible_to(request.user).select_related("satker").get(pk=decree.pk)
    latest = decree.transitions.select_related("actor").order_by("-pk").first()
    context = {
        "decree": decree,
        "words": WORDS[action],
        "action": action,
        "still": decree.state in workflow.TRANSITIONS[action].sources,
        "latest": latest,
        "latest_words": presenter.latest(latest),
        "typed_anew": action == Action.ENACT,
        "typed": request.POST.get("note", ""),
    }
    return render(request, "decrees/stale.html", context, status=409)
