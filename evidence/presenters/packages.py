"""Packages and rekaps as pages show them: how far one is, what it holds, what may be done with it."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from evidence.states import Form
from zi_portal.lib.screens.controls import OUTLINED, PLAIN, PRIMARY, Badge, Post

DONE = ("ready", "lost", "expired")
"""Stages of a package that was made."""
REMARKS = {
    "expired": ("text-body-secondary", "Berkasnya sudah dihapus."),
    "lost": ("text-danger", "Berkasnya tidak ada lagi di penyimpanan."),
}


@dataclass(frozen=True, slots=True)
class State:
    """How far a package is: its badge and [(CSS class, words)] behind it."""

    badge: Badge
    remarks: list


def state(package, stage, trouble):
    """Return the State of a package at a stage; trouble: why it is not complete, in words."""
    if stage in DONE:
        remark = [REMARKS[stage]] if stage in REMARKS else []
        return State(_verdict(package), [*_trouble(package, trouble), *remark])
    if stage == "stuck":
        job = package.job
        label = job.get_state_display() if job else "Tidak selesai"
        return State(Badge("failed", "x", f"{label[:1].upper()}{label[1:]}"), [])
    progress = package.job.progress
    return State(Badge("running", "clock", "Sedang disusun"), [("", f"{progress} %")] if progress else [])


def _verdict(package):
    if package.form != Form.ZIP:
        return Badge("done", "check", "Selesai")
    return Badge("done", "check", "Lengkap") if package.complete else Badge("returned", "warning", "Tidak lengkap")


def _trouble(package, words):
    return [("text-body-secondary", words)] if package.form == Form.ZIP and not package.complete else []


def order(plan, forecast, *, first):
    """Return the button that asks for a package of a part of the plan; that of the whole year stands out."""
    part = f"{forecast.cut.scope}-{forecast.cut.value}"
    look = f"{PRIMARY if first else OUTLINED} btn-sm text-nowrap"
    url = reverse("evidence:packages", args=[plan.pk])
    return Post("Buat paket", url, "box", look, about=forecast.words, sends={"part": part})


def renewal(url, noun, part, stage):
    """Return the button that asks for the same part again."""
    look = PLAIN if stage == "ready" else PRIMARY
    label = f"Buat {noun} baru dengan isi sekarang"
    return Post(label, url, "box", look, sends={"part": part}, form={"class": "mt-4"})


def waiting(package, stage):
    """Return (CSS class, icon, sentence) of a package that is not there (yet)."""
    name = package.get_form_display()
    if stage == "stuck":
        return "text-danger", "warning", package.job.reason if package.job else "Penyusunannya tidak selesai."
    if stage == "mine":
        url = reverse("jobs:status", args=[package.job_id])
        return "", "clock", format_html('{} sedang disusun. <a href="{}">Lihat kemajuan</a>', name, url)
    percent = f" ({package.job.progress} %)" if package.job.progress else ""
    return "", "clock", f"{name} sedang disusun atas permintaan rekan Anda{percent}. Muat ulang sebentar lagi."


def facts(package, counted, expires, *, ready):
    """Return [(term, words)] of a package that was made; counted: what its entries are called."""
    until = [("Dapat diunduh sampai", date_format(timezone.localtime(expires), "j F Y"))] if ready else []
    return [
        (counted, package.entries),
        ("Besar berkas", filesizeformat(package.size)),
        *until,
        ("SHA-256", format_html('<code class="text-break">{}</code>', package.sha256)),
    ]


def missing_place(missing):
    """Return area, step and due date of an obligation that nothing fulfils, in one line."""
    place = f"Area {missing['area']} · {missing['step']}"
    return f"{place} · tenggat {date_format(missing['due_on'], 'j F Y')}" if missing["due_on"] else place
