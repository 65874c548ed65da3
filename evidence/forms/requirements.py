"""Forms of requirements: a document, its splitting, the due date of an obligation, who is assigned to a row."""

from calendar import monthrange
from datetime import date

from django import forms

from evidence.states import EvidenceKind, Frequency
from teams.models import User
from zi_portal.lib.indonesian import SHORT_MONTHS
from zi_portal.lib.seen import SeenForm, SeenWhole
from zi_portal.lib.widgets import DateInput

TAKES = [
    ("takes_file", EvidenceKind.FILE.label),
    ("takes_link", EvidenceKind.LINK.label),
    ("takes_statement", EvidenceKind.STATEMENT.label),
    ("takes_nihil", "Nihil (tidak ada kejadian pada masa itu)"),
]
MONTHS = list(enumerate(SHORT_MONTHS, 1))


class RequirementForm(SeenForm, forms.Form):
    """One required document; dates: ends of months to choose, only when the printed time gives no due date."""

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
    dates = forms.MultipleChoiceField(
        label="Tenggat: akhir bulan",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Waktu tercetak tidak terbaca sebagai tanggal. Pilih bulan-bulan tenggatnya.",
    )

    def __init__(self, *args, scheduled, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dates"].choices = [(_end_of(year, month), name) for month, name in MONTHS]
        if scheduled:
            del self.fields["dates"]


def _end_of(year, month):
    return date(year, month, monthrange(year, month)[1]).isoformat()


class SplitForm(SeenWhole, forms.Form):
    """Titles of the documents into which one is split, one per line."""

    titles = forms.CharField(
        label="Dokumen, satu di setiap baris",
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Baris pertama tetap memegang bukti yang sudah ada.",
        error_messages={"required": "Tulis dokumennya, satu di setiap baris."},
    )


class DueForm(SeenWhole, forms.Form):
    """Another due date with its reason; back: return to the printed one."""

    day = forms.DateField(label="Tenggat baru", required=False, widget=DateInput)
    reason = forms.CharField(label="Alasan", required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, back=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.back = back

    def clean_day(self):
        """Return None for the printed date, else require a date."""
        day = self.cleaned_data["day"]
        if day is None and not self.back:
            raise forms.ValidationError("Isi tanggal tenggat yang baru.")
        return None if self.back else day


class AssignForm(SeenForm, forms.Form):
    """The colleague assigned to a row, or nobody."""

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
