"""Dates and times written by the tokens of a number format, dates in words: "5 Maret 2026", "Maret", "13:30".

A date is written exactly as far as its format has weekday, day, month and year; they stand in this order wherever only
signs part them. Words of the format ("Akhir "mmmm) stay where they are. Beside a day the time is left out unless words
speak of it: it is a stamp of a program.
"""

import datetime
from math import floor

from zi_portal.lib.indonesian import MONTHS

DAYS_TO_1904 = 1462
"""Days between the two beginnings of time that files count from."""
_BEGINNING = datetime.datetime(1899, 12, 30)
_LAST_DAY = 2_958_465
_DAY_SECONDS = 86_400
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_DATE_PARTS = {"d": "day", "m": "month", "y": "year"}


def shows_time(tokens):
    """Return whether a section's tokens show a day or a time.

    Letters beside digits are words that somebody did not quote (0 dokumen), unless the digits are parts of seconds.
    """
    if any(kind == "elapsed" for kind, _ in tokens):
        return True
    has_letters = any(kind == "date" for kind, _ in tokens)
    before_digit = [tokens[place - 1][0] for place, (kind, _) in enumerate(tokens) if kind == "digit" and place]
    starts_with_digit = bool(tokens) and tokens[0][0] == "digit"
    return has_letters and not starts_with_digit and set(before_digit) <= {"point", "digit"}


def shown(tokens, day_count):
    """Return a number of days since 1900 as date or time, "" where no calendar has it."""
    if not 0 <= day_count <= _LAST_DAY + 1:
        return ""
    decimals = sum(kind == "digit" for kind, _ in tokens)
    seconds = round(day_count * _DAY_SECONDS, decimals)
    moment = moment_of(seconds)
    if moment is None:
        return ""
    writer = _Writer(moment, seconds, decimals, any(kind == "half" for kind, _ in tokens))
    for kind, text in _without_stamps(_with_minutes(tokens)):
        writer.add(kind, text)
    return writer.text()


def moment_of(seconds):
    """Return the datetime of seconds since the beginning of 1900, None outside the calendar.

    Files count a 29 February 1900; it is written as the 28th. Day 0 has the month and year of day 1.
    """
    days, rest = divmod(seconds, _DAY_SECONDS)
    try:
        return _BEGINNING + datetime.timedelta(days=days + (days < 60) + (days < 1), seconds=rest)
    except OverflowError:
        return None


def day_count_of(moment):
    """Return the number of days since 1900 of a datetime, as files count them."""
    passed = moment - _BEGINNING
    return passed.days + passed.seconds / _DAY_SECONDS


def _with_minutes(tokens):
    """Return the tokens with "n" for an "m" that stands for minutes: behind hours or before seconds."""
    letters = [(place, text) for place, (kind, text) in enumerate(tokens) if kind in {"date", "elapsed"}]
    tokens = list(tokens)
    for number, (place, text) in enumerate(letters):
        before = letters[number - 1][1] if number else ""
        after = letters[number + 1][1] if number + 1 < len(letters) else ""
        if text in {"m", "mm"} and (before[:1] == "h" or after[:1] == "s") and tokens[place][0] == "date":
            tokens[place] = "date", "n" * len(text)
    return tokens


def _without_stamps(tokens):
    """Return the tokens without the time where they name a day and no words."""
    texts = {text for kind, text in tokens if kind == "date"}
    if not texts & {"d", "dd"}:
        return tokens
    if any(kind == "literal" and _is_word(text) for kind, text in tokens):
        return tokens
    return [(kind, text) for kind, text in tokens if kind == "date" and text[0] in _DATE_PARTS]


def _is_word(text):
    return any(sign.isalnum() for sign in text)


class _Writer:
    """Collects the pieces of a date: parts of one day wait in `parts` until words or a second day follow."""

    def __init__(self, moment, seconds, decimals, has_halves):
        self.moment, self.seconds, self.decimals, self.has_halves = moment, seconds, decimals, has_halves
        self.pieces, self.parts, self.between = [], {}, ""

    def text(self):
        """Return what was collected, with single spaces."""
        self._flush()
        return " ".join("".join(self.pieces).split())

    def add(self, kind, text):
        """Add a token."""
        if kind == "date" and text[0] in _DATE_PARTS:
            self._add_date(text)
        elif kind in {"date", "elapsed", "half"}:
            self._flush()
            self.pieces.append(self._time(kind, text))
        elif kind == "digit":
            self._add_fraction()
        elif kind == "literal" and _is_word(text):
            self._flush()
            self.pieces.append(text)
        elif kind not in {"fill", "text", "general", "exponent", "percent"}:
            self._add_sign(text)

    def _add_date(self, text):
        name = "weekday" if text[0] == "d" and len(text) > 2 else _DATE_PARTS[text[0]]
        if name in self.parts:
            self._flush()
        self.parts[name] = "0" if name == "day" and self.seconds < _DAY_SECONDS else _part(self.moment, name)
        self.between = ""

    def _add_sign(self, text):
        """Add a sign: between the parts of one date it gives way to a space."""
        if self.parts:
            self.between += text
        else:
            self.pieces.append(text)

    def _add_fraction(self):
        if not self.pieces or self.pieces[-1] != ".":
            return  # a further digit of the same fraction
        self.pieces[-1] = "," + f"{self.seconds % 1:.{self.decimals}f}"[2:]

    def _flush(self):
        """Write the parts of the date that wait, and the signs behind them."""
        words = [self.parts[name] for name in ("day", "month", "year") if name in self.parts]
        weekday = self.parts.get("weekday", "")
        self.pieces += [f"{weekday}, " if weekday and words else weekday, " ".join(words), self.between]
        self.parts, self.between = {}, ""

    def _time(self, kind, text):
        moment, whole = self.moment, floor(self.seconds)
        if kind == "half":
            return "AM" if moment.hour < 12 else "PM"
        if kind == "elapsed":
            number = whole // {"h": 3600, "m": 60, "s": 1}[text[0]]
        elif text[0] == "h":
            number = (moment.hour % 12 or 12) if self.has_halves else moment.hour
        else:
            number = moment.minute if text[0] == "n" else moment.second
        return str(number).zfill(len(text))


def _part(moment, name):
    """Return a part of a date in words."""
    if name == "weekday":
        return WEEKDAYS[moment.weekday()]
    return MONTHS[moment.month - 1] if name == "month" else str(getattr(moment, name))
