"""How allauth behaves here: no self-registration, the portal's own messages and limits."""

from contextlib import contextmanager
from functools import partial

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from zi_portal.entrance import attempts, hashing, sessions

SIGN_IN_LATER = (
    "Terlalu banyak percobaan masuk yang gagal. Coba lagi dalam {wait}, "
    "atau buat kata sandi baru lewat “Lupa kata sandi”. Akun Anda tidak terkunci."
)
BUSY = "Sedang banyak yang masuk bersamaan, sehingga kata sandi Anda belum diperiksa. Coba lagi beberapa detik lagi."
TOO_MANY = "too_many"
"""Code of the refusal after too many attempts; the pages answer it with status 429."""


@contextmanager
def count_attempt(limits, sentence):
    """Count an attempt around the comparison of a password; undo the count when there was no room to compare it.

    Yield the function that undoes the count, for a right password. sentence: for somebody with too many attempts.
    Raise ValidationError.
    """
    try:
        attempts.take(limits)
    except attempts.TooMany as error:
        raise too_many(error, sentence) from error
    give_back = partial(attempts.give_back, limits)
    try:
        with hashing.room():
            yield give_back
    except hashing.Busy as error:
        give_back()
        raise too_many(error, BUSY) from error


def too_many(error, sentence):
    """Return the refusal as an error of a form. sentence: what to do, with {wait} for the waiting time."""
    sentence = sentence.format(wait=attempts.waiting_words(error.seconds))
    refusal = ValidationError(sentence, code=TOO_MANY)
    refusal.seconds = error.seconds
    return refusal


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Akun ini dinonaktifkan. Hubungi administrator satker Anda.",
        "email_password_mismatch": "Surel atau kata sandi keliru. Periksa lagi, atau pilih “Lupa kata sandi”.",
        "enter_current_password": "Isi kata sandi Anda yang sekarang.",
        "incorrect_password": "Kata sandi keliru.",
        "invalid_password_reset": "Tautan tidak berlaku lagi.",
    }

    def authenticate(self, request, **credentials):
        """Return the user, None for a wrong password; only wrong passwords count as attempts.

        The demo's public password is rejected where the demo is not allowed.
        """
        limits = attempts.at_sign_in(request, credentials["email"])
        with count_attempt(limits, SIGN_IN_LATER) as give_back:
            user = super().authenticate(request, **credentials)
        if user and user.of_demo and not settings.DEMO_ALLOWED:
            return None
        if user:
            give_back()
        return user

    def set_password(self, user, password):
        """Set the password and end all sessions of the person but the present one."""
        super().set_password(user, password)
        sessions.end(user, keep=[context.request.session.session_key])

    def is_open_for_signup(self, request):
        """Return False: only an office's admin creates accounts."""
        return False

    def is_safe_url(self, url):
        """Return whether the portal may redirect to this address; False for what is no address at all."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def get_logout_redirect_url(self, request):
        """Return the sign-in page."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request):
        """Return the user's own profile."""
        return reverse("teams:profile")
