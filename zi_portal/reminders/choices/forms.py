"""Forms of the notices: a person's own choices, the rules of an office, holidays."""

from datetime import date

from django import forms
from django.utils import timezone

from zi_portal.lib.seen import SeenForm
from zi_portal.lib.widgets import DateInput
from zi_portal.reminders.choices.choosing import MOST_AT_ONCE, SUBJECT_FIELD, kinds_on, switchable_kinds
from zi_portal.reminders.models import Holiday, OfficeRule, Preference
from zi_portal.reminders.states import Bundling, Channel, Days

FOLLOWS = "Mengikuti satker"
FORMAT = "Baris {}: tulis tanggal, titik koma, lalu nama, misalnya 2026-01-01;Tahun Baru."
PAST = "Tanggal ini sudah lewat. Isi hari terakhir cuti Anda, atau kosongkan."
UNTIL_WHEN = "Isi hari terakhir cuti Anda, agar pengganti tahu sampai kapan."
REVIEW_DAYS = (1, 30)
"""Fewest and most days that evidence may wait for its review."""


class PreferenceForm(SeenForm, forms.ModelForm):
    """A person's own choices; an empty one follows the office."""

    together = (("quiet_until", "substitute"),)
    zone = forms.ChoiceField(label="Zona waktu", required=False)

    class Meta:
        model = Preference
        fields = ["channel", "bundling", "days", "zone", "digest_off", "quiet_until", "substitute"]
        widgets = {"quiet_until": DateInput()}
        labels = {
            "channel": "Diberi tahu lewat",
            "bundling": "Bentuk surel",
            "days": "Pada hari",
            "digest_off": "Hentikan rangkuman lewat surel",
            "quiet_until": "Cuti sampai dengan",
            "substitute": "Pengganti",
        }
        help_texts = {
            "zone": "Pengingat datang pukul 07.00 di zona waktu ini.",
            "digest_off": "Isinya tetap tampil di portal.",
            "quiet_until": "Selama cuti, pengingat dikirim kepada pengganti.",
            "substitute": "Rekan yang berperan di satker yang sama. Tanpa pengganti, tidak ada yang diingatkan.",
        }

    def __init__(self, *args, colleagues, zones, rule=None, zone="", **kwargs):
        """colleagues: queryset of the people who may stand in; zones: choices; rule, zone: what the office has set."""
        super().__init__(*args, **kwargs)
        self.fields["zone"].help_text = self._meta.help_texts["zone"]
        self.fields["substitute"].queryset = colleagues
        self.fields["substitute"].empty_label = "Tanpa pengganti"
        for name, values in (("channel", Channel), ("bundling", Bundling), ("days", Days)):
            self._follow(name, values.choices, getattr(rule, name, ""))
        self._follow("zone", zones, zone)

    def _follow(self, name, choices, office_value):
        """Give a field its choices; the empty one says what the office has set."""
        label = dict(choices).get(office_value)
        follows = f"{FOLLOWS}: {label[0].lower() + label[1:] if name != 'zone' else label}" if label else FOLLOWS
        self.fields[name].choices = [("", follows), *choices]

    def clean_quiet_until(self):
        """Refuse a day that has passed, unless it stood there before."""
        day = self.cleaned_data["quiet_until"]
        if day and day < timezone.localdate() and day != self.initial.get("quiet_until"):
            raise forms.ValidationError(PAST, code="past")
        return day

    def clean(self):
        """Ask for the last day of a leave where somebody stands in."""
        data = super().clean()
        if data.get("substitute") and not data.get("quiet_until") and "quiet_until" not in self.errors:
            self.add_error("quiet_until", UNTIL_WHEN)
        return data


class RuleForm(SeenForm, forms.ModelForm):
    """What an office has set for its people. For each subject a list of its kinds; those that are ticked are told."""

    review_days = forms.IntegerField(
        label="Bukti menunggu pemeriksaan paling lama (hari)",
        min_value=REVIEW_DAYS[0],
        max_value=REVIEW_DAYS[1],
        help_text="Sesudah itu pimpinan satker ikut diberi tahu.",
    )

    class Meta:
        model = OfficeRule
        fields = ["channel", "bundling", "days", "review_days", "plan_due_on"]
        widgets = {"plan_due_on": DateInput()}
        labels = {
            "channel": "Diberi tahu lewat",
            "bundling": "Bentuk surel",
            "days": "Pada hari",
            "plan_due_on": "Rencana aksi satker di bawahnya ditetapkan paling lambat",
        }
        help_texts = {"plan_due_on": "Kosongkan untuk mengikuti ketentuan nasional: 31 Januari setiap tahun."}

    def __init__(self, *args, is_superior, **kwargs):
        """is_superior: whether the office has offices below it, for which it sets the date of their plans."""
        super().__init__(*args, **kwargs)
        if not is_superior:
            del self.fields["plan_due_on"]
        names_on = kinds_on(self.instance)
        for subject, kinds in switchable_kinds().items():
            name = f"{SUBJECT_FIELD}{subject.value}"
            self.fields[name] = forms.MultipleChoiceField(
                label=subject.label,
                choices=[(kind.name, kind.title) for kind in kinds],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.initial[name] = names_on[name]

    @property
    def general_fields(self):
        """The fields about all kinds."""
        return [field for field in self.visible_fields() if not field.name.startswith(SUBJECT_FIELD)]

    @property
    def kind_fields(self):
        """The lists of kinds, one for each subject."""
        return [field for field in self.visible_fields() if field.name.startswith(SUBJECT_FIELD)]


class HolidayForm(SeenForm, forms.ModelForm):
    """One holiday."""

    class Meta:
        model = Holiday
        fields = ["day", "name", "collective_leave"]
        widgets = {"day": DateInput()}
        labels = {"collective_leave": "Cuti bersama"}


class HolidayLinesForm(forms.Form):
    """Several new holidays, one in a line: "2026-01-01;Tahun Baru"."""

    lines = forms.CharField(
        label="Hari libur, satu hari satu baris",
        widget=forms.Textarea({"rows": 4, "placeholder": "2027-01-01;Tahun Baru"}),
        max_length=10_000,
        help_text="Tanggal, titik koma, nama. Nama yang diawali “Cuti bersama” dicatat sebagai cuti bersama.",
    )

    def clean_lines(self):
        """Return the Holidays of the lines; one that cannot be read is named with its number."""
        numbered = enumerate(self.cleaned_data["lines"].splitlines(), 1)
        lines = [(number, line) for number, line in numbered if line.strip()]
        if len(lines) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Paling banyak {MOST_AT_ONCE} baris sekali tempel.", code="many")
        holidays, errors = {}, []
        for number, line in lines:
            holiday = _holiday(line)
            if holiday is None:
                errors.append(FORMAT.format(number))
            elif holiday.day in holidays:
                errors.append(f"Baris {number}: tanggal ini sudah ada di baris sebelumnya.")
            else:
                holidays[holiday.day] = holiday
        if errors:
            raise forms.ValidationError(errors)
        return list(holidays.values())


def _holiday(line):
    """Return the Holiday of a line, None when it cannot be read."""
    day, separator, name = line.partition(";")
    name = " ".join(name.split())
    try:
        day = date.fromisoformat(day.strip())
    except ValueError:
        return None
    is_fit = separator and 0 < len(name) <= Holiday._meta.get_field("name").max_length
    return Holiday(day=day, name=name, collective_leave=name.lower().startswith("cuti bersama")) if is_fit else None
