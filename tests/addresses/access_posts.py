"""What a good POST sends to each URL of the access matrix."""

from django.core.files.uploadedfile import SimpleUploadedFile

from plans.forms.decrees import SETTINGS
from plans.layouts.editing import NAMES, stored_value
from tests.addresses import access_words
from tests.addresses.access_rows import NEW_PASSWORD, PASSWORD
from tests.evidence import access as evidence
from tests.plans.beginnings import access as beginnings
from tests.seeing import as_seen, seen, shown
from zi_portal.lib.order import DOWN, UP
from zi_portal.reminders.choices.choosing import kinds_on
from zi_portal.reminders.models import OfficeRule

PERIOD = {"area": "1", "position": "Kepala", "acting": "", "basis": "", "valid_from": "2024-01-01", "valid_until": ""}


def _rule():
    """What an office tells that has set nothing."""
    rule = OfficeRule()
    return {name: getattr(rule, name) for name in ("channel", "bundling", "days", "review_days")} | kinds_on(rule)


def _layout(records):
    """The editor of a layout with another sign for ticks."""
    names = [name for name in NAMES if name not in {"columns", "joined_band", "inline_label", "catchword"}]
    values = {name: getattr(records.layout, name) for name in names} | {"tick": "x"}
    seen_values = {name: stored_value(records.layout, name) for name in NAMES}
    return values | {"columns": seen_values["columns"], "seen": as_seen(seen_values), "aksi": "simpan"}


SENT = {
    # case → what a good POST sends; a case that is not here sends nothing
    "account_login": lambda _: {"login": "sari@contoh.id", "password": "bukan ini"},
    "account_change_password": lambda _: {
        "oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD
    },
    "account_reset_password": lambda _: {"email": "sari@contoh.id"},
    "account_reset_password_from_key": lambda _: {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    "teams:profile": lambda _: {"name": "Nama Baru", "nip": ""},
    "teams:notice-choices": lambda _: {"channel": "mail", "seen": as_seen({"channel": ""})},
    "teams:notice-rules": lambda _: _rule() | {"review_days": "7", "seen": as_seen(_rule())},
    "teams:holidays-add": lambda _: {"lines": "2027-01-01;Tahun Baru 2027"},
    "teams:holiday": lambda records: seen(records.holiday, day="2026-08-17", name="Hari Kemerdekaan"),
    "teams:satker-settings": lambda records: seen(
        records.satker, place="Muara", certifier_title="Kepala", certifier_name="Wulan"
    ),
    "teams:person-invite": lambda _: PERIOD | {"email": "baru@contoh.id", "name": "Baru", "role": "coordinator"},
    "teams:role-change": lambda records: seen(records.membership, **PERIOD),
    "teams:account-state": lambda _: {"active": "0"},
    "teams:team-new": lambda records: {"satker": records.satker.pk, "year": 2027},
    "teams:team-edit": lambda records: seen(records.team, title="SUSUNAN"),
    "teams:team-row": lambda records: {"key": f"m{records.member.pk}", "act": "hapus"},
    "plans:new": lambda records: {"satker": records.satker.pk, "year": 2028, "layout": records.preset.pk},
    "plans:import": lambda records: {
        "satker": records.satker.pk, "year": 2026, "file": SimpleUploadedFile("rencana.xlsx", records.workbook)
    },
    "plans:import-preview": lambda _: {"simpan": "1"},
    "plans:import-into": lambda records: {"file": SimpleUploadedFile("rencana.xlsx", records.workbook)},
    "plans:import-changes": lambda records: {
        "revisi": type(records.plan).objects.get(pk=records.plan.pk).revision,
        "ambil": "a3",
    },
    "plans:settings": lambda records: seen(records.plan, title="RENCANA", layout=records.layout.pk),
    "plans:sheet": lambda records: {"changes": access_words.changes(records.row)},
    "plans:replace": lambda records: access_words.replacing_form(records.plan),
    "plans:area-add": lambda _: {"label": "III", "title": "Area baru"},
    "plans:area": lambda records: seen(records.area, label="I", title="Area lain"),
    "plans:aspect-add": lambda records: {"label": "3", "title": "Aspek baru", "parent": records.heading.pk},
    "plans:aspect": lambda records: seen(records.aspect, label="1", title="Aspek lain"),
    "plans:row-add": lambda _: {"action": "Langkah baru"},
    "plans:row": lambda records: seen(records.row, action="Langkah lain"),
    "plans:row-reshape": lambda _: {"kolom": "evidence", "tindakan": "gabung"},
    "plans:row-move": lambda _: {"arah": UP},
    "plans:row-relocate": lambda _: {"aspek": ""},
    "layouts:edit": _layout,
    "layouts:copy": lambda records: {"satker": records.satker.pk},
    "layouts:preview": _layout,
    "layouts:preview-pdf": _layout,
    "operations:jobs-retry": lambda records: {"job": records.job.pk},
    "plans:area-move": lambda _: {"arah": DOWN},
    "plans:aspect-move": lambda _: {"arah": DOWN},
    "decrees:new": lambda records: {"satker": records.satker.pk, "year": 2027, "title": "TIM ZONA INTEGRITAS"},
    "decrees:identity": lambda records: seen(records.decree, **shown(records.decree, SETTINGS)) | {"place": "Muara"},
    "decrees:bases": lambda records: {"add": "1", "basis": [records.basis.pk]},
    "decrees:clause-add": lambda _: {"text": "Butir baru."},
    "decrees:clause-edit": lambda records: seen(records.clause, text="Butir lain."),
    "decrees:clause-move": lambda _: {"direction": "down"},
    "decrees:annex-team": lambda records: {"team": records.free_team.pk},
    "decrees:annex-text": lambda _: {"title": "MAKLUMAT", "text": "Isi."},
    "decrees:annex-edit": lambda records: seen(records.annex, title="MAKLUMAT", text="Isi lain.", shows_place="on"),
    "decrees:annex-move": lambda _: {"direction": "up"},
    "decrees:act submit": lambda records: {"revision": records.decree.revision, "mengerti": "1"},
    "decrees:act withdraw": lambda records: {"revision": records.submitted.revision},
    "decrees:act approve": lambda records: {"revision": records.submitted.revision, "mengerti": "1"},
    "decrees:act return": lambda records: {"revision": records.submitted.revision, "note": "Lengkapi."},
    "decrees:act enact": lambda records: {
        "revision": records.approved.revision, "number": "8", "number_year": 2026, "enacted_on": "2026-02-03",
        "place": "Jernih", "issuer_name": "Lukas",
    },
    "decrees:act delete": lambda records: {"revision": records.decree.revision},
    "decrees:act revoke": lambda records: {"revision": records.enacted.revision, "note": "Dicabut."},
    "reminders:mark": lambda _: {"dibaca": "1"},
    "reminders:mark-all": lambda records: {"sampai": records.notice.pk},
    "reminders:unsubscribe": lambda _: {"List-Unsubscribe": "One-Click"},
    "operations:mail-retry": lambda records: {"mail": [records.mail.pk]},
} | evidence.SENT | beginnings.POSTS  # fmt: skip
ASKED = {"teams:team-edit": "?buka=t"}
"""Query string of a POST that says what is saved."""
