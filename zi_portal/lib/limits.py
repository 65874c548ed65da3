"""How long a text may be: said in a sentence beside the field, before anything is stored or printed."""

from django.core.validators import MaxLengthValidator

TOO_LONG = "Paling banyak %(limit_value)d huruf; sekarang %(show_value)d. Persingkat teksnya."


def limit(form, **longest):
    """Refuse texts of a form's fields that have more than so many characters (name=number)."""
    for name, number in longest.items():
        form.fields[name].validators.append(MaxLengthValidator(number, TOO_LONG))


MOST_WORDS = 8
"""Each word of a search is a condition on every row; who looks for something seldom types more."""


def search_words(text):
    """The different words of a search, the first MOST_WORDS of them."""
    return list(dict.fromkeys(text.split()))[:MOST_WORDS]
