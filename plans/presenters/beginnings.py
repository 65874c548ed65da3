"""What a new plan can begin from, as the page of choices and the previews show it."""

from dataclasses import dataclass, field, replace

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator

from plans.models import Component, Indicator, Plan, Template
from plans.states import DecreeState
from teams.offices.writing import staff_offices
from zi_portal.lib.screens.controls import OUTLINED, PRIMARY, SMALL_OUTLINED, Button, Link

SHOWN_PLANS, SHOWN_TEMPLATES, SHOWN_ENDED = 3, 4, 12


@dataclass(slots=True)
class Choice:
    """A beginning: title, what it does in a sentence; lines: [(words with counts, Link)]; rest: when it has none."""

    title: str
    about: str
    lines: list = field(default_factory=list)
    rest: str = ""


def choices(user, satker_pk, year):
    """Return [Choice] for a person who begins a plan of an office and year; five queries."""
    query = urlencode({name: value for name, value in (("satker", satker_pk), ("year", year)) if value})
    return [_skeleton(query), _own_plans(user, year, query), _others(user), _templates(user, query)]


def _to(name, query, *args):
    return f"{reverse(name, args=args)}?{query}" if query else reverse(name, args=args)


def _skeleton(query):
    counts = Indicator.objects.aggregate(rows=Count("pk"), aspects=Count("group_code", distinct=True))
    words = f"{Component.objects.count()} area, {counts['aspects']} aspek, {counts['rows']} indikator untuk dipilih"
    return Choice(
        "Kerangka baku",
        "Enam area dengan aspek resminya; Anda mencentang indikator yang menjadi baris.",
        [(words, Link("Pilih barisnya", _to("plans:begin-skeleton", query), "list", OUTLINED))],
    )


def _own_plans(user, year, query):
    plans = Plan.objects.visible_to(user).filter(satker__in=staff_offices(user), year__lt=year or 9999)
    latest = plans.with_beginning().order_by("-year", "-pk")[:SHOWN_PLANS]
    return Choice(
        "Rencana tahun lalu",
        "Teks dan susunannya disalin, tahunnya dimajukan; realisasi dan bukti tidak ikut.",
        [(plan_words(plan), _copy_link(plan, query)) for plan in latest],
        "Satker Anda belum punya rencana dari tahun sebelumnya.",
    )


def plan_words(plan):
    """Return a plan with_beginning() in words: "Rencana 2025 KPU Kabupaten Nusa (ditetapkan): 6 area, 44 baris"."""
    state = DecreeState(plan.annex.decree.state).label.lower()
    return f"Rencana {plan.year} {plan.satker.short_name} ({state}): {plan.area_count} area, {plan.row_count} baris"


def _copy_link(plan, query):
    about = f"rencana {plan.year} {plan.satker.short_name}"
    return Link("Salin", _to("plans:begin-copy", query, plan.pk), "split", SMALL_OUTLINED, about=about)


def _others(user):
    count = Plan.objects.visible_to(user).of_other_offices(user).count()
    link = Link("Cari rencananya", reverse("plans:begin-others"), "search", OUTLINED)
    return Choice(
        "Rencana satker lain",
        "Rencana yang sudah ditetapkan; nama satker, daerah, dan tahunnya ditawarkan untuk diganti.",
        [(f"{count} rencana dapat Anda lihat", link)] if count else [],
        "Belum ada rencana satker lain yang dapat Anda lihat.",
    )


def _templates(user, query):
    templates = Template.objects.visible_to(user).to_begin_from().with_latest().select_related("satker")
    return Choice(
        "Templat",
        "Rencana contoh dari KPU atau provinsi; bila versinya berganti, perbedaannya ditawarkan baris demi baris.",
        [(template_words(row), _template_link(row, query)) for row in templates.order_by("title")[:SHOWN_TEMPLATES]],
        "Belum ada templat yang terbit untuk satker Anda.",
    )


def template_words(template):
    """Return a template with_latest() in words."""
    counts = f"{template.area_count} area, {template.row_count} baris"
    return f"{template.title} ({template.satker.short_name}, versi {template.latest_number}): {counts}"


def _template_link(template, query):
    url = _to("plans:begin-template", query, template.pk)
    return Link("Pakai", url, "split", SMALL_OUTLINED, about=f"templat {template.title}")


# The preview of a copy


@dataclass(slots=True)
class Preview:
    """What a copy would hold: facts [(term, words)], ended: people and groups who left, in sentences."""

    facts: list
    ended: list
    more_ended: int = 0


def preview(material, carried, ended):
    """Return the Preview of a Carried table; ended: [(row number, name)]."""
    facts = [
        ("Isi", f"{sum(not area.continued for area in carried.tree.areas)} area, {carried.rows} baris"),
        ("Asal", material.source.words[:1].upper() + material.source.words[1:]),
        ("Tidak ikut", "realisasi, bukti, dan riwayatnya"),
    ]
    names = [f"Baris {number}: {name}" for number, name in ended]
    return Preview(facts, [Truncator(words).chars(120) for words in names[:SHOWN_ENDED]], len(names) - SHOWN_ENDED)


@dataclass(slots=True)
class AreaTicks:
    """An area of the skeleton with its boxes. groups: [(name of the aspect, part, [(code, label, ticked)])]."""

    key: str
    title: str
    counts: str
    groups: list


def area_ticks(form):
    """Return [AreaTicks] of a SkeletonForm."""
    ticked = form.ticked
    return [_area_ticks(component, groups, ticked) for component, groups in form.areas]


def _area_ticks(component, groups, ticked):
    boxes = [
        (group.name, "reform" if group.reform else "pemenuhan", [_box(item, ticked) for item in group.indicators])
        for group in groups
    ]
    total = sum(len(items) for _, _, items in boxes)
    return AreaTicks(f"area-{component.number}", str(component), f"{len(groups)} aspek, {total} indikator", boxes)


def _box(indicator, ticked):
    return indicator.code, indicator.label, indicator.code in ticked


def with_ticks(lines, ticked):
    """Return ChangeLines with the ticks that were sent; ticked: keys, None leaves them as proposed."""
    return lines if ticked is None else [replace(line, ticked=line.key in ticked) for line in lines]


def create_button(lines):
    """Return the Button that creates the plan; lines: about decrees of the year that exist."""
    if lines:
        return Button("Tetap buat draf baru", "plus", PRIMARY, sends={"tetap": "1"})
    return Button("Buat rencana", "plus", PRIMARY)
