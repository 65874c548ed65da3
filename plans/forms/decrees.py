"""Forms of the decree's screens."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML as Markup
from crispy_forms.layout import Div, Field, Layout
from django import forms

from plans.models import Annex, Clause, Decree, LegalBasis
from plans.states import Issuer
from plans.tree import MAX_TEXT_LENGTH, MAX_TITLE_LENGTH
from teams.forms.offices import BeginForm, plain_nip
from zi_portal.lib.inputs import RowsField
from zi_portal.lib.seen import SeenForm
from zi_portal.lib.widgets import DateInput, limit

NUMBER = re.compile(r"\d[\w./-]*", re.ASCII)
"""A decree's number in the office's register: "53", "314/ORT.07-Kpt/01"."""
MAX_ANNEX_LENGTH = 100_000
SETTINGS = [
    "title",
    "issuer",
    "issuer_name",
    "issuer_nip",
    "acting",
    "place",
    "certifier_title",
    "certifier_name",
    "pleno_number",
    "pleno_date",
    "paper",
]
TYPED_AT_ENACTMENT = {"number_missing", "date_missing", "place_missing", "issuer_missing"}
"""Codes of gaps that the form of the enactment fills."""
ITALIC_HELP = "Kata bercetak miring diapit bintang: *e-government*."


def bare_helper(layout=None):
    """Return a Crispy helper without form tag and buttons, which the template writes."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if layout is not None:
        helper.layout = layout
    return helper


def columns(*names):
    """Return the fields side by side on a wide screen, below each other on a phone."""
    return Div(*(Div(Field(name), css_class="col-md") for name in names), css_class="row")


def heading(words):
    """Return a heading between groups of fields."""
    return Markup(f'<h2 class="mt-4">{words}</h2>')


class NewDecreeForm(BeginForm):
    """A decree without a plan."""

    title = forms.CharField(
        label="Judul (tentang)",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_TITLE_LENGTH,
        help_text="Tanpa kata “tentang”; dicetak dengan huruf kapital. "
        "Contoh: PEMBENTUKAN TIM PEMBANGUNAN ZONA INTEGRITAS …",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.helper = bare_helper()

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].upper().split())


class SettingsForm(SeenForm, forms.ModelForm):
    """Title, issuer, place, certifier, pleno and paper of a decree."""

    together = (("issuer", "issuer_nip"), ("pleno_number", "pleno_date"))

    class Meta:
        model = Decree
        fields = SETTINGS
        widgets = {"title": forms.Textarea(attrs={"rows": 3}), "pleno_date": DateInput()}
        help_texts = {
            "title": "Tanpa kata “tentang”; disimpan dengan huruf kapital, sama persis dengan judul pada lampiran.",
            "issuer": "Sekretaris menandatangani dengan NIP, Ketua tanpa NIP.",
            "issuer_name": "Seperti tercetak, tanpa gelar. Boleh diisi saat penetapan.",
            "issuer_nip": "18 angka; hanya untuk Sekretaris.",
            "acting": "Plt. atau Plh. dicetak di depan jabatan.",
            "place": "Dicetak setelah “Ditetapkan di”, misalnya nama ibu kota kabupaten.",
            "certifier_title": "Dicetak di bawah “Salinan sesuai dengan aslinya”, misalnya Kepala Subbagian Hukum.",
            "pleno_number": "Bila keputusan ini didasarkan pada rapat pleno.",
            "paper": "Naskah tegak, lampiran mendatar.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit(self, title=MAX_TITLE_LENGTH)
        self.helper = bare_helper(
            Layout(
                "seen",
                "title",
                heading("Penetapan"),
                columns("issuer", "acting"),
                columns("issuer_name", "issuer_nip"),
                columns("place", "paper"),
                heading("Pengesah salinan"),
                columns("certifier_title", "certifier_name"),
                heading("Rapat pleno"),
                columns("pleno_number", "pleno_date"),
            )
        )

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].upper().split())

    def clean_issuer_nip(self):
        return plain_nip(self.cleaned_data["issuer_nip"])

    def clean(self):
        values = super().clean()
        if values.get("issuer") == Issuer.CHAIR:
            values["issuer_nip"] = ""
        elif not values.get("issuer_nip") and "issuer_nip" not in self.errors:
            self.add_error("issuer_nip", "Isi NIP Sekretaris: keputusan Sekretaris dicetak dengan NIP.")
        if bool(values.get("pleno_number")) != bool(values.get("pleno_date")) and "pleno_date" not in self.errors:
            field = "pleno_date" if values.get("pleno_number") else "pleno_number"
            self.add_error(field, "Nomor dan tanggal berita acara pleno diisi keduanya atau dikosongkan keduanya.")
        return values


class ClauseForm(SeenForm, forms.ModelForm):
    """The text of one clause."""

    class Meta:
        model = Clause
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "autofocus": True})}
        help_texts = {"text": f"Nomor atau huruf di depannya dicetak otomatis. {ITALIC_HELP}"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit(self, text=MAX_TEXT_LENGTH)
        self.helper = bare_helper()

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())


class BasisForm(forms.Form):
    """Legal bases of the library that the user ticked."""

    basis = RowsField(
        queryset=LegalBasis.objects.all(),
        error_messages={"required": "Pilih paling sedikit satu dasar hukum.", "invalid_choice": "Pilihan tidak ada."},
    )


class AnnexTeamForm(forms.Form):
    """One of the office's teams that is not yet an annex of any decree."""

    team = forms.ModelChoiceField(label="Tim", queryset=None, empty_label=None)

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.helper = bare_helper()


class AnnexTextForm(SeenForm, forms.ModelForm):
    """A text annex."""

    class Meta:
        model = Annex
        fields = ["title", "text", "shows_place"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2}), "text": forms.Textarea(attrs={"rows": 14})}
        help_texts = {
            "title": "Dicetak di tengah di atas isi lampiran.",
            "text": f"Baris kosong memulai paragraf baru. {ITALIC_HELP}",
            "shows_place": "“Ditetapkan di … pada tanggal …” dicetak juga pada lampiran ini.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = self.fields["text"].required = True
        limit(self, title=MAX_TITLE_LENGTH, text=MAX_ANNEX_LENGTH)
        self.helper = bare_helper()

    def clean_text(self):
        """Refuse a line that is too long to be printed as one paragraph."""
        text = self.cleaned_data["text"]
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > MAX_TEXT_LENGTH:
                message = (
                    f"Paragraf pada baris {number} berisi {len(line)} huruf; paling banyak {MAX_TEXT_LENGTH}. Bagi."
                )
                raise forms.ValidationError(message, code="paragraph_too_long")
        return text


class AnnexPlaceForm(SeenForm, forms.ModelForm):
    """The choices for the annex of a plan or team: whether it prints place and date, and its title where it has one.

    An annex without a title of its own prints that of its table, which is changed there.
    """

    class Meta:
        model = Annex
        fields = ["title", "shows_place"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "title": "Kosongkan agar judul tabelnya yang dicetak.",
            "shows_place": AnnexTextForm.Meta.help_texts["shows_place"],
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.title:
            limit(self, title=MAX_TITLE_LENGTH)
        else:
            del self.fields["title"]
        self.helper = bare_helper()


class ActionForm(forms.Form):
    """A change of state: the revision that the user saw, and a note where one is required or allowed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Catatan", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False, strip=True
    )

    def __init__(self, *args, note_needed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = note_needed
        self.fields["note"].help_text = "Wajib diisi; dibaca oleh penyusun." if note_needed else "Boleh dikosongkan."
        self.fields["note"].error_messages["required"] = "Tulis catatan: apa alasannya dan apa yang harus dilakukan."
        self.helper = bare_helper()


class EnactForm(forms.ModelForm):
    """Number, its year, date and place of the enactment and the signer's name, from the office's register."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Decree
        fields = ["number", "number_year", "enacted_on", "place", "issuer_name"]
        widgets = {"enacted_on": DateInput(), "number": forms.TextInput(attrs={"inputmode": "numeric"})}
        help_texts = {
            "number": "Dari buku register keputusan satker; hanya nomornya, misalnya 53.",
            "number_year": "Dicetak “NOMOR 53 TAHUN 2026”.",
            "enacted_on": "Tanggal yang dicetak setelah “pada tanggal”.",
            "place": "Dicetak setelah “Ditetapkan di”.",
            "issuer_name": "Seperti tercetak, tanpa gelar.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].required = True
        self.helper = bare_helper(
            Layout("revision", columns("number", "number_year", "enacted_on"), columns("place", "issuer_name"))
        )

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError("Nomor diawali angka dan ditulis tanpa spasi, misalnya 53.")
        return number

    def clean(self):
        values = super().clean()
        day, year = values.get("enacted_on"), values.get("number_year")
        if day and year and day.year != year:
            self.add_error("number_year", "Tahun nomor berbeda dengan tahun pada tanggal penetapan.")
        if year and values.get("number") and self._taken(values["number"], year):
            self.add_error(
                "number", "Nomor ini sudah dipakai keputusan lain pada tahun yang sama. Periksa buku register."
            )
        return values

    def _taken(self, number, year):
        numbered_decrees = Decree.objects.filter(satker_id=self.instance.satker_id, issuer=self.instance.issuer)
        return numbered_decrees.exclude(pk=self.instance.pk).filter(number=number, number_year=year).exists()
