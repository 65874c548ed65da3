"""Sessions (SESSION_ENGINE): they end after two hours without activity and after twelve hours at the latest."""

from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import salted_hmac

IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)
"""Time until a session ends: from the person's last act, and from the sign-in whatever they do."""
STEP = timedelta(minutes=5)
"""The end of a session is moved in steps of this size, so that not every page writes."""
MOST_SESSIONS = 10
"""Sessions of one person at the same time, at most; one more ends the oldest."""
BEGUN, BROWSER = "begun", "browser"
PROGRAMS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
           ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


class SessionStore(db.SessionStore):
    """Django's database sessions with a person, a beginning and an end that the portal sets."""

    ends_at = None
    """When the session ends if nothing happens; None until it is read or saved."""

    @classmethod
    def get_model_class(cls):
        """Return the model of a session."""
        from zi_portal.entrance.models import Session  # noqa: PLC0415 -- apps are not loaded when Django reads this

        return Session

    def get_expiry_date(self, **options):
        """Return the moment two hours from now, at most twelve hours after the sign-in."""
        begun_at = self._begun_at()
        idle = timezone.now() + IDLE
        return min(idle, begun_at + LONGEST) if begun_at else idle

    def create_model_instance(self, data):
        """Return the row with its person; data: of the session."""
        row = super().create_model_instance(data)
        row.user_id, row.begun_at, row.browser = data.get(SESSION_KEY), self._begun_at(), data.get(BROWSER, "")
        self.ends_at = row.expire_date
        return row

    def touch(self, within=STEP):
        """Move the end after an act of the person, unless it was moved less than `within` ago."""
        later = self.get_expiry_date()
        if self.ends_at is None or later - self.ends_at <= within:
            return
        self.model.objects.filter(session_key=self.session_key).update(expire_date=later)
        self.ends_at = later

    def seconds_left(self):
        """Return the whole seconds until the session ends."""
        end = self.ends_at or self.get_expiry_date()
        return max(0, int((end - timezone.now()).total_seconds()))

    def seconds_at_most(self):
        """Return the whole seconds until the session ends whatever the person does."""
        begun_at = self._begun_at()
        return max(0, int((begun_at + LONGEST - timezone.now()).total_seconds())) if begun_at else self.seconds_left()

    def _begun_at(self):
        text = self.get(BEGUN)
        return timezone.datetime.fromisoformat(text) if text else None

    def _get_session_from_db(self):
        row = super()._get_session_from_db()
        self.ends_at = row.expire_date if row else None
        return row


def begin(sender, request, user, **_):
    """At a sign-in, note the time and the browser in the session and end the oldest ones beyond MOST_SESSIONS."""
    request.session[BEGUN] = timezone.now().isoformat()
    request.session[BROWSER] = browser_name(request.META.get("HTTP_USER_AGENT", ""))
    end(user, keep=[request.session.session_key, *_rows(user).values_list("pk", flat=True)[: MOST_SESSIONS - 1]])


def end(user, keep=()):
    """End the sessions of a person at once, except those with these keys; return the number that were alive."""
    number = living(user).exclude(pk__in=keep).count()
    _rows(user).exclude(pk__in=keep).delete()
    return number


def living(user):
    """Return the person's sessions that have not ended, the newest first."""
    return _rows(user).filter(expire_date__gt=timezone.now())


def _rows(user):
    return SessionStore.get_model_class().objects.filter(user_id=user.pk).order_by("-begun_at", "pk")


def browser_name(agent):
    """Return the browser of a User-Agent line, as "Chrome di Windows"; "Peramban lain" for an unknown one."""
    program = next((name for mark, name in PROGRAMS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " di ".join(filter(None, (program, system))) or "Peramban lain"


def person_mark(user):
    """Return a short mark of the person for the browser's own store: the same each time, and it names nobody."""
    return salted_hmac("zi_portal.entrance.person", str(user.pk)).hexdigest()[:16]
