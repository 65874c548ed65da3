"""Forms of layouts: which office gets a copy, and the editor with its columns. They validate and save nothing."""

from dataclasses import replace

from django import forms

from plans.decree.pdf import PAPERS
from plans.layouts import columns as layout_columns
from plans.layouts.editing import NAMES, stored_value
from plans.models import Layout, Plan
from plans.plan.store import SPEC_FIELDS
from plans.states import Paper
from plans.tree import Column, LayoutSpec
from teams.models import Satker
from teams.states import Role
from zi_portal.lib.seen import SeenForm

KEYS = "kolom"
"""Name of the hidden fields that list the columns' keys in their order; jenis-KEY, judul-KEY … hold what they are."""

SIZES = [(0.0, "Biasa: 8,5 pt, tabel lebih dari 12 kolom 8 pt")] + [
    (size, f"{size:g} pt".replace(".", ",")) for size in (7.0, 7.5, 8.0, 8.5, 9.0, 9.5, 10.0, 11.0, 12.0)
]
HELP = {
    "tick": "Satu sampai tiga huruf atau tanda, misalnya √, ✓, v, atau X.",
    "paper": "Dipakai sebagai ukuran awal keputusan baru; setiap keputusan dapat memilih kertasnya sendiri.",
    "catchword": "Kata pertama halaman berikutnya dicetak di kanan bawah setiap halaman.",
    "letterhead": "Nama satuan kerja dicetak di tengah atas halaman pertama.",
    "emblem": "Lambang dari pengaturan satker dicetak di atas nama satuan kerja.",
    "joined_band": "Nomor dan nama area dicetak dalam satu sel, bukan nomor di kolom nomor.",
    "inline_label": "Misalnya “1. Tim Kerja” di kolom aspek, dan kolom nomor dikosongkan.",
}
COPY_NAME = 110


class CopyForm(forms.Form):
    """For which office a layout is copied: those where the user is admin."""

    satker = forms.ModelChoiceField(Satker.objects.none(), label="Untuk satker", empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["satker"].queryset = administered(user)


def administered(user):
    """Return the offices that exist today and where the user is admin."""
    pks = {grant.satker_id for grant in user.grants if grant.role == Role.ADMIN}
    return Satker.objects.visible_to(user).active().filter(pk__in=pks)


class ColumnsWidget(forms.Widget):
    """Reads the editor's fields of all columns as one text (layouts/columns.py); the page draws them itself."""

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data[name]
        return layout_columns.to_text([column_sent(data, key) for key in data.getlist(KEYS)])

    def value_omitted_from_data(self, data, files, name):
        return name not in data and KEYS not in data


def column_sent(data, key):
    """Return the Column that a browser sent under this key; a width that is no number is 0."""
    subheadings = [part.strip() for part in data.get(f"sub-{key}", "").split(",") if part.strip()]
    heading = data.get(f"judul-{key}", "").replace("\r\n", "\n").strip()
    return Column(data.get(f"jenis-{key}", ""), heading, _number(data.get(f"lebar-{key}", "")), subheadings)


def _number(text):
    try:
        width = float(text.replace(",", "."))
    except ValueError:
        return 0.0
    return round(width, 1) if 0 < width < 10_000 else 0.0


class LayoutForm(SeenForm, forms.ModelForm):
    """A layout of an office: name, columns and options."""

    together = (("columns", "area_style", "schedule"),)
    derived = ("columns",)

    columns = forms.CharField(label="Kolom", widget=ColumnsWidget, required=False)
    font_size = forms.TypedChoiceField(label="Ukuran huruf tabel", choices=SIZES, coerce=float)
    move_drafts = forms.BooleanField(
        label="Pakai juga untuk rencana yang masih draf",
        required=False,
        help_text="Bila perubahan ini disimpan sebagai salinan, rencana draf memakainya dan waktunya disesuaikan.",
    )

    class Meta:
        model = Layout
        fields = list(NAMES)
        help_texts = HELP

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["columns"] = stored_value(self.instance, "columns")
        self.fields["name"].max_length = COPY_NAME
        for name, least in layout_columns.LEAST_MARGINS.items():
            limits = {"min": least, "max": layout_columns.MOST_MARGIN, "inputmode": "numeric"}
            self.fields[name].widget.attrs.update(limits)
        self.fields["tick"].widget.attrs.update({"maxlength": 3, "size": 3})

    @property
    def watched(self):
        """Names of the fields whose changes count; what happens to drafts is no value of the layout."""
        return [name for name in super().watched if name != "move_drafts"]

    def _in_words(self, name, value):
        if name != "columns":
            return super()._in_words(name, value)
        return ", ".join(column.heading.replace("\n", " ") for column in self.columns_of(value))

    @staticmethod
    def columns_of(text):
        """Return the [Column] of a text that may have been typed by anybody; [] where it is none."""
        try:
            return layout_columns.from_text(text or "[]")
        except ValueError:
            return []

    def clean(self):
        data = super().clean()
        columns = self.columns_of(data.get("columns", ""))
        options = {"area_style": data.get("area_style", ""), "schedule": data.get("schedule", "")}
        columns = layout_columns.fitted(columns, **options)
        data["columns"] = layout_columns.to_text(columns)
        for sentence in layout_columns.problems(columns):
            self.add_error("columns", sentence)
        for name, sentence in self._page_problems(data, columns).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return data

    def _page_problems(self, data, columns):
        spec = replace(LayoutSpec(), columns=columns, **{name: data[name] for name in SPEC_FIELDS if name in data})
        return layout_columns.page_problems(spec, PAPERS.get(spec.paper, PAPERS[Paper.F4]))

    def spec(self):
        """Return the LayoutSpec that was typed, wrong values as they are stored; the form must be bound."""
        self.is_valid()
        values = {name: self.cleaned_data.get(name, getattr(self.instance, name)) for name in SPEC_FIELDS}
        text = self.cleaned_data.get("columns") or self["columns"].value()
        return LayoutSpec(columns=self.columns_of(text), name=self.instance.slug, title="", **values)


class PreviewForm(forms.Form):
    """Which plan the preview shows: those of the layout's office; none chosen = a sample."""

    rencana = forms.ModelChoiceField(Plan.objects.none(), label="Pratinjau dengan", required=False)

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rencana"].queryset = plans
        self.fields["rencana"].empty_label = "Contoh"
