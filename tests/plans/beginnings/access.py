"""What the access matrix needs of beginnings: a template with three versions, and a draft that began from the first."""

from plans.beginnings import deciding, materials, templates
from plans.beginnings.deciding import TAKE
from plans.models import ActionStep, Plan
from plans.plan import editing
from teams.models import Satker
from tests.addresses.access_rows import AGAIN, CLOSE, LOCKED, MADE, MAKE, NATIONAL, OWN, READ, SIGNED, STAFF, WRITE

URLS = {
    "plans:begin-skeleton": "",
    "plans:begin-others": "",
    "plans:begin-copy": "enacted_plan",
    "plans:begin-copy draft": "plan",
    "plans:begin-template": "template",
    "plans:templates": "",
    "plans:template": "template",
    "plans:template-publish": "template",
    "plans:template-withdraw": "template",
    "plans:template-make": "plan",
    "plans:offer": "follower",
}

MATRIX = {
    ("plans:begin-skeleton", "GET"): MAKE,
    ("plans:begin-skeleton", "POST"): MADE,
    ("plans:begin-others", "GET"): MAKE,
    ("plans:begin-copy", "GET"): STAFF,
    ("plans:begin-copy", "POST"): WRITE,
    ("plans:begin-copy draft", "GET"): OWN,
    ("plans:begin-copy draft", "POST"): AGAIN,
    ("plans:begin-template", "GET"): STAFF,
    ("plans:begin-template", "POST"): WRITE,
    ("plans:templates", "GET"): SIGNED,
    ("plans:template", "GET"): READ,
    ("plans:template-publish", "POST"): LOCKED,
    ("plans:template-withdraw", "POST"): LOCKED,
    ("plans:template-make", "GET"): NATIONAL,
    ("plans:template-make", "POST"): CLOSE,
    ("plans:offer", "GET"): STAFF,
    ("plans:offer", "POST"): WRITE,
}


def build(records, staff):
    """Add template and follower: a template of the office, published, with a version that waits, and a draft of it."""
    first = templates.make(records.plan, records.satker, staff, title="Templat uji", note="Pertama")
    records.template = first.template
    templates.publish(first.template, staff)
    material = materials.of_version(first)
    choices = {"ticked": set(), "stamp": material.stamp}
    records.follower = materials.begin(material, records.satker, 2029, staff, **choices)[0]
    step = ActionStep.objects.get(area__plan=records.plan, key="a3")
    editing.change_step(step, staff, note="Tiap bulan")
    for note in ("Kedua", "Ketiga"):
        templates.make(records.plan, records.satker, staff, title="", note=note, template=first.template)
        if note == "Kedua":
            templates.publish(first.template, staff)
    editing.change_step(step, staff, note="")


def _copy(year, stamp):
    return lambda records: {"satker": records.satker.pk, "year": year, "asal": stamp(records)}


def _version(records):
    return f"v{records.template.versions.exclude(published_at=None).latest('number').pk}"


def _answers(records):
    offered = deciding.offered(records.follower)
    return {"versi": offered.version.pk} | {f"pilih-{pending.key}": TAKE for pending in offered.open}


POSTS = {
    "plans:begin-skeleton": lambda records: {
        "satker": records.satker.pk, "year": 2030, "layout": records.preset.pk
    },
    "plans:begin-copy": _copy(2031, lambda records: f"r{records.enacted_plan.revision}"),
    "plans:begin-template": _copy(2031, _version),
    "plans:begin-copy draft": _copy(2031, lambda records: f"r{Plan.objects.get(pk=records.plan.pk).revision}"),
    "plans:template-make": lambda _: {"target": f"baru-{Satker.objects.earliest('path').pk}", "title": "Templat lain"},
    "plans:offer": _answers,
}  # fmt: skip
