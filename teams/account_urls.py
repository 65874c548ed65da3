"""Account pages under /akun/: the allauth views that the portal uses, under the names that allauth reverses."""

import math

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path, re_path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import RedirectView

from teams.forms import accounts
from teams.people.accounts import TOO_MANY, AccountAdapter, too_many
from teams.views.sessions import session
from zi_portal.entrance import attempts, devices
from zi_portal.entrance.sessions import person_mark

RESET_LATER = (
    "Tautan untuk surel ini atau dari jaringan Anda sudah diminta beberapa kali. Periksa kotak masuk dan folder spam, "
    "atau coba lagi dalam {wait}. Akun Anda tidak terkunci."
)


class _Answers422:
    """Answer invalid input with status 422, as every form of the portal does, and too many attempts with 429."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        refusals = [error for errors in form.errors.as_data().values() for error in errors if error.code == TOO_MANY]
        if refusals:
            response.status_code = 429
            response["Retry-After"] = math.ceil(refusals[0].seconds)
        return response


class SignIn(_Answers422, views.LoginView):
    """The sign-in page. A page whose session has ended sends the same form with X-Requested-In-Place and stays open."""

    form_class = accounts.SignInForm
    signed_in = False
    refused_form = None

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **options):
        """Return the page, or the short answer in place; remember the device of whoever signed in."""
        response = super().dispatch(request, *args, **options)
        if request.method == "POST" and "X-Requested-In-Place" in request.headers:
            response = self._in_place(response)
        if self.signed_in:
            devices.remember(request, response, request.user.email)
        return response

    def form_valid(self, form):
        """Sign in and note whether it worked: a closed account stays outside."""
        response = super().form_valid(form)
        self.signed_in = self.request.user.is_authenticated
        return response

    def form_invalid(self, form):
        """Keep the form for the answer in place."""
        self.refused_form = form
        return super().form_invalid(form)

    def _in_place(self, response):
        """Return 204 with the new CSRF token and the person's mark, or JSON with the reason for the refusal."""
        if self.request.user.is_authenticated:
            headers = {"X-CSRFToken": get_token(self.request), "X-Who": person_mark(self.request.user)}
            return HttpResponse(status=204, headers=headers)
        if self.refused_form is None:
            return JsonResponse({"message": AccountAdapter.error_messages["account_inactive"]}, status=422)
        message = " ".join(str(error) for errors in self.refused_form.errors.values() for error in errors)
        retry_headers = {"Retry-After": response["Retry-After"]} if "Retry-After" in response else {}
        return JsonResponse({"message": message}, status=response.status_code, headers=retry_headers)


class ChangePassword(_Answers422, views.PasswordChangeView):
    form_class = accounts.ChangeForm


class ResetPassword(_Answers422, views.PasswordResetView):
    form_class = accounts.ResetForm

    def form_valid(self, form):
        """Send the mail unless too many have been requested."""
        try:
            attempts.take(attempts.at_reset(self.request, form.cleaned_data["email"]))
        except attempts.TooMany as error:
            form.add_error(None, too_many(error, RESET_LATER))
            return self.form_invalid(form)
        return super().form_valid(form)


class NewPassword(_Answers422, views.PasswordResetFromKeyView):
    form_class = accounts.NewPasswordForm

    def form_valid(self, form):
        """Forget failed attempts and remember the device: whoever reads the account's mail is its owner."""
        response = super().form_valid(form)
        attempts.forget(self.reset_user.email)
        devices.remember(self.request, response, self.reset_user.email)
        return response


def _form(view):
    """Return the view limited to GET, HEAD and POST; Django's form views would treat a PUT as a POST."""
    return require_http_methods(["GET", "HEAD", "POST"])(view.as_view())


urlpatterns = [
    path("masuk/", _form(SignIn), name="account_login"),
    path("sesi/", session, name="account_session"),
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
