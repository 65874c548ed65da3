"""How allauth behaves here: nobody registers by themselves; its messages in the portal's words."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Akun ini dinonaktifkan. Hubungi administrator satker Anda.",
        "email_password_mismatch": "Surel atau kata sandi keliru. Periksa lagi, atau pilih “Lupa kata sandi”.",
        "enter_current_password": "Isi kata sandi Anda yang sekarang.",
        "incorrect_password": "Kata sandi keliru.",
        "invalid_password_reset": "Tautan tidak berlaku lagi.",
        "rate_limited": "Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.",
        "too_many_login_attempts": "Terlalu banyak percobaan masuk yang gagal. Tunggu lima menit, lalu coba lagi.",
    }

    def is_open_for_signup(self, request):
        """Accounts are made by an office's admin only."""
        return False

    def get_logout_redirect_url(self, request):
        """Whoever leaves sees the sign-in page."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request):
        """After a change of password: one's own profile."""
        return reverse("teams:profile")
