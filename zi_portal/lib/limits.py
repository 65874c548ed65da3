"""Longest texts, checked with a sentence beside the field before anything is stored or printed; words of a search."""

from django.core.validators import MaxLengthValidator

TOO_LONG = "Paling banyak %(limit_value)d huruf; sekarang %(show_value)d. Persingkat teksnya."


def limit(form, **longest):
    """Limit texts of a form's fields to a number of characters (name=number)."""
    for name, number in longest.items():
        form.fields[name].validators.append(MaxLengthValidator(number, TOO_LONG))


MOST_WORDS = 8
"""Words of a search that count: each is a condition on every row, and people seldom type more."""


def search_words(text):
    """Return the different words of a search, the first MOST_WORDS of them."""
    return list(dict.fromkeys(text.split()))[:MOST_WORDS]
