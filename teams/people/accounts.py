"""How allauth behaves here: nobody registers by themselves; its messages and limits are the portal's."""

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
def counted(limits, later):
    """Around a password that is compared: counted before, and given back where there was no room to compare it.

    Yields what gives the attempt back when it was right; later: the sentence for whoever tried too often. Raises
    ValidationError.
    """
    try:
        attempts.take(limits)
    except attempts.TooMany as error:
        raise too_many(error, later) from error
    give_back = partial(attempts.give_back, limits)
    try:
        with hashing.room():
            yield give_back
    except hashing.Busy as error:
        give_back()
        raise too_many(error, BUSY) from error


def too_many(error, sentence):
    """The refusal as an error of a form. sentence: what to do, with {wait} for how long."""
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
        """allauth's, counted; a right password gives its attempt back, so that only wrong ones count.

        The demo's public password opens nothing where the demo is not allowed.
        """
        limits = attempts.at_sign_in(request, credentials["email"])
        with counted(limits, SIGN_IN_LATER) as give_back:
            user = super().authenticate(request, **credentials)
        if user and user.of_demo and not settings.DEMO_ALLOWED:
            return None
        if user:
            give_back()
        return user

    def set_password(self, user, password):
        """Also ends all sessions of the person but the one that asks."""
        super().set_password(user, password)
        sessions.end(user, keep=[context.request.session.session_key])

    def is_open_for_signup(self, request):
        """Accounts are made by an office's admin only."""
        return False

    def is_safe_url(self, url):
        """Whether somebody may be sent there; what is no address is none of ours."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def get_logout_redirect_url(self, request):
        """Whoever leaves sees the sign-in page."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request):
        """After a change of password: one's own profile."""
        return reverse("teams:profile")
