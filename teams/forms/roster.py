"""Forms of a ZI team: a new one, its title, a group, a person in it."""

from django import forms

from teams.forms.offices import BeginForm
from teams.models import Membership, Team, TeamMember, TeamUnit, User
from teams.offices.writing import staff_offices
from zi_portal.lib.seen import SeenForm

DUTIES = ("Pengarah", "Penanggung Jawab", "Ketua", "Sekretaris", "Koordinator merangkap Anggota", "Anggota")


class NewTeamForm(BeginForm):
    """Office and year of a new team, and the earlier team of the user's offices to copy, if any."""

    source = forms.ModelChoiceField(
        label="Susunan awal",
        queryset=Team.objects.none(),
        required=False,
        empty_label="Kerangka baku: Pengarah, Tim Kerja, enam area",
        help_text="Menyalin tim lama membawa semua kelompok dan anggotanya; sesudahnya tinggal diperbarui.",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        teams = Team.objects.visible_to(user).filter(satker__in=staff_offices(user))
        self.fields["source"].queryset = teams.select_related("satker")


class TitleForm(SeenForm, forms.ModelForm):
    class Meta:
        model = Team
        fields = ["title"]


class UnitForm(SeenForm, forms.ModelForm):
    class Meta:
        model = TeamUnit
        fields = ["title"]
        help_texts = {"title": "Nomor kelompok diberikan otomatis."}
        widgets = {"title": forms.TextInput(attrs={"autofocus": True})}


class MemberForm(SeenForm, forms.ModelForm):
    """One printed line; the account is one of the people with a role at the team's office."""

    class Meta:
        model = TeamMember
        fields = ["name", "job_title", "duty", "unit", "user"]

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        colleagues = Membership.objects.active().filter(satker=team.satker_id).values("user")
        self.fields["user"].queryset = User.objects.filter(pk__in=colleagues, is_active=True)
        self.fields["user"].label = "Akun di portal (bila ada)"
        self.fields["user"].empty_label = "Tanpa akun"
        self.fields["unit"].queryset = TeamUnit.objects.filter(team=team)
        self.fields["unit"].empty_label = None
        self.fields["duty"].widget.attrs["list"] = "kedudukan"
        self.fields["name"].widget.attrs["autofocus"] = True

    def stored_name(self, name):
        """Return the name under which roster stores a field: it writes primary keys, not rows."""
        return f"{name}_id" if name in ("unit", "user") else name

    def field_name(self, stored):
        """Return the form field of a stored name."""
        return stored.removesuffix("_id")

    def values(self):
        """Return the cleaned values as the arguments of roster.add_member."""
        data = self.cleaned_data
        user = data["user"]
        return {
            "unit": data["unit"].pk,
            "name": data["name"],
            "job_title": data["job_title"],
            "duty": data["duty"],
            "user_id": user.pk if user else None,
        }
