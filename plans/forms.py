"""Forms of the plan: new plan, area, aspect, row, import. They check what was typed, they save nothing."""

from hashlib import sha256

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.utils import timezone

from plans.models import ActionStep, Aspect, Component, Layout, Plan, PlanArea
from plans.states import ScheduleStyle
from plans.tree import EXTRA, LONGEST_TITLE, RUN_FIELDS
from teams.models import Satker
from teams.states import Role
from zi_portal.lib.limits import limit

LONGEST = 5000
MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
QUARTER_NAMES = ["Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV"]
HELP = {
    "time": "Contoh: Oktober 2025 · Januari s.d. Maret 2026 · Per Triwulan · Setiap Bulan.",
    "target": "Contoh: 4 (empat) Laporan.",
    "evidence": "Satu bukti per baris memudahkan pengumpulan nanti.",
}
CHANGED = (
    "Isian ini sudah diubah orang lain sejak Anda membukanya menjadi: {}. Simpan sekali lagi untuk memakai isian Anda."
)
SENTENCE = "Periksa kembali isian yang ditandai."


def helper(submit="Simpan", *, multipart=False):
    """Crispy helper of the portal's forms: one column, one button, the form tag is its own."""
    made = FormHelper()
    made.form_method = "post"
    made.add_input(Submit("simpan", submit, css_class="btn btn-primary"))
    made.attrs = {"novalidate": ""} | ({"enctype": "multipart/form-data"} if multipart else {})
    made.form_error_title = SENTENCE
    return made


def offices_to_write(user):
    """Offices where the user is staff: the only ones offered for a new plan."""
    ids = [grant.satker_id for grant in user.grants if grant.role == Role.STAFF]
    return Satker.objects.visible_to(user).active().filter(pk__in=ids)


def year_field():
    """Year of a plan, next to the present one."""
    this_year = timezone.localdate().year
    return forms.IntegerField(label="Tahun", min_value=2015, max_value=this_year + 5, initial=this_year)


class PlanForm(forms.Form):
    """A new plan: office, year, layout."""

    satker = forms.ModelChoiceField(Satker.objects.none(), label="Satker", empty_label=None)
    year = forms.IntegerField(label="Tahun")
    layout = forms.ModelChoiceField(
        Layout.objects.none(), label="Bentuk tabel", empty_label=None, help_text="Dapat diganti selama masih draf."
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["satker"].queryset = offices_to_write(user)
        self.fields["layout"].queryset = Layout.objects.visible_to(user)
        self.fields["year"] = year_field()
        self.helper = helper("Buat rencana")


class SeenForm(forms.ModelForm):
    """A form that knows what the user saw: a row changed by somebody else meanwhile is said, not overwritten.

    The typed text stays; saving once more, now having been told, wins.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stored = [str(self.initial.get(name)) for name in self._meta.fields]
        self.now = sha256("\x1f".join(stored).encode()).hexdigest()
        self.fields["seen"].initial = self.now

    def clean(self):
        """Adds what is stored now to the errors when it is not what was seen."""
        data = super().clean()
        if self.instance.pk and data.get("seen") not in ("", self.now):
            stored = "; ".join(str(self.initial[name]) for name in self._meta.fields if self.initial.get(name))
            self.add_error(None, CHANGED.format(stored))
            self.data = self.data.copy()
            self.data["seen"] = self.now
        data.pop("seen", None)
        return data


class PlanSettingsForm(SeenForm):
    """Title, layout and start date of a plan."""

    class Meta:
        model = Plan
        fields = ["title", "layout", "starts_on"]
        widgets = {"title": forms.Textarea({"rows": 3}), "starts_on": forms.DateInput({"type": "date"}, "%Y-%m-%d")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["layout"].queryset = Layout.objects.visible_to(user)
        self.fields["layout"].label = "Bentuk tabel"
        self.fields["layout"].empty_label = None
        limit(self, title=LONGEST_TITLE)
        self.helper = helper()


class AreaForm(SeenForm):
    """Label, title and mapping of an area."""

    class Meta:
        model = PlanArea
        fields = ["label", "title", "component"]
        widgets = {"title": forms.Textarea({"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["component"].queryset = Component.objects.all()
        self.fields["component"].empty_label = "Tidak termasuk enam area"
        limit(self, title=LONGEST_TITLE)
        self.helper = helper()


class AspectForm(SeenForm):
    """Label, title of an aspect; a heading groups unnumbered aspects below it."""

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
        limit(self, title=LONGEST_TITLE)
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


class StepForm(forms.Form):
    """One row: a text per column of the layout, remark columns, ticks. Continued cells are shown, not typed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, spec, columns, step=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step or ActionStep()
        self.run_fields = []
        for column in columns:
            self._add_column(column)
        if spec.schedule != ScheduleStyle.TEXT and "time" not in self.step.continues:
            self._add_ticks(spec)

    def _add_column(self, column):
        name = column.field
        if name in self.step.continues or not (name in RUN_FIELDS or name.startswith(EXTRA)):
            return
        own = self.step.extra.get(name.removeprefix(EXTRA), "") if name.startswith(EXTRA) else getattr(self.step, name)
        self.run_fields.append(name)
        self.fields[self.form_name(name)] = forms.CharField(
            label=column.heading.capitalize(),
            required=False,
            initial=own,
            max_length=LONGEST,
            strip=True,
            help_text=HELP.get(name, ""),
            widget=forms.Textarea({"rows": max(2, min(8, own.count("\n") + 1 + len(own) // 90))}),
        )

    def form_name(self, name):
        """Name of the form field of a column (remark headings may hold anything)."""
        return name if not name.startswith(EXTRA) else f"kolom_{self.run_fields.index(name)}"

    def _add_ticks(self, spec):
        months = spec.schedule == ScheduleStyle.MONTHS
        names = MONTH_NAMES if months else QUARTER_NAMES
        self.fields["ticks"] = forms.TypedMultipleChoiceField(
            label="Pelaksanaan",
            coerce=int,
            required=False,
            choices=list(enumerate(names, 1)),
            initial=self.step.ticks,
            widget=forms.CheckboxSelectMultiple,
        )

    def texts(self):
        """{field: typed text} for the model, extra and ticks included."""
        data = self.cleaned_data
        found = {name: data[name] for name in self.run_fields if not name.startswith(EXTRA)}
        remarks = {
            name.removeprefix(EXTRA): data[self.form_name(name)] for name in self.run_fields if name.startswith(EXTRA)
        }
        if remarks:
            found["extra"] = self.step.extra | remarks
        if "ticks" in data:
            found["ticks"] = data["ticks"]
            found["tick_notes"] = {k: v for k, v in self.step.tick_notes.items() if int(k) not in data["ticks"]}
        return found


class UploadForm(forms.Form):
    """A workbook to import."""

    satker = forms.ModelChoiceField(Satker.objects.none(), label="Satker", empty_label=None)
    year = forms.IntegerField(label="Tahun")
    file = forms.FileField(
        label="Berkas Excel (.xlsx)",
        allow_empty_file=True,
        help_text=(
            f"Paling besar {settings.UPLOAD_MB} MB. Berkas dibaca dahulu; Anda memeriksa hasilnya sebelum disimpan."
        ),
        widget=forms.FileInput({"accept": ".xlsx", "data-max-bytes": settings.UPLOAD_MB << 20}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["satker"].queryset = offices_to_write(user)
        self.fields["year"] = year_field()
        self.helper = helper("Baca berkas", multipart=True)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise forms.ValidationError("Berkas kosong. Pilih berkas lain.", code="file_empty")
        if file.size > settings.UPLOAD_MB << 20:
            raise forms.ValidationError(f"Berkas lebih besar dari {settings.UPLOAD_MB} MB.", code="too_large")
        return file
