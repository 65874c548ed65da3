"""Forms of reviews: a verdict, one verdict on many, a note on a page; and a revision without a file."""

from django import forms

from evidence import workflow
from evidence.proofs import reviewing
from zi_portal.lib.web import whole_number
from zi_portal.lib.widgets import TOO_LONG, limit

MAX_PAGE = 100_000
MAX_REVISION = 2_000_000_000
NOTE = forms.Textarea(attrs={"rows": 3})


class ReasonForm(forms.Form):
    """A canned reason (code of workflow.REASONS), own words, or both; the workflow decides whether one is needed."""

    reason = forms.ChoiceField(
        choices=workflow.REASONS, required=False, error_messages={"invalid_choice": workflow.REASON_UNKNOWN}
    )
    note = forms.CharField(max_length=None, required=False, widget=NOTE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit(self, note=workflow.LONGEST_NOTE)


class VerdictForm(ReasonForm):
    """A verdict on the revision that was shown."""

    revision = forms.IntegerField(
        min_value=0, max_value=MAX_REVISION, error_messages={"required": workflow.STALE, "invalid": workflow.STALE}
    )


class ManyForm(ReasonForm):
    """One verdict on many evidences."""

    action = forms.ChoiceField(
        choices=[(action, action.label) for action in reviewing.BULK_VERDICTS],
        error_messages={"required": "Pilih putusannya.", "invalid_choice": "Pilih salah satu putusan."},
    )


class PageNoteForm(forms.Form):
    """A note on a page."""

    page = forms.IntegerField(
        min_value=1,
        max_value=MAX_PAGE,
        error_messages={"required": "Isi nomor halamannya.", "invalid": "Nomor halaman ditulis dengan angka."},
    )
    text = forms.CharField(widget=NOTE, error_messages={"required": "Tulis catatannya."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit(self, text=workflow.LONGEST_NOTE)


class RevisionForm(forms.Form):
    """Another link or text, with a note on what was repaired."""

    revision = forms.IntegerField(min_value=0, max_value=MAX_REVISION, widget=forms.HiddenInput)
    note = forms.CharField(label="Yang diperbaiki (opsional)", required=False, widget=NOTE)

    def __init__(self, *args, link, **kwargs):
        super().__init__(*args, **kwargs)
        limit(self, note=workflow.LONGEST_NOTE)
        name, field = ("link", _link()) if link else ("text", _text())
        self.fields = {"revision": self.fields["revision"], name: field, "note": self.fields["note"]}


def _link():
    return forms.URLField(
        label="Tautan", max_length=500, assume_scheme="https", error_messages={"max_length": TOO_LONG}
    )


def _text():
    return forms.CharField(label="Isi pernyataan", max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))


def ticked(data):
    """Return [(pk, revision)] of the ticked rows ("pilih" = "pk:revision"), each once; malformed ones are left out."""
    revision_by_pk = {}
    for text in data.getlist("pilih"):
        pk, revision = map(whole_number, text.partition(":")[::2])
        if None not in (pk, revision):
            revision_by_pk[pk] = revision
    return list(revision_by_pk.items())
