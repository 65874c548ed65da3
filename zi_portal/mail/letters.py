"""The kinds of letters, and how the text of one is written at the moment of sending."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

UNKNOWN = "Versi portal ini tidak mengenal jenis surel “{}”."
NOT_NEEDED = "Surel ini tidak diperlukan lagi."
CLOSED = "Akun penerima sudah dinonaktifkan atau surelnya sudah diganti."
SUBJECT_LENGTH = 200


class Dropped(Exception):
    """The letter is no longer to be sent; the message is the reason in Indonesian."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a composer returns: subject and context of its templates (plain texts, dates, links; no line breaks).

    headers: more headers of the mail, never with words that users typed; those of every mail stay as they are.
    """

    subject: str
    context: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter. compose: see letter(). title: its name on screens. urgent: somebody waits for it."""

    name: str
    compose: Callable
    title: str
    urgent: bool = False

    @property
    def template(self):
        """Its templates without ending: "teams.reset" → "mail/teams/reset"."""
        return "mail/" + self.name.replace(".", "/")


LETTERS: dict[str, Kind] = {}


class OutgoingMail(EmailMultiAlternatives):
    """A written mail with its text and HTML. key: of its Message; title: its subject without the portal's prefix;
    file: set by a backend that writes it to disk.
    """

    key = title = ""
    file = ""


def letter(name, *, title, urgent=False):
    """Decorator of a function fn(message) -> Letter; it returns None or raises Dropped when the letter is needless.

    Its templates are templates/mail/<name with slashes>.txt and .html, which extend mail/base.txt and .html.
    """

    def register(function):
        kind = LETTERS.setdefault(name, Kind(name, function, title, urgent))
        if kind.compose is not function:
            raise ValueError(f"Two composers for letters of kind {name!r}.")
        return function

    return register


def recipient(message):
    """Return the user of a message; raise Dropped unless the account is open and still has this address."""
    user = message.user
    if user is None or not user.is_active or user.email != message.address:
        raise Dropped(CLOSED)
    return user


def compose(message):
    """Return the OutgoingMail of a Message as things are now; raise Dropped when it is not to be sent.

    A line break in a name or subject becomes a space, so that it can add neither a header nor a sentence of its own;
    the address is left as it is, and Django refuses it when it holds one.
    """
    if message.kind not in LETTERS:
        raise Dropped(UNKNOWN.format(message.kind))
    kind = LETTERS[message.kind]
    composed = kind.compose(message)
    if composed is None:
        raise Dropped(NOT_NEEDED)
    context = _plain(composed.context)
    context |= {"site": settings.SITE_URL.rstrip("/"), "subject": _one_line(composed.subject)}
    title = context["subject"][:SUBJECT_LENGTH]
    mail = OutgoingMail(
        subject=settings.EMAIL_SUBJECT_PREFIX + title,
        body=render_to_string(f"{kind.template}.txt", context),
        to=[message.address],
        headers=_plain(composed.headers) | {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"{kind.template}.html", context), "text/html")
    mail.key, mail.title = message.key, title
    return mail


def _plain(values):
    return {name: _one_line(value) for name, value in values.items()}


def _one_line(value):
    return " ".join(value.split()) if isinstance(value, str) else value
