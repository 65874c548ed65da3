"""Parts that forms share: the date field of browsers, and longest texts with a sentence beside the field."""

from django import forms
from django.core.validators import MaxLengthValidator

TOO_LONG = "Paling banyak %(limit_value)d huruf; sekarang %(show_value)d. Persingkat teksnya."


class DateInput(forms.DateInput):
    """The browser's own date field; its value is always ISO."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def limit(form, **longest):
    """Limit texts of a form's fields to a number of characters (name=number)."""
    for name, number in longest.items():
        form.fields[name].validators.append(MaxLengthValidator(number, TOO_LONG))
