"""What a form saw, what it changed, and what two people changed."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from zi_portal.lib.seen import Overtaken, SeenForm, Unchanged, digest, settled, stamp


class Period(SeenForm, forms.Form):
    together = (("first", "last"),)
    title = forms.CharField(required=False)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    all_day = forms.BooleanField(required=False)


STORED = {"title": "Notula", "first": date(2026, 1, 1), "last": None, "all_day": True}


def sent(**typed):
    """A valid Period as a browser sends it back, some fields typed anew."""
    form = Period(initial=STORED)
    data = QueryDict(mutable=True)
    data.update(
        {"title": "Notula", "first": "2026-01-01", "last": "", "all_day": "on", "seen": form["seen"].value()} | typed
    )
    returned = Period(data, initial=STORED)
    assert returned.is_valid()
    return returned


@pytest.mark.parametrize(
    ("value", "other"),
    [("a\r\nb ", "a\nb"), (None, ""), (False, ""), (date(2026, 3, 1), "2026-03-01"), ([3, 1], ["1", "3"]), (7, "7")],
)
def test_one_value_has_one_digest_in_store_form_and_browser(value, other):
    assert digest(value) == digest(other)


def test_only_what_differs_is_written():
    assert settled({"a": "1", "b": "2"}, {"a": "1", "b": "3"}, stamp({"a": "1", "b": "2"})) == {"b": "3"}


def test_what_somebody_else_changed_to_something_else_is_overtaken():
    with pytest.raises(Overtaken) as overtaken:
        settled({"a": "theirs", "b": "2"}, {"a": "mine", "b": "3"}, stamp({"a": "1", "b": "2"}))
    assert overtaken.value.names == ["a"]


def test_what_both_changed_to_the_same_is_unchanged():
    with pytest.raises(Unchanged):
        settled({"a": "same"}, {"a": "same"}, stamp({"a": "1"}))


def test_an_untouched_form_changes_nothing():
    assert sent().edit()[0] == {}


def test_an_unticked_box_is_a_change():
    form = sent()
    form.data = form.data.copy()
    del form.data["all_day"]
    form.full_clean()
    assert form.edit()[0] == {"all_day": False}


def test_fields_that_belong_together_change_together():
    assert sent(last="2026-02-01").edit()[0] == {"first": date(2026, 1, 1), "last": date(2026, 2, 1)}


def test_a_field_that_the_browser_did_not_send_is_not_emptied():
    form = sent(all_day="on")
    form.data = form.data.copy()
    del form.data["title"]
    form.full_clean()
    assert "title" not in form.edit()[0]
