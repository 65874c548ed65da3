"""Forms of what is asked: a document, its splitting, the due date of an obligation, who sees to a row."""

from calendar import monthrange
from datetime import date

from django import forms

from evidence.states import EvidenceKind, Frequency
from plans.decree_forms import DateInput
from plans.forms import MONTH_NAMES
from teams.models import User

TAKES = [
    ("takes_file", EvidenceKind.FILE.label),
    ("takes_link", EvidenceKind.LINK.label),
    ("takes_statement", EvidenceKind.STATEMENT.label),
    ("takes_nihil", "Nihil (tidak ada kejadian pada masa itu)"),
]
MONTHS = list(enumerate(MONTH_NAMES, 1))


class RequirementForm(forms.Form):
    """One document that is asked; months: due dates by hand, only where the printed time gives none.

    seen: digest of what was shown, by which a later change is noticed.
    """

    title = forms.CharField(
        label="Dokumen yang diminta",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Tulis nama dokumennya."},
    )
    takes = forms.MultipleChoiceField(
        label="Bentuk yang diterima",
        choices=TAKES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu bentuk bukti."},
    )
    frequency = forms.ChoiceField(label="Kapan diminta", choices=Frequency.choices, widget=forms.RadioSelect)
    quantity = forms.IntegerField(
        label="Jumlah",
        min_value=1,
        max_value=99,
        help_text="Banyaknya bukti yang diperlukan untuk setiap tenggat.",
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    months = forms.TypedMultipleChoiceField(
        label="Tenggat: akhir bulan",
        choices=MONTHS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Waktu tercetak tidak terbaca sebagai tanggal. Pilih bulan-bulan tenggatnya.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, scheduled, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        if scheduled:
            del self.fields["months"]

    def values(self):
        """Cleaned values as refining.change and add take them."""
        data = self.cleaned_data
        found = {name: name in data["takes"] for name, _ in TAKES}
        found |= {"title": data["title"], "frequency": data["frequency"], "quantity": data["quantity"]}
        if "months" in data:
            found["dates"] = [_end_of(self.year, month) for month in sorted(data["months"])]
        return found


def initial_of(requirement, seen):
    """Initial values of a RequirementForm."""
    return {
        "title": requirement.title,
        "takes": [name for name, _ in TAKES if getattr(requirement, name)],
        "frequency": requirement.frequency,
        "quantity": requirement.quantity,
        "months": [date.fromisoformat(day).month for day in requirement.dates],
        "seen": seen,
    }


def _end_of(year, month):
    return date(year, month, monthrange(year, month)[1]).isoformat()


class SplitForm(forms.Form):
    """Titles of the documents that one becomes, one on each line."""

    titles = forms.CharField(
        label="Dokumen, satu di setiap baris",
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Baris pertama tetap memegang bukti yang sudah ada.",
        error_messages={"required": "Tulis dokumennya, satu di setiap baris."},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class DueForm(forms.Form):
    """Another due date with its reason; back: the printed one again. seen: due date that was shown (ISO or "")."""

    day = forms.DateField(label="Tenggat baru", required=False, widget=DateInput)
    reason = forms.CharField(label="Alasan", required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, back=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.back = back

    def clean_day(self):
        """None for the printed date, else a date must stand there."""
        day = self.cleaned_data["day"]
        if day is None and not self.back:
            raise forms.ValidationError("Isi tanggal tenggat yang baru.")
        return None if self.back else day


class AssignForm(forms.Form):
    """A colleague who sees to the row, or nobody."""

    user = forms.ModelChoiceField(
        label="Petugas",
        queryset=User.objects.none(),
        required=False,
        empty_label="Belum ditentukan",
        error_messages={"invalid_choice": "Orang ini tidak (lagi) bertugas di satker ini. Pilih orang lain."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
