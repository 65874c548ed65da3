"""Forms of the plan: new plan, area, aspect, row, import. They validate and save nothing."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from plans.models import ActionStep, Aspect, Component, Layout, Plan, PlanArea
from plans.states import ScheduleStyle
from plans.tree import EXTRA, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH, RUN_FIELDS
from teams.forms.offices import BeginForm
from zi_portal.lib.indonesian import QUARTERS, SHORT_MONTHS
from zi_portal.lib.seen import SeenForm, digest
from zi_portal.lib.widgets import DateInput, limit

HELP = {
    "time": "Contoh: Oktober 2025 · Januari s.d. Maret 2026 · Per Triwulan · Setiap Bulan.",
    "target": "Contoh: 4 (empat) Laporan.",
    "evidence": "Satu bukti per baris memudahkan pengumpulan nanti.",
}
OTHER_OFFICE = "Tata letak ini milik satker lain. Pilih tata letak bawaan atau tata letak satker yang dipilih."
SENTENCE = "Periksa kembali isian yang ditandai."


def helper(submit="Simpan", *, multipart=False):
    """Return the Crispy helper of the portal's forms: one column, one button, with the form tag."""
    helper = FormHelper()
    helper.form_method = "post"
    helper.add_input(Submit("simpan", submit, css_class="btn btn-primary"))
    helper.attrs = {"novalidate": ""} | ({"enctype": "multipart/form-data"} if multipart else {})
    helper.form_error_title = SENTENCE
    return helper


class PlanForm(BeginForm):
    """A new plan: office, year, layout."""

    layout = forms.ModelChoiceField(
        Layout.objects.none(), label="Bentuk tabel", empty_label=None, help_text="Dapat diganti selama masih draf."
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        satkers = self.fields["satker"].queryset
        self.fields["layout"].queryset = Layout.objects.usable_for(*satkers.values_list("pk", flat=True))
        self.helper = helper("Buat rencana")

    def clean(self):
        """Refuse the layout of an office other than the plan's."""
        data = super().clean()
        layout, satker = data.get("layout"), data.get("satker")
        if layout and satker and layout.satker_id not in {None, satker.pk}:
            self.add_error("layout", OTHER_OFFICE)
        return data


class PlanSettingsForm(SeenForm, forms.ModelForm):
    """Title, layout and start date of a plan."""

    class Meta:
        model = Plan
        fields = ["title", "layout", "starts_on"]
        widgets = {"title": forms.Textarea({"rows": 3}), "starts_on": DateInput()}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        present = Layout.objects.filter(pk=self.instance.layout_id)
        self.fields["layout"].queryset = Layout.objects.usable_for(self.instance.satker_id) | present
        self.fields["layout"].label = "Bentuk tabel"
        self.fields["layout"].help_text = format_html(
            'Tata letak bawaan dan milik satker. <a href="{}">Lihat dan ubah tata letak</a>', reverse("layouts:list")
        )
        self.fields["layout"].empty_label = None
        limit(self, title=MAX_TITLE_LENGTH)
        self.helper = helper()


class AreaForm(SeenForm, forms.ModelForm):
    """Label, title and mapping of an area."""

    class Meta:
        model = PlanArea
        fields = ["label", "title", "component"]
        widgets = {"title": forms.Textarea({"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["component"].queryset = Component.objects.all()
        self.fields["component"].empty_label = "Tidak termasuk enam area"
        limit(self, title=MAX_TITLE_LENGTH)
        self.helper = helper()


class AspectForm(SeenForm, forms.ModelForm):
    """Label, title and parent of an aspect; a heading groups unnumbered aspects below it."""

    together = (("heading", "parent"),)

    class Meta:
        model = Aspect
        fields = ["label", "title", "heading", "parent"]
        widgets = {"title": forms.Textarea({"rows": 2})}

    def __init__(self, *args, area, **kwargs):
        super().__init__(*args, **kwargs)
        headings = Aspect.objects.filter(area=area, heading=True, parent=None)
        self.fields["parent"].queryset = headings.exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = "Langsung di bawah area"
        self.fields["parent"].label = "Letak"
        limit(self, title=MAX_TITLE_LENGTH)
        self.fields["heading"].help_text = "Dicetak selebar tabel; aspek tanpa nomor ditulis di bawahnya."
        self.helper = helper()

    def clean(self):
        data = super().clean()
        if data.get("heading") and data.get("parent"):
            self.add_error("parent", "Baris judul tidak dapat berada di bawah baris judul lain.")
        if data.get("heading") and self.instance.pk and self.instance.steps.exists():
            self.add_error(
                "heading", "Aspek ini sudah punya baris; pindahkan dahulu sebelum menjadikannya baris judul."
            )
        return data


class StepForm(SeenForm, forms.Form):
    """One row: a text per column of the layout, remark columns, ticks. Continued cells are shown, not editable."""

    def __init__(self, *args, spec, columns, step=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step or ActionStep()
        self.run_fields = []
        for column in columns:
            self._add_column(column)
        if spec.schedule != ScheduleStyle.TEXT and not self._continued("time", "ticks"):
            self._add_ticks(spec)

    def _continued(self, run, name):
        """Return whether a cell has no field because it continues the one above and was not sent either."""
        return run in self.step.continues and name not in self.data

    def _add_column(self, column):
        name = column.field
        if not (name in RUN_FIELDS or name.startswith(EXTRA)) or self._continued(name, self.field_name(name)):
            return
        own = self.step.extra.get(name.removeprefix(EXTRA), "") if name.startswith(EXTRA) else getattr(self.step, name)
        self.run_fields.append(name)
        self.fields[self.field_name(name)] = forms.CharField(
            label=column.heading.capitalize(),
            required=False,
            initial=own,
            max_length=MAX_TEXT_LENGTH,
            strip=True,
            help_text=HELP.get(name, ""),
            widget=forms.Textarea({"rows": max(2, min(8, own.count("\n") + 1 + len(own) // 90))}),
        )

    def field_name(self, stored):
        """Return the form field's name of a column (a remark's heading may contain anything)."""
        return f"kolom_{digest(stored)}" if stored.startswith(EXTRA) else stored

    def _add_ticks(self, spec):
        months = spec.schedule == ScheduleStyle.MONTHS
        names = SHORT_MONTHS if months else QUARTERS
        self.fields["ticks"] = forms.TypedMultipleChoiceField(
            label="Pelaksanaan",
            coerce=int,
            required=False,
            choices=[(place, self._tick_label(place, name)) for place, name in enumerate(names, 1)],
            initial=self.step.ticks,
            widget=forms.CheckboxSelectMultiple,
        )

    def _tick_label(self, place, name):
        """Return the name of a month or quarter, with the text that its cell prints in place of the tick."""
        note = self.step.tick_notes.get(str(place), "")
        return f"{name} ({note})" if note else name

    def stored_name(self, name):
        """Return the column of a form field; the schedule's boxes are "ticks"."""
        return next((column for column in self.run_fields if self.field_name(column) == name), name)

    def texts(self):
        """Return {field: typed text} of a new row, including extra and ticks."""
        cells = {self.stored_name(name): self.cleaned_data[name] for name in self.watched}
        remarks = {name.removeprefix(EXTRA): cells.pop(name) for name in list(cells) if name.startswith(EXTRA)}
        return cells | ({"extra": remarks} if remarks else {})


class UploadForm(BeginForm):
    """A workbook to import."""

    file = forms.FileField(
        label="Berkas Excel (.xlsx)",
        allow_empty_file=True,
        help_text=(
            f"Paling besar {settings.UPLOAD_MB} MB. Berkas dibaca dahulu; Anda memeriksa hasilnya sebelum disimpan."
        ),
        widget=forms.FileInput({"accept": ".xlsx", "data-max-bytes": settings.UPLOAD_MB << 20}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.helper = helper("Baca berkas", multipart=True)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise forms.ValidationError("Berkas kosong. Pilih berkas lain.", code="file_empty")
        if file.size > settings.UPLOAD_MB << 20:
            raise forms.ValidationError(f"Berkas lebih besar dari {settings.UPLOAD_MB} MB.", code="too_large")
        return file
