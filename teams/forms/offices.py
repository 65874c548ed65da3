"""Forms of offices, people and profile; the forms of a team are in roster.py."""

from django import forms
from django.utils import timezone

from teams.models import Membership, Satker, User
from teams.offices import writing
from teams.offices.emblem import MAX_BYTES, recode
from teams.states import Area, Level, Role
from zi_portal.lib.errors import Refused
from zi_portal.lib.seen import SeenForm
from zi_portal.lib.widgets import DateInput

NIP_DIGITS = 18
NIP_HELP = "18 angka; dikosongkan bila bukan pegawai negeri."


def plain_nip(text):
    """Return a typed NIP without blanks, "" when the field is empty; raise ValidationError unless it has 18 digits."""
    nip = "".join(text.split())
    if nip and not (nip.isascii() and nip.isdigit() and len(nip) == NIP_DIGITS):
        raise forms.ValidationError("NIP terdiri atas 18 angka.", code="nip")
    return nip


class BeginForm(forms.Form):
    """Base of the forms that create something for an office and a year (see teams/offices/writing.py)."""

    satker = forms.ModelChoiceField(label="Satker", queryset=Satker.objects.none(), empty_label=None)
    year = forms.IntegerField(label="Tahun")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["satker"].queryset = writing.to_write(user)
        self.fields["year"] = forms.IntegerField(
            label="Tahun",
            min_value=writing.FIRST_YEAR,
            max_value=writing.last_year(),
            initial=timezone.localdate().year,
        )


class SettingsForm(SeenForm, forms.ModelForm):
    """Settings of an office for its own decrees. emblem_file becomes a clean PNG; remove_emblem deletes it."""

    emblem_file = forms.FileField(
        label="Unggah lambang",
        required=False,
        help_text="PNG atau JPG, paling besar 1 MB. Tercetak di tengah atas halaman pertama keputusan.",
        widget=forms.FileInput({"accept": "image/png,image/jpeg", "data-max-bytes": MAX_BYTES}),
    )
    remove_emblem = forms.BooleanField(label="Hapus lambang yang sekarang", required=False)

    class Meta:
        model = Satker
        fields = ["place", "certifier_title", "certifier_name"]
        help_texts = {
            "place": "Tercetak sesudah “Ditetapkan di”, misalnya nama ibu kota kabupaten.",
            "certifier_title": "Jabatan yang mengesahkan salinan; boleh diawali Plt. atau Plh.",
            "certifier_name": "Tanpa gelar dan NIP, seperti pada keputusan.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.emblem:
            del self.fields["remove_emblem"]

    @property
    def watched(self):
        """Names of the fields compared with what was shown; not the emblem: a new one, or none, is always intended."""
        return [name for name in super().watched if name != "remove_emblem"]

    def clean_emblem_file(self):
        """Return (name, bytes) of the re-encoded picture, None when no file was uploaded."""
        emblem = self.cleaned_data["emblem_file"]
        if not emblem:
            return None
        try:
            return recode(emblem)
        except Refused as error:
            raise forms.ValidationError(str(error), code="emblem") from error


class RoleForm(SeenForm, forms.ModelForm):
    """Area, position and period of a role. The role itself never changes: it is ended and another one is given."""

    together = (("acting", "basis", "valid_from", "valid_until"),)

    area = forms.TypedChoiceField(
        label="Area",
        choices=[("", "—"), *Area.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Hanya untuk koordinator tim kerja.",
    )

    class Meta:
        model = Membership
        fields = ["area", "position", "acting", "basis", "valid_from", "valid_until"]
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}
        help_texts = {
            "position": "Misalnya: Kepala Subbagian Hukum dan SDM.",
            "acting": "Plt./Plh. memerlukan dasar penunjukan dan tanggal berakhir.",
            "valid_until": "Kosongkan bila tidak dibatasi.",
        }

    def clean(self):
        """Check that only a coordinator has an area, and that an acting official has a basis and an end date."""
        data = super().clean()
        role = data.get("role") or self.instance.role
        if role == Role.COORDINATOR and not data.get("area") and "area" not in self.errors:
            self.add_error("area", "Pilih area yang dikoordinasikan.")
        if role != Role.COORDINATOR and data.get("area"):
            self.add_error("area", "Area hanya untuk koordinator tim kerja. Kosongkan.")
        if data.get("acting"):
            self._require("basis", "Isi dasar penunjukan, misalnya nomor surat perintah.")
            self._require("valid_until", "Isi tanggal berakhirnya penunjukan.")
        return data

    def _require(self, field, message):
        if not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, message)


class InviteForm(RoleForm):
    """A new role for a person with or without an account; the office comes from the page."""

    email = forms.EmailField(label="Surel", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label="Nama", max_length=120, help_text="Tanpa gelar.")
    nip = forms.CharField(label="NIP", max_length=25, required=False, help_text=NIP_HELP)
    role = forms.ChoiceField(
        label="Peran",
        error_messages={
            "invalid_choice": "Pilih peran dari daftar. Peninjau hanya ada di satker yang membawahi satker lain."
        },
    )
    field_order = ["email", "name", "nip", "role"]

    class Meta(RoleForm.Meta):
        fields = ["role", *RoleForm.Meta.fields]

    def __init__(self, *args, satker, **kwargs):
        super().__init__(*args, instance=Membership(satker=satker), **kwargs)
        self.fields["role"].choices = [("", "Pilih peran"), *roles_at(satker)]
        self.fields["role"].help_text = "Administrator dan peninjau juga melihat satker di bawahnya."

    def clean_nip(self):
        return plain_nip(self.cleaned_data["nip"])

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        """Check that the person does not hold the same role already."""
        data = super().clean()
        duplicates = Membership.objects.active().filter(
            satker=self.instance.satker, user__email=data.get("email"), role=data.get("role"), area=data.get("area")
        )
        if not self.errors and duplicates.exists():
            self.add_error("email", "Orang ini sudah memegang peran tersebut di satker ini.")
        return data


def roles_at(satker):
    """Return the choices of roles at an office: reviewers exist only at the national office and above other offices."""
    has_below = satker.level == Level.PUSAT or satker.children.exists()
    return [(value, label) for value, label in Role.choices if has_below or value != Role.REVIEWER]


class ProfileForm(SeenForm, forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "nip"]
        help_texts = {"name": "Tanpa gelar, seperti tercetak pada keputusan.", "nip": NIP_HELP}

    def clean_nip(self):
        return plain_nip(self.cleaned_data["nip"])
