"""Form of a proof without a file: link, statement, nihil, or why it cannot be fulfilled."""

from django import forms

from evidence.states import EvidenceKind
from plans.decree_forms import DateInput
from plans.models import Indicator

WORDS = {
    EvidenceKind.LINK: "Tautan ke dokumen di luar portal",
    EvidenceKind.STATEMENT: "Pernyataan tertulis",
    EvidenceKind.NIHIL: "Nihil: tidak ada kejadian pada masa itu",
    EvidenceKind.UNABLE: "Tidak dapat dipenuhi",
}


class ProofForm(forms.Form):
    """kinds: those that the requirement takes; only what belongs to the chosen kind is read."""

    kind = forms.ChoiceField(
        label="Bentuk",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih bentuk buktinya.",
            "invalid_choice": "Dokumen ini tidak menerima bentuk itu. Pilih bentuk lain.",
        },
    )
    title = forms.CharField(
        label="Judul", max_length=200, error_messages={"required": "Isi judulnya, misalnya nama dokumennya."}
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
    proves_from = forms.DateField(label="Tanggal dokumen, atau awal masa", required=False, widget=DateInput)
    proves_until = forms.DateField(label="Akhir masa", required=False, widget=DateInput)
    page = forms.CharField(
        label="Halaman", required=False, max_length=20, help_text="Bila buktinya di halaman tertentu: 12 atau 3–5."
    )
    indicators = forms.ModelMultipleChoiceField(
        label="Pertanyaan LKE", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, WORDS[kind]) for kind in kinds]
        self.fields["indicators"].queryset = Indicator.objects.order_by("component", "position", "pk")

    def clean_link(self):
        """Only what a browser opens as a page."""
        link = self.cleaned_data["link"]
        if link and not link.lower().startswith(("https://", "http://")):
            raise forms.ValidationError("Tautan harus diawali https:// atau http://.")
        return link

    def clean(self):
        """The end of the period is not before its beginning; a link of another kind's proof does not matter."""
        data = super().clean()
        if data.get("kind") != EvidenceKind.LINK:
            self.errors.pop("link", None)
            data["link"] = ""
        first, last = data.get("proves_from"), data.get("proves_until")
        if first and last and last < first:
            self.add_error("proves_until", "Akhir masa mendahului awalnya.")
        return data

    @property
    def chosen(self):
        """Primary keys of the ticked questions, as text."""
        return {str(getattr(one, "pk", one)) for one in self["indicators"].value() or ()}
