"""Forms that know which values were shown: only changed fields are written; one that two people changed is disputed."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.utils import formats, timezone
from django.utils.formats import date_format

NOTHING = "Tidak ada yang berubah, jadi tidak ada yang disimpan."
CHOOSE = "Pilih isian mana yang dipakai."
DISPUTED = (
    "{} juga diubah orang lain selagi Anda mengisi. Isian Anda belum disimpan; pilih mana yang dipakai, lalu simpan."
)
NO_PLACE = "Isian ini tidak lagi ada tempatnya karena bentuknya diubah orang lain; salin bila masih diperlukan: “{}”"
ALSO_CHANGED = " Perubahan orang lain pada {} tetap ada."
MINE, THEIRS = "saya", "lain"
DISPUTED_KEY = "?"
"""Key, in the hidden field, of the names of disputed fields."""


class Unchanged(Exception):
    """No typed value differs from the stored one; nothing was written."""


class Overtaken(Exception):
    """Somebody else changed these fields (names) meanwhile; nothing was written. stored: {name: stored value}."""

    def __init__(self, names, stored):
        super().__init__(", ".join(names))
        self.names, self.stored = names, stored


def settled(stored, new_values, seen=None):
    """Return {name: value} of the new values that are to be written; call it under the lock of the row.

    stored, new_values: {name: value}; seen: {name: digest()} of the values that the writer saw, None for a writer who
    read the row under the same lock. Raises Overtaken, Unchanged.
    """
    changed = {name: value for name, value in new_values.items() if digest(value) != digest(stored[name])}
    if seen is not None:
        names = [name for name in changed if seen.get(name) != digest(stored[name])]
        if names:
            raise Overtaken(names, stored)
    if not changed:
        raise Unchanged
    return changed


def stamp(values):
    """Return {name: digest} of {name: value}, as settled() takes it for seen."""
    return {name: digest(value) for name, value in values.items()}


def digest(value):
    """Return a short hash of a value, the same whether it is stored, cleaned or sent back by a browser."""
    return sha256(_plain(value).encode()).hexdigest()[:16]


def _plain(value):
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__iter__"):
        return "\n".join(sorted(_plain(part) for part in value))
    return str(value)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field that two people changed.

    theirs: the other's value in words; who, at: its writer and time; answer: name of the control that holds the choice;
    chosen: MINE, THEIRS or ""."""

    theirs: str
    who: str
    at: datetime | None
    answer: str
    chosen: str

    @property
    def author(self):
        """Who wrote the other text, and when, as far as it is known; in Indonesian."""
        if not self.who or self.at is None:
            return self.who or "Isian orang lain"
        at = timezone.localtime(self.at)
        return f"{self.who}, {date_format(at, 'j F Y')} pukul {date_format(at, 'H.i')}"


class SeenField(BoundField):
    """A bound field that knows whether it is disputed."""

    @property
    def dispute(self):
        """The Dispute to show beside the field, None for most."""
        return self.form.disputes.get(self.name)


class SeenForm:
    """Mixin of forms that change stored rows.

    A hidden field carries a digest of each value as it was shown. together: tuples of fields that make sense only
    together: a change of one is a change of all. derived: fields that clean() may change.
    """

    bound_field_class = SeenField
    together = ()
    derived = ()

    def __init__(self, *args, **kwargs):
        self.disputes = {}
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=self._digests_as_json)

    def stored_name(self, name):
        """Return the name of the stored value of a form's field."""
        return name

    def field_name(self, stored):
        """Return the name of the field of a stored value, even of one that the form no longer has."""
        return stored

    @property
    def watched(self):
        """Names of the fields whose changes count."""
        return [name for name, field in self.fields.items() if name != "seen" and self._counts(field)]

    def _counts(self, field):
        return not (field.disabled or isinstance(field, forms.FileField) or field.widget.is_hidden)

    def _displayed_value(self, name):
        """Return a field's value as the unchanged form would send it."""
        field = self.fields[name]
        return field.prepare_value(self.get_initial_for_field(field, name))

    def _digests_as_json(self):
        return json.dumps({self.stored_name(name): digest(self._displayed_value(name)) for name in self.watched})

    def _sent_digests(self):
        """Return ({stored name: digest shown}, [names of disputed fields]) of the sent form, empty if unreadable."""
        try:
            digests = json.loads(self.data.get(self.add_prefix("seen"), ""))
        except ValueError:
            return {}, []
        if not isinstance(digests, dict):
            return {}, []
        disputed_names = digests.pop(DISPUTED_KEY, [])
        return digests, [name for name in self.watched if isinstance(disputed_names, list) and name in disputed_names]

    def full_clean(self):
        """Clean the form after applying the choices in disputed fields; add an error to a field without a choice."""
        if self.is_bound:
            self._apply_choices()
        super().full_clean()
        for name in self.disputes:
            if not self.disputes[name].chosen:
                self.add_error(name, CHOOSE)
        if self.is_bound:
            self._report_displaced()
            self.cleaned_data.pop("seen", None)

    def _report_displaced(self):
        """Add an error that quotes what was typed into a field that the form no longer has, so that it is not lost."""
        digests, form_names = self._sent_digests()[0], {self.stored_name(name) for name in self.fields}
        for stored in digests.keys() - form_names:
            texts = self.data.getlist(self.add_prefix(self.field_name(stored)))
            if texts and digest(texts) != digests[stored]:
                self.add_error(None, NO_PLACE.format(", ".join(texts)))

    def _apply_choices(self):
        for name in self._sent_digests()[1]:
            answer = self.data.get(self._choice_name(name), "")
            if answer == THEIRS:
                self._set_data(name, self._displayed_value(name))
            choice = answer if answer in (MINE, THEIRS) else ""
            stored_words = self._in_words(name, self._displayed_value(name))
            self.disputes[name] = Dispute(stored_words, "", None, self._choice_name(name), choice)

    def _choice_name(self, name):
        return f"{self.add_prefix(name)}-pilih"

    def _set_data(self, name, value):
        """Put a value into the sent data, as a browser would send it."""
        self.data = self.data.copy()
        key, field = self.add_prefix(name), self.fields[name]
        value = field.prepare_value(value)
        if isinstance(field.widget, forms.CheckboxInput):
            self.data.pop(key, None)
            if value:
                self.data[key] = "on"
        elif getattr(field.widget, "allow_multiple_selected", False):
            self.data.setlist(key, [_plain(part) for part in value or ()])
        else:
            self.data[key] = "" if value is None else _plain(value)

    def _is_missing(self, name):
        widget = self.fields[name].widget
        return widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))

    def changed_fields(self):
        """Return the names of the fields that the sender of the form changed."""
        digests, _ = self._sent_digests()
        sent_names = [name for name in self.watched if not self._is_missing(name)]
        names = {name for name in sent_names if digests.get(self.stored_name(name)) != digest(self[name].data)}
        names |= {
            name
            for name in self.derived
            if name in self.watched and digest(self.cleaned_data[name]) != digest(self[name].data)
        }
        for group in self.together:
            if names & set(group):
                names |= set(group) & set(self.watched)
        return [name for name in self.watched if name in names]

    def edit(self):
        """Return ({stored name: cleaned value} of the changed fields, {stored name: digest shown})."""
        new_values = {self.stored_name(name): self.cleaned_data[name] for name in self.changed_fields()}
        return new_values, self._sent_digests()[0]

    def dispute(self, overtaken, author, reader):
        """Show the other's values beside the typed ones; fields that the sender did not change get the stored values.

        author(stored name) returns the audit event of the other's change or None; reader: the user who typed.
        """
        changed_names, digests = self.changed_fields(), self._sent_digests()[0]
        disputed_names = [name for name in self.watched if self.stored_name(name) in overtaken.names]
        for name in disputed_names:
            stored = self.stored_name(name)
            digests[stored] = digest(overtaken.stored[stored])
            self.disputes[name] = self._dispute_of(name, overtaken.stored[stored], author(stored), reader)
        for name in set(self.watched) - set(changed_names):
            digests[self.stored_name(name)] = digest(self._displayed_value(name))
            self._set_data(name, self._displayed_value(name))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = json.dumps(digests | {DISPUTED_KEY: disputed_names})
        self.add_error(None, DISPUTED.format(" dan ".join(f"“{self[name].label}”" for name in disputed_names)))

    def _dispute_of(self, name, value, event, reader):
        actor = event and event.actor
        writer = "Anda sendiri di jendela lain" if actor and actor.pk == reader.pk else str(actor or "Orang lain")
        return Dispute(self._in_words(name, value), writer, event and event.at, self._choice_name(name), "")

    def _in_words(self, name, value):
        """Return a stored value in words."""
        choices = dict(_flat(getattr(self.fields[name], "choices", ())))
        if isinstance(value, bool):
            return "ya" if value else "tidak"
        if isinstance(value, date):
            return formats.date_format(value, "j F Y")
        if choices and not isinstance(value, str | int | Model | None):
            return ", ".join(str(choices.get(_plain(part), part)) for part in value)
        return str(choices.get(_plain(value), "" if value is None else value))

    def others_changes(self):
        """Return the labels of fields that somebody else changed since they were shown and that the sender did not."""
        digests, changed_names = self._sent_digests()[0], self.changed_fields()
        return [
            self[name].label
            for name in self.watched
            if name not in changed_names and digests.get(self.stored_name(name)) != digest(self._displayed_value(name))
        ]


class SeenWhole:
    """Mixin of forms that act on a stored object as a whole: a hidden field carries its digest() as it was shown.

    The use case compares the digests under its lock and raises Stale; the form then continues with the current one.
    """

    def __init__(self, *args, shown_digest, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=shown_digest)

    def show_current(self, current_digest):
        """Put the digest of the current state into the form: the answer shows that state to the sender."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = current_digest


def _flat(choices):
    """Yield (value as text, words) of a field's choices."""
    return ((_plain(getattr(key, "value", key)), words) for key, words in choices)


def attempt(request, form, write, *, success, author):
    """Try to save a form and return the status: 200 done (with a message), 422 bad input, 409 disputed (in the form).

    write(seen=…, **changed) writes in one transaction by settled(); success: message; author: see SeenForm.dispute().
    """
    if not form.is_valid():
        return 422
    new_values, digests = form.edit()
    others_labels = form.others_changes()
    try:
        write(seen=digests, **new_values)
    except Unchanged:
        messages.info(request, NOTHING)
    except Overtaken as overtaken:
        form.dispute(overtaken, author, request.user)
        return 409
    else:
        addition = ALSO_CHANGED.format(", ".join(f"“{label}”" for label in others_labels)) if others_labels else ""
        messages.success(request, success + addition)
    return 200
