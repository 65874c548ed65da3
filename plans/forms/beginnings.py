"""Forms of what a new plan begins from. They validate and save nothing."""

from django import forms

from plans.beginnings.deciding import KEEP, TAKE
from plans.beginnings.skeleton import outline
from plans.forms.plans import PlanForm, helper
from teams.forms.offices import BeginForm


class CopyForm(BeginForm):
    """Office and year of a plan that is copied from another table."""


class SkeletonForm(PlanForm):
    """Office, year and layout of a plan from the skeleton, and the codes of the indicators that become rows."""

    kode = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "Indikator yang dipilih tidak ada. Muat ulang halamannya."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = outline()
        indicators = [item for _, groups in self.areas for group in groups for item in group.indicators]
        self.fields["kode"].choices = [(item.code, item.label) for item in indicators]
        self.usual_codes = {
            item.code for _, groups in self.areas for group in groups if not group.reform for item in group.indicators
        }

    @property
    def ticked(self):
        """Return the codes that are ticked: as sent, at first those of the pemenuhan part."""
        return set(self.data.getlist("kode")) if self.is_bound else self.usual_codes


class TemplateForm(forms.Form):
    """Which template a plan becomes: a new one of an office, or the next version of one that exists."""

    target = forms.ChoiceField(label="Menjadi")
    title = forms.CharField(
        label="Nama templat",
        max_length=120,
        required=False,
        help_text="Tanpa tahun, misalnya: Rencana ZI kabupaten/kota.",
    )
    note = forms.CharField(
        label="Catatan versi",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Apa yang baru dan mengapa; dibaca satker yang memakainya.",
    )

    def __init__(self, *args, offices, templates, **kwargs):
        super().__init__(*args, **kwargs)
        self.offices = {f"baru-{office.pk}": office for office in offices}
        self.templates = {f"versi-{template.pk}": template for template in templates}
        new = [(key, f"Templat baru milik {office.short_name}") for key, office in self.offices.items()]
        old = [(key, f"Versi baru dari {template.title}") for key, template in self.templates.items()]
        self.fields["target"].choices = [*new, *old]
        self.helper = helper("Buat versi")

    def clean(self):
        """Check that a new template has a name."""
        data = super().clean()
        if data.get("target") in self.offices and not data.get("title", "").strip():
            self.add_error("title", "Beri nama templat baru ini.")
        return data


class OfferForm:
    """What an office answers to the rows that a template offers; reads the fields of the page, row by row.

    answers: {row key: (TAKE or KEEP, reason)} of the rows that were answered; errors: {row key: sentence}.
    """

    LONGEST = 300

    def __init__(self, data, keys):
        self.words = {key: (data.get(f"pilih-{key}", ""), data.get(f"alasan-{key}", "").strip()) for key in keys}
        self.answers = {key: answer for key, answer in self.words.items() if answer[0] in (TAKE, KEEP)}
        self.errors = {key: self._error(*answer) for key, answer in self.answers.items() if self._error(*answer)}

    def _error(self, word, reason):
        if word == KEEP and not reason:
            return "Tulis alasan mengapa baris ini tetap."
        return f"Alasan paling panjang {self.LONGEST} huruf." if len(reason) > self.LONGEST else ""
