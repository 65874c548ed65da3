"""Sessions: they end after two hours without the person and after twelve hours at the latest (SESSION_ENGINE)."""

from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import salted_hmac

IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)
"""A session ends so long after the person's last act, and so long after the sign-in whatever they do."""
STEP = timedelta(minutes=5)
"""The end is moved in steps, so that reading page after page does not write each time."""
MOST = 10
"""Sessions of one person at the same time; one more ends the oldest."""
BEGUN, BROWSER = "begun", "browser"
PROGRAMS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
           ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


class SessionStore(db.SessionStore):
    """Django's sessions in the database with a person, a beginning and an end that the portal sets."""

    ends_at = None
    """When the session ends if nothing happens; None until it is read or saved."""

    @classmethod
    def get_model_class(cls):
        """The row of a session."""
        from zi_portal.entrance.models import Session  # noqa: PLC0415 -- apps are not loaded when Django reads this

        return Session

    def get_expiry_date(self, **options):
        """Two hours from now, but never beyond twelve hours after the sign-in."""
        begun = self._begun()
        idle = timezone.now() + IDLE
        return min(idle, begun + LONGEST) if begun else idle

    def create_model_instance(self, data):
        """The row with who it belongs to; data: of the session."""
        row = super().create_model_instance(data)
        row.user_id, row.begun_at, row.browser = data.get(SESSION_KEY), self._begun(), data.get(BROWSER, "")
        self.ends_at = row.expire_date
        return row

    def touch(self, within=STEP):
        """The person did something: move the end, unless it was moved less than `within` ago."""
        later = self.get_expiry_date()
        if self.ends_at is None or later - self.ends_at <= within:
            return
        self.model.objects.filter(session_key=self.session_key).update(expire_date=later)
        self.ends_at = later

    def seconds_left(self):
        """Whole seconds until the session ends."""
        end = self.ends_at or self.get_expiry_date()
        return max(0, int((end - timezone.now()).total_seconds()))

    def seconds_at_most(self):
        """Whole seconds until the session ends whatever the person does."""
        begun = self._begun()
        return max(0, int((begun + LONGEST - timezone.now()).total_seconds())) if begun else self.seconds_left()

    def _begun(self):
        moment = self.get(BEGUN)
        return timezone.datetime.fromisoformat(moment) if moment else None

    def _get_session_from_db(self):
        row = super()._get_session_from_db()
        self.ends_at = row.expire_date if row else None
        return row


def begin(sender, request, user, **_):
    """At a sign-in: note since when and in what the session runs, and end the oldest ones beyond MOST."""
    request.session[BEGUN] = timezone.now().isoformat()
    request.session[BROWSER] = browser_name(request.META.get("HTTP_USER_AGENT", ""))
    end(user, keep=[request.session.session_key, *_rows(user).values_list("pk", flat=True)[: MOST - 1]])


def end(user, keep=()):
    """End the sessions of a person at once, except those with these keys; how many were alive."""
    ended = living(user).exclude(pk__in=keep).count()
    _rows(user).exclude(pk__in=keep).delete()
    return ended


def living(user):
    """The person's sessions that have not ended, the newest first."""
    return _rows(user).filter(expire_date__gt=timezone.now())


def _rows(user):
    return SessionStore.get_model_class().objects.filter(user_id=user.pk).order_by("-begun_at", "pk")


def browser_name(agent):
    """ "Chrome di Windows" of a User-Agent line; "Peramban lain" where it says nothing that is known."""
    program = next((name for mark, name in PROGRAMS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " di ".join(filter(None, (program, system))) or "Peramban lain"


def person_mark(user):
    """A short mark of the person for the browser's own store: the same each time, and it names nobody."""
    return salted_hmac("zi_portal.entrance.person", str(user.pk)).hexdigest()[:16]
