"""Account pages under /akun/: the few of allauth that the portal wants, under the names that allauth reverses."""

from allauth.account import views
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import RedirectView

from teams import account_forms


class _Answers422:
    """Bad input is answered with status 422, as on every form of the portal."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class SignIn(_Answers422, views.LoginView):
    form_class = account_forms.SignInForm


class ChangePassword(_Answers422, views.PasswordChangeView):
    form_class = account_forms.ChangeForm


class ResetPassword(_Answers422, views.PasswordResetView):
    form_class = account_forms.ResetForm


class NewPassword(_Answers422, views.PasswordResetFromKeyView):
    form_class = account_forms.NewPasswordForm


def _form(view):
    """The page and its POST; Django's form views would take a PUT for a POST."""
    return require_http_methods(["GET", "HEAD", "POST"])(view.as_view())


urlpatterns = [
    path("masuk/", _form(SignIn), name="account_login"),
    path("keluar/", views.logout, name="account_logout"),
    path("nonaktif/", views.account_inactive, name="account_inactive"),
    path("kata-sandi/ubah/", _form(ChangePassword), name="account_change_password"),
    path(
        "kata-sandi/buat/",
        require_safe(RedirectView.as_view(pattern_name="account_reset_password")),
        name="account_set_password",
    ),
    path("kata-sandi/lupa/", _form(ResetPassword), name="account_reset_password"),
    path("kata-sandi/lupa/terkirim/", views.password_reset_done, name="account_reset_password_done"),
    path("kata-sandi/baru/selesai/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^kata-sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _form(NewPassword),
        name="account_reset_password_from_key",
    ),
]
