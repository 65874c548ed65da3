"""Forms that know what was seen: only what was changed is written; what two people changed is shown and asked about."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.utils import formats

NOTHING = "Tidak ada yang berubah, jadi tidak ada yang disimpan."
CHOOSE = "Pilih isian mana yang dipakai."
DISPUTED = (
    "{} juga diubah orang lain selagi Anda mengisi. Isian Anda belum disimpan; pilih mana yang dipakai, lalu simpan."
)
NO_PLACE = "Isian ini tidak lagi ada tempatnya karena bentuknya diubah orang lain; salin bila masih diperlukan: “{}”"
KEPT = " Perubahan orang lain pada {} tetap ada."
MINE, THEIRS = "saya", "lain"
OPEN = "?"
"""Key in the hidden field under which the names of disputed fields stand."""


class Unchanged(Exception):
    """Nothing that was typed differs from what is stored; nothing was written."""


class Overtaken(Exception):
    """Fields (names) that somebody else changed meanwhile; nothing was written. stored: {name: value kept now}."""

    def __init__(self, names, stored):
        super().__init__(", ".join(names))
        self.names, self.stored = names, stored


def settled(stored, wanted, seen=None):
    """{name: value} of wanted that is to be written; to be asked under the lock of the row.

    stored, wanted: {name: value}; seen: {name: digest()} of what the writer saw, None for a writer who read the row
    under the same lock. Raises Overtaken, Unchanged.
    """
    changed = {name: value for name, value in wanted.items() if digest(value) != digest(stored[name])}
    if seen is not None:
        names = [name for name in changed if seen.get(name) != digest(stored[name])]
        if names:
            raise Overtaken(names, stored)
    if not changed:
        raise Unchanged
    return changed


def stamp(values):
    """{name: digest} of {name: value}: what settled() takes as seen."""
    return {name: digest(value) for name, value in values.items()}


def digest(value):
    """Short hash of a value, the same for a stored one, a cleaned one and one as a browser sends it back."""
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
    """A field that two people changed: what the other wrote, in words, who it was and when; the answer's name."""

    theirs: str
    who: str
    at: datetime | None
    answer: str
    chosen: str


class SeenField(BoundField):
    """A field that knows whether it is disputed."""

    @property
    def dispute(self):
        """Dispute to show beside the field, None for most."""
        return self.form.disputes.get(self.name)


class Seen:
    """Mixin of forms that change what is stored.

    A hidden field carries a digest of each value as it was shown. together: tuples of fields of which one makes no
    sense without the other: whoever changed one has changed all of them. derived: fields that clean() may change.
    """

    bound_field_class = SeenField
    together = ()
    derived = ()

    def __init__(self, *args, **kwargs):
        self.disputes = {}
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=self._stamped)

    def stored_name(self, name):
        """What the stored value of a form's field is called."""
        return name

    def field_name(self, stored):
        """The other way round, for a field that the form may have no more."""
        return stored

    @property
    def watched(self):
        """Names of the fields whose changes count."""
        return [name for name, field in self.fields.items() if name != "seen" and self._counts(field)]

    def _counts(self, field):
        return not (field.disabled or isinstance(field, forms.FileField) or field.widget.is_hidden)

    def _shown(self, name):
        """A field's value as the unchanged form would send it."""
        field = self.fields[name]
        return field.prepare_value(self.get_initial_for_field(field, name))

    def _stamped(self):
        return json.dumps({self.stored_name(name): digest(self._shown(name)) for name in self.watched})

    def _sent(self):
        """({stored name: digest seen}, [names of disputed fields]) of what was sent; empty when it is unreadable."""
        try:
            seen = json.loads(self.data.get(self.add_prefix("seen"), ""))
        except ValueError:
            return {}, []
        if not isinstance(seen, dict):
            return {}, []
        asked = seen.pop(OPEN, [])
        return seen, [name for name in self.watched if isinstance(asked, list) and name in asked]

    def full_clean(self):
        """Takes over what was chosen of two texts; asks again where nothing was."""
        if self.is_bound:
            self._choose()
        super().full_clean()
        for name in self.disputes:
            if not self.disputes[name].chosen:
                self.add_error(name, CHOOSE)
        if self.is_bound:
            self._tell_displaced()
            self.cleaned_data.pop("seen", None)

    def _tell_displaced(self):
        """What was typed into a field that the form has no more is said, never dropped."""
        seen, known = self._sent()[0], {self.stored_name(name) for name in self.fields}
        for stored in seen.keys() - known:
            typed = self.data.getlist(self.add_prefix(self.field_name(stored)))
            if typed and digest(typed) != seen[stored]:
                self.add_error(None, NO_PLACE.format(", ".join(typed)))

    def _choose(self):
        for name in self._sent()[1]:
            answer = self.data.get(self._answer(name), "")
            if answer == THEIRS:
                self._type(name, self._shown(name))
            chosen = answer if answer in (MINE, THEIRS) else ""
            self.disputes[name] = Dispute(self._worded(name, self._shown(name)), "", None, self._answer(name), chosen)

    def _answer(self, name):
        return f"{self.add_prefix(name)}-pilih"

    def _type(self, name, value):
        """Put a value into what was sent, as a browser would send it."""
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

    def _left_out(self, name):
        widget = self.fields[name].widget
        return widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))

    def touched(self):
        """Names of the fields that were changed by whoever sent the form."""
        seen, _ = self._sent()
        sent = [name for name in self.watched if not self._left_out(name)]
        names = {name for name in sent if seen.get(self.stored_name(name)) != digest(self[name].data)}
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
        """({stored name: cleaned value} of what was changed, {stored name: digest of what was seen})."""
        return {self.stored_name(name): self.cleaned_data[name] for name in self.touched()}, self._sent()[0]

    def dispute(self, overtaken, author, reader):
        """Show what somebody else wrote beside what was typed; what was not touched becomes what is stored now.

        author(stored name) → audit event of the change, or None; reader: the user who typed.
        """
        mine, seen = self.touched(), self._sent()[0]
        names = [name for name in self.watched if self.stored_name(name) in overtaken.names]
        for name in names:
            stored = self.stored_name(name)
            seen[stored] = digest(overtaken.stored[stored])
            self.disputes[name] = self._disputed(name, overtaken.stored[stored], author(stored), reader)
        for name in set(self.watched) - set(mine):
            seen[self.stored_name(name)] = digest(self._shown(name))
            self._type(name, self._shown(name))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = json.dumps(seen | {OPEN: names})
        self.add_error(None, DISPUTED.format(" dan ".join(f"“{self[name].label}”" for name in names)))

    def _disputed(self, name, value, event, reader):
        actor = event and event.actor
        who = "Anda sendiri di jendela lain" if actor and actor.pk == reader.pk else str(actor or "Orang lain")
        return Dispute(self._worded(name, value), who, event and event.at, self._answer(name), "")

    def _worded(self, name, value):
        """A stored value in words."""
        choices = dict(_flat(getattr(self.fields[name], "choices", ())))
        if isinstance(value, bool):
            return "ya" if value else "tidak"
        if isinstance(value, date):
            return formats.date_format(value, "j F Y")
        if choices and not isinstance(value, str | int | Model | None):
            return ", ".join(str(choices.get(_plain(part), part)) for part in value)
        return str(choices.get(_plain(value), "" if value is None else value))

    def others(self):
        """Labels of the fields that somebody else changed since they were shown, and that the sender left alone."""
        seen, mine = self._sent()[0], self.touched()
        return [
            self[name].label
            for name in self.watched
            if name not in mine and seen.get(self.stored_name(name)) != digest(self._shown(name))
        ]


def _flat(choices):
    """(text of a choice, its words) of a field's choices."""
    return ((_plain(getattr(key, "value", key)), words) for key, words in choices)


def attempt(request, form, write, *, said, author):
    """Status of an attempt to save a form: 200 done (and told), 422 bad input, 409 disputed (shown in the form).

    write(seen=…, **changed) writes in one transaction by settled(); author: see Seen.dispute().
    """
    if not form.is_valid():
        return 422
    wanted, seen = form.edit()
    others = form.others()
    try:
        write(seen=seen, **wanted)
    except Unchanged:
        messages.info(request, NOTHING)
    except Overtaken as overtaken:
        form.dispute(overtaken, author, request.user)
        return 409
    else:
        kept = KEPT.format(", ".join(f"“{label}”" for label in others)) if others else ""
        messages.success(request, said + kept)
    return 200
