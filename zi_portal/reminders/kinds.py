"""The kinds of notices, and what the apps register: who finds them, who words them, what a digest shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from zi_portal.reminders.models import OfficeRule
from zi_portal.reminders.states import LINES, Subject


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice. title: its name on screens, in Indonesian, of at most 60 letters.

    subject: a value of states.Subject. when, recipients: for docs/reminders.md, in English. at_once: told in the
    transaction of its cause, not by the daily sweep. escalates: tells those above of what stays undone; nobody can
    switch it off.
    """

    name: str
    title: str
    subject: str
    when: str
    recipients: str
    at_once: bool = False
    escalates: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is to be told: the key of a Notice, and how the day was found.

    nominal: day on which it is told when nothing stands in the way; a later one catches up. zone: of the office whose
    thing it is. why: the reason for which this person is told, in Indonesian, for the administrator's preview.
    """

    kind: str
    user_id: int
    topic: str
    day: date
    nominal: date
    satker_code: str
    zone: str
    why: str = ""

    @property
    def key(self):
        """What makes a notice exist once."""
        return self.user_id, self.topic, self.kind, self.day


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What finders are inquiry: the day that is told, for which offices (None: all), and the rules of the offices."""

    today: date
    satker_codes: frozenset | None = None
    rules: dict = field(default_factory=dict)

    def rule_of(self, satker_code):
        """Return the OfficeRule of an office, a new one with its defaults where it has set none."""
        return self.rules.get(satker_code) or DEFAULT_RULE

    def is_told(self, kind, satker_code, nominal):
        """Return whether an office tells this kind, and did so already on the nominal day."""
        rule = self.rule_of(satker_code)
        if KINDS[kind].escalates:
            return True
        since = rule.since.get(kind)
        return kind not in rule.kinds_off and (since is None or nominal >= date.fromisoformat(since))


DEFAULT_RULE = OfficeRule()
"""What holds for an office that has set nothing; never saved."""


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in words: text (one sentence), the office, and the path of the very place.

    settled: nothing is left to do, so that a mail that was not sent yet is dropped. lasting: the text without what is
    true today only ("3 hari lagi"), for the preview of coming days; "" where all of it lasts.
    """

    text: str
    url: str
    satker: str = ""
    settled: bool = False
    lasting: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Part of a digest as things are now: title, its first lines, the number of all, the path of all.

    urgent: it stands out.
    """

    name: str
    title: str
    lines: list
    number: int
    url: str
    urgent: bool = False

    @property
    def shown(self):
        """The lines that a mail shows."""
        return self.lines[:LINES]

    @property
    def more(self):
        """Number of those that it does not show."""
        return self.number - len(self.shown)


KINDS: dict[str, Kind] = {}
FINDERS: list[Callable[[Inquiry], Iterable[Candidate]]] = []
"""Functions of apps: Inquiry → Candidates of today, those that were told already included."""
WORDERS: dict[str, Callable] = {}
"""Word before the colon of a thing → function (notices) → {pk of the notice: Line}, those that are gone left out."""
ROLL_CALLS: list[Callable] = []
"""Functions of apps: day → ids of the users who have a role in force on it; one query each."""
SECTIONS: list[Callable] = []
"""Functions of apps: (user, today) → list of Section, empty ones left out, in the order of a digest."""


def kind(name, title, subject, **fields):
    """Register a Kind and return its name."""
    if name in KINDS:
        raise ValueError(f"Two kinds of notices are called {name!r}.")
    KINDS[name] = Kind(name, title, Subject(subject), **fields)
    return name


def finder(function):
    """Decorator of a function that finds who is to be told today; see FINDERS."""
    FINDERS.append(function)
    return function


def words_of(word):
    """Decorator of a function that words the notices about things "word:pk"; see WORDERS."""

    def register(function):
        WORDERS[word] = function
        return function

    return register


def roll_call(function):
    """Decorator of a function that names who has a role in force; see ROLL_CALLS."""
    ROLL_CALLS.append(function)
    return function


def section(function):
    """Decorator of a function that makes sections of a digest; see SECTIONS."""
    SECTIONS.append(function)
    return function


def lines_of(notices):
    """Return {pk: Line} of notices of any kinds; those whose thing is gone are left out."""
    by_word = {}
    for notice in notices:
        by_word.setdefault(notice.topic.partition(":")[0], []).append(notice)
    lines = {}
    for word, rows in by_word.items():
        if word in WORDERS:
            lines |= WORDERS[word](rows)
    return lines


def pks(notices):
    """Return {pk of the notice: pk of its thing}."""
    return {notice.pk: int(notice.topic.partition(":")[2]) for notice in notices}


@dataclass(frozen=True, slots=True)
class Stage:
    """A kind that is told so many days before (after: negative) a due date, until the next nearer one."""

    kind: str
    days: int


def nearest(stages, due_on, today):
    """Return the Stage that is told today of what is due on a day, None when none has come yet.

    stages: by falling days. Only the nearest is told: of stages 30, 14, 7 a thing due in 9 days has the one of 14.
    """
    left = (due_on - today).days
    return next((stage for stage in reversed(stages) if left <= stage.days), None)


def nominal_day(stage, due_on):
    """Return the day on which a stage is told when nothing stands in the way."""
    return due_on - timedelta(days=stage.days)
