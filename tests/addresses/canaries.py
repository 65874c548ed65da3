"""Canary words: each text field of what an office has holds a word of its own, which no stranger may read."""

import re

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat

from plans.decree.payload import decree_payload
from plans.models import Decree, Version

APPS = ("teams", "plans", "jobs", "mail", "audit", "evidence")
WAYS = {
    # model → its way to the office; its text fields get canaries
    "Satker": "pk",
    "User": "memberships__satker",
    "Membership": "satker",
    "Team": "satker",
    "TeamUnit": "team__satker",
    "TeamMember": "unit__team__satker",
    "Layout": "satker",
    "Plan": "satker",
    "PlanArea": "plan__satker",
    "Aspect": "area__plan__satker",
    "ActionStep": "area__plan__satker",
    "WorkbookImport": "satker",
    "PlanEdit": "plan__satker",
    "PlanOrigin": "plan__satker",
    "Template": "satker",
    "TemplateVersion": "template__satker",
    "TemplateDecision": "plan__satker",
    "Replacement": "plan__satker",
    "Decree": "satker",
    "Clause": "decree__satker",
    "DecreeTransition": "decree__satker",
    "Annex": "decree__satker",
    "Job": "owner__memberships__satker",
    "Message": "user__memberships__satker",
    "EvidenceRequirement": "satker",
    "RequirementChange": "requirement__satker",
    "StoredFile": "satker",
    "FilePage": "file__satker",
    "Evidence": "satker",
    "EvidenceRevision": "evidence__satker",
    "EvidenceUse": "evidence__satker",
    "EvidenceReview": "evidence__satker",
    "PageNote": "revision__evidence__satker",
    "UploadItem": "batch__satker",
    "Package": "satker",
}
NATIONAL = {"Component", "Indicator", "LegalBasis"}
"""Models that are the same for every office."""

EXCUSED = {
    "Satker.code": "public code of the register",
    "Satker.path": "made of codes",
    "Satker.emblem": "a picture; its name is made up",
    "User.password": "a hash",
    "Layout.slug": "made up from the name",
    "Layout.tick": "one sign",
    "ActionStep.key": "made up",
    "ActionStep.continues": "names of fields",
    "ActionStep.ticks": "numbers",
    "ActionStep.kept": "what merged cells held; told only when they are split again",
    "Package.fingerprint": "a hash",
    "PlanEdit.action": "a word of the program",
    "PlanEdit.token": "made up by a browser",
    "PlanEdit.patch": "texts of rows; told only by its undo",
    "TemplateVersion.content": "a table of its own; told only by its pages",
    "TemplateVersion.indicators": "codes of the catalogue",
    "TemplateDecision.key": "made up",
    "PlanOrigin.words": "told by the plan that began so, which no page of the world shows",
    "TemplateDecision.reason": "told once a row was decided, which none is in this world",
    "PlanOrigin.rows": "made-up keys",
    "Replacement.changes": "texts of rows; told only by its undo",
    "WorkbookImport.file": "a made-up name",
    "DecreeTransition.action": "a word of the program",
    "DecreeTransition.source": "a word of the program",
    "DecreeTransition.target": "a word of the program",
    "Document.source_sha256": "a hash",
    "Document.sha256": "a hash",
    "Document.file": "a made-up name",
    "Submission.payload": "the text as it was submitted; told only by the pages of its decisions",
    "Version.sha256": "a hash",
    "Version.payload": "holds the canaries of the decree",
    "Message.key": "made up",
    "Message.kind": "a word of the program",
    "Message.about": "ids",
    "Message.satker_code": "public code of the register",
    "Message.message_id": "made up",
    "Message.file": "a made-up name",
    "Job.key": "a word of the program and an id",
    "Job.satker_code": "public code of the register",
    "Pulse.name": "a program and its host; seen by operators",
    "Job.kind": "a word of the program",
    "Job.payload": "ids",
    "Job.result": "ids and counts",
    "EvidenceRequirement.step_key": "made up",
    "EvidenceRequirement.dates": "dates",
    "EvidenceRequirement.printed": "the row's text as it was read; screens show the row's own",
    "Obligation.slot": "a date",
    "StepAssignment.step_key": "made up",
    "StoredFile.file": "a made-up name",
    "StoredFile.kind": "a word of the program",
    "StoredFile.sha256": "a hash",
    "StoredFile.received_sha256": "a hash",
    "StoredFile.signature": "a word of the scanner",
    "StoredFile.signatures": "empty in what is made here",
    "StoredFile.resized": "numbers",
    "StoredFile.preview_reason": "a word of the program",
    "FilePage.image": "a made-up name",
    "EvidenceReview.reason": "a word of the program",
    "EvidenceReview.source": "a word of the program",
    "UploadItem.fingerprint": "a hash",
    "UploadItem.code": "a word of the program",
    "UploadItem.proposal": "ids, and words of the program about the path",
    "UploadPart.file": "a made-up name",
    "Package.file": "a made-up name",
    "Package.sha256": "a hash",
    "CalendarFeed.token_sha256": "a hash",
    "CalendarFeed.content_sha256": "a hash",
    "Verification.missing": "made-up names; seen by operators",
    "Verification.changed": "made-up names; seen by operators",
    "Verification.orphaned": "made-up names; seen by operators",
} | {
    f"AuditEvent.{name}": "append-only, on no page"
    for name in ("satker_code", "action", "subject_type", "subject_id", "before", "after", "request_id",
                 "previous_hash", "hash")
}  # fmt: skip
KINDS = {
    "Satker.full_name": "KOMISI PEMILIHAN UMUM KABUPATEN ",
    "Satker.short_name": "KPU Kabupaten ",
    "EvidenceRevision.link": "https://contoh.id/",
}
"""How names of offices and addresses start."""

UNIQUE = {"User.email": "@contoh.id", "Decree.number": ""}
CANARY = re.compile(r"kanari\d{3}", re.IGNORECASE)


def text_fields():
    """[(model, field)] of all fields of the portal's models that hold text which is not a choice."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label in APPS and model.__name__ not in NATIONAL
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices
    ]


def name_of(model, field):
    return f"{model.__name__}.{field.name}"


WORDS = {}
"""Name of a field → its canary; filled by paint()."""


def paint(satker, *, but, signs=""):
    """Write the canaries into all rows of the office; but: people who are left as they are (list of users).

    signs: what stands before each word; short fields hold the beginning.
    """
    for number, (model, field) in enumerate(text_fields()):
        name = name_of(model, field)
        if name in EXCUSED or model.__name__ not in WAYS:
            continue
        WORDS[name] = word = f"{signs}kanari{number:03}"[: field.max_length]
        rows = model._base_manager.filter(pk__in=_rows(model, satker, but))
        rows.update(**{field.name: _value(name, field, word)})
    for decree in Decree.objects.filter(satker=satker, version__isnull=False).select_related("satker"):
        Version.objects.filter(decree=decree).update(payload=decree_payload(decree))


def _rows(model, satker, but):
    rows = model.objects.filter(**{WAYS[model.__name__]: satker.pk})
    if model.__name__ == "User":
        rows = rows.exclude(pk__in=[user.pk for user in but])
    if model.__name__ == "Membership":
        rows = rows.exclude(user__in=but)
    return list(rows.values_list("pk", flat=True))


def _value(name, field, word):
    if name in UNIQUE:
        return Concat(Value(word), Cast(F("pk"), models.CharField()), Value(UNIQUE[name]))
    if not isinstance(field, models.JSONField):
        return KINDS.get(name, "") + word
    return JSON[name](word)


def _columns(word):
    fields = ("number", "aspect", "indicator", "action", "evidence", "time", "target", "realisation", "responsible",
              "note", "extra:Lain")  # fmt: skip
    return [{"field": field, "heading": f"{word} {field}", "width": 9} for field in fields]


def _sheets(word):
    column = {"column": "A", "heading": word, "field": "indicator"}
    issue = {"severity": "warning", "row": 1, "column": "A", "code": "x", "message": word}
    counts = dict.fromkeys(("areas", "aspects", "rows", "indicators", "actions", "evidence", "ticks"), 1)
    sheet = {"name": word, "score": 1, "layout": {"title": word}, "mapping": [column], "counts": counts}
    return [sheet | {"preview_head": [word], "preview": [[word]], "issues": [issue]}]


JSON = {
    "Layout.columns": _columns,
    "ActionStep.extra": lambda word: {"Lain": word},
    "ActionStep.tick_notes": lambda word: {"1": word},
    "WorkbookImport.sheets": _sheets,
    "RequirementChange.before": lambda word: {"title": word},
    "RequirementChange.after": lambda word: {"title": word},
    "Package.missing": lambda word: [{"area": "I", "step": "1.a", "requirement": word, "due_on": None}],
    "Package.broken": lambda word: [{"evidence": word, "name": word, "why": "hilang"}],
}


def found_in(text):
    """Set of the canaries in a text."""
    return {word.lower() for word in CANARY.findall(text)}
