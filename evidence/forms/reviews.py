"""What a reviewer types: a verdict, one verdict on many, a note on a page; and another revision without a file."""

from django import forms

from evidence import workflow
from evidence.proofs import reviewing
from zi_portal.lib.limits import TOO_LONG, limit
from zi_portal.lib.web import whole_number

MOST_PAGES = 100_000
MOST_REVISIONS = 2_000_000_000
NOTE = forms.Textarea(attrs={"rows": 3})


class ReasonForm(forms.Form):
    """A canned reason (code of workflow.REASONS), own words, or both; whether one is needed the workflow says."""

    reason = forms.ChoiceField(
        choices=workflow.REASONS, required=False, error_messages={"invalid_choice": workflow.REASON_UNKNOWN}
    )
    note = forms.CharField(max_length=None, required=False, widget=NOTE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit(self, note=workflow.LONGEST_NOTE)


class VerdictForm(ReasonForm):
    """A verdict on what was seen."""

    revision = forms.IntegerField(
        min_value=0, max_value=MOST_REVISIONS, error_messages={"required": workflow.STALE, "invalid": workflow.STALE}
    )


class ManyForm(ReasonForm):
    """One verdict on many."""

    action = forms.ChoiceField(
        choices=[(action, action.label) for action in reviewing.DONE],
        error_messages={"required": "Pilih putusannya.", "invalid_choice": "Pilih salah satu putusan."},
    )


class PageNoteForm(forms.Form):
    """A note on a page."""

    page = forms.IntegerField(
        min_value=1,
        max_value=MOST_PAGES,
        error_messages={"required": "Isi nomor halamannya.", "invalid": "Nomor halaman ditulis dengan angka."},
    )
    text = forms.CharField(widget=NOTE, error_messages={"required": "Tulis catatannya."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit(self, text=workflow.LONGEST_NOTE)


class RevisionForm(forms.Form):
    """Another link or another text, with what was mended."""

    revision = forms.IntegerField(min_value=0, max_value=MOST_REVISIONS, widget=forms.HiddenInput)
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
    """[(pk, revision)] of the ticked rows ("pilih" = "pk:revision"), each once; anything else is left out."""
    found = {}
    for text in data.getlist("pilih"):
        pk, _, revision = text.partition(":")
        if None not in (number := (whole_number(pk), whole_number(revision))):
            found[number[0]] = number[1]
    return list(found.items())
