"""Forms of a proof: link, statement, nihil or why it cannot be fulfilled; its title, period and questions."""

from django import forms

from evidence.states import EvidenceKind
from plans.models import Indicator
from zi_portal.lib.inputs import RowsField
from zi_portal.lib.seen import SeenForm
from zi_portal.lib.widgets import DateInput

WORDS = {
    EvidenceKind.LINK: "Tautan ke dokumen di luar portal",
    EvidenceKind.STATEMENT: "Pernyataan tertulis",
    EvidenceKind.NIHIL: "Nihil: tidak ada kejadian pada masa itu",
    EvidenceKind.UNABLE: "Tidak dapat dipenuhi",
}
BAD_DATE = {"invalid": "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-03-31."}


class PeriodForm(forms.Form):
    """The period that an evidence proves."""

    proves_from = forms.DateField(
        label="Tanggal dokumen, atau awal masa", required=False, widget=DateInput, error_messages=BAD_DATE
    )
    proves_until = forms.DateField(label="Akhir masa", required=False, widget=DateInput, error_messages=BAD_DATE)

    def clean(self):
        """Refuse a period that ends before it begins."""
        data = super().clean()
        first, last = data.get("proves_from"), data.get("proves_until")
        if first and last and last < first:
            self.add_error("proves_until", "Akhir masa mendahului awalnya. Betulkan salah satu tanggalnya.")
        return data


class AboutForm(PeriodForm):
    """Title and period of an evidence, and the questions of the evaluation that it answers."""

    field_order = ("title",)
    title = forms.CharField(
        label="Judul", max_length=200, error_messages={"required": "Isi judulnya, misalnya nama dokumennya."}
    )
    indicators = RowsField(label="Pertanyaan LKE", queryset=None, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicators"].queryset = Indicator.objects.order_by("component", "position", "pk")

    @property
    def ticked_indicators(self):
        """Return the primary keys of the ticked questions, as text."""
        return {str(getattr(indicator, "pk", indicator)) for indicator in self["indicators"].value() or ()}


class ProofForm(AboutForm):
    """A new proof. kinds: those that the requirement accepts; only fields of the chosen kind are read."""

    kind = forms.ChoiceField(
        label="Bentuk",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih bentuk buktinya.",
            "invalid_choice": "Dokumen ini tidak menerima bentuk itu. Pilih bentuk lain.",
        },
    )
    link = forms.URLField(
        label="Tautan",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Alamat lengkap, diawali https://. Pastikan dapat dibuka pemeriksa.",
        error_messages={"invalid": "Tulis alamat lengkap, misalnya https://contoh.go.id/dokumen."},
    )
    text = forms.CharField(
        label="Isi pernyataan, keterangan nihil, atau alasan",
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
    )
    page = forms.CharField(
        label="Halaman", required=False, max_length=20, help_text="Bila buktinya di halaman tertentu: 12 atau 3–5."
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, WORDS[kind]) for kind in kinds]

    def clean_link(self):
        """Accept only addresses that browsers open as pages."""
        link = self.cleaned_data["link"]
        if link and not link.lower().startswith(("https://", "http://")):
            raise forms.ValidationError("Tautan harus diawali https:// atau http://.")
        return link

    def clean(self):
        """Drop the link of a proof of another kind, with its errors."""
        data = super().clean()
        if data.get("kind") != EvidenceKind.LINK:
            self.errors.pop("link", None)
            data["link"] = ""
        return data


class DescribeForm(SeenForm, AboutForm):
    """Description of an existing evidence, with the page for each obligation; judged: what was decided on stays."""

    together = (("proves_from", "proves_until"),)

    def __init__(self, *args, evidence, judged, **kwargs):
        names = ("title", "proves_from", "proves_until")
        start = {name: getattr(evidence, name) for name in names} | {"indicators": list(evidence.indicators.all())}
        super().__init__(*args, initial=start, **kwargs)
        self.problem = None
        self.uses = list(evidence.uses.select_related("obligation__requirement", "obligation__step__area"))
        for use in self.uses:
            label = f"Halaman untuk “{use.obligation}”"
            self.fields[f"page-{use.pk}"] = forms.CharField(
                label=label, required=False, max_length=20, initial=use.page, disabled=judged
            )
        for name in names:
            self.fields[name].disabled = judged

    @property
    def page_fields(self):
        """Return the bound fields of the pages, in the order of the obligations."""
        return [self[f"page-{use.pk}"] for use in self.uses]
