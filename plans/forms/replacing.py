"""The form that asks which words are replaced all through a plan."""

from django import forms

MAX_WORDS = 200
"""Characters of a text that is looked for, and of the one that replaces it."""


class ReplaceForm(forms.Form):
    """A text that is looked for and what takes its place; the proposals stand beside it as boxes."""

    cari = forms.CharField(
        label="Cari",
        max_length=MAX_WORDS,
        required=False,
        help_text="Kata utuh, tahun, atau nama satker; huruf besar-kecilnya mengikuti yang ada.",
    )
    menjadi = forms.CharField(
        label="Ganti menjadi",
        max_length=MAX_WORDS,
        required=False,
        help_text="Kosongkan untuk menghapus kata itu.",
    )
