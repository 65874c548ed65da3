"""Forms of the account pages: allauth's own, with the portal's words and a reset that betrays no account."""

from allauth.account import forms
from django.db import transaction

from teams.people.accounts import count_attempt
from teams.people.letters import queue_reset
from zi_portal.entrance import attempts
from zi_portal.entrance.passwords import HINT

CHANGE_LATER = "Kata sandi sekarang sudah terlalu sering keliru. Coba lagi dalam {wait}."


def _plain(field, label, **attrs):
    """Set the label and drop the placeholder, which would disappear while typing."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class SignInForm(forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], "Surel", autocomplete="username", autofocus=True)
        _plain(self.fields["password"], "Kata sandi")
        self.fields["password"].help_text = ""


class ChangeForm(forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], "Kata sandi sekarang")
        _plain(self.fields["password1"], "Kata sandi baru")
        self.fields["password1"].help_text = HINT
        _plain(self.fields["password2"], "Ulangi kata sandi baru")

    def clean_oldpassword(self):
        """Count the attempt before comparing: a borrowed session must not be used to guess the password."""
        with count_attempt(attempts.at_change(self.user), CHANGE_LATER) as give_back:
            right = super().clean_oldpassword()
        give_back()
        return right


class ResetForm(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], "Surel", autofocus=True)

    @transaction.atomic
    def save(self, request, **options):
        """Queue the mail. An unknown address takes the same time and gets the same answer, but no mail."""
        queue_reset(self.users[0] if self.users else None)
        return self.cleaned_data["email"]


class NewPasswordForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], "Kata sandi baru")
        self.fields["password1"].help_text = HINT
        _plain(self.fields["password2"], "Ulangi kata sandi baru")
