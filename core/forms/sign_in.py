"""The forms of the sign-in library in our own words, with limits on what may be typed."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, ResetPasswordKeyForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext as _

from core.actions import sign_in
from core.models import Agent

PASSWORD_MAX = 4096  # longer is an attack on the hash, not a password
KEY_NAME_MAX = 60


def _plain(field: forms.Field, label: str, *, limit: int | None = None) -> None:
    """Name the field; a visible label and no placeholder, because a placeholder vanishes while one types."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    if limit is not None and isinstance(field, forms.CharField):
        field.max_length = limit
        field.widget.attrs["maxlength"] = str(limit)
        field.validators.append(forms.CharField(max_length=limit).validators[0])


class SignInForm(LoginForm):  # type: ignore[misc]  # untyped library
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("E-mail address"), limit=254)
        _plain(self.fields["password"], _("Password"), limit=PASSWORD_MAX)
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autofocus": True}


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # untyped library
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"), limit=PASSWORD_MAX)
        self.fields["password"].help_text = ""


class PasswordChangeForm(ChangePasswordForm):  # type: ignore[misc]  # untyped library
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Current password"), limit=PASSWORD_MAX)
        _name_new_password(self)


class PasswordLinkForm(ResetPasswordKeyForm):  # type: ignore[misc]  # untyped library
    """A new password twice, opened by a one-time link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_password(self)


class CountedCode:
    """Counts each try at a code, in PostgreSQL, before it is compared; the one that is right is given back."""

    user: Agent

    def clean_code(self) -> str:
        sign_in.admit_code(self.user)
        code: str = super().clean_code()  # type: ignore[misc]  # mixed into forms that have it
        sign_in.forgive_code(self.user)
        return code


class CodeForm(CountedCode, AuthenticateForm):  # type: ignore[misc]  # untyped library
    """The code of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Code"), limit=20)
        self.fields["code"].widget.attrs["autofocus"] = True
        self.fields["code"].help_text = _("Six digits from your app, or one of your recovery codes.")


class CodeOnceMoreForm(CountedCode, CodeAgainForm):  # type: ignore[misc]  # untyped library
    """The same, asked again before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Code"), limit=20)
        self.fields["code"].help_text = _("Six digits from your app, or one of your recovery codes.")


class AppCodeForm(CountedCode, ActivateTOTPForm):  # type: ignore[misc]  # untyped library
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Six digits that the app shows now"), limit=20)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # untyped library
    """A new passkey or security key, with a name to tell it from others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Name of this key"), limit=KEY_NAME_MAX)
        self.fields["name"].help_text = _("Such as “Laptop” or “Phone”.")
        self.fields["passwordless"].label = _("Sign in with it alone")
        self.fields["passwordless"].help_text = _(
            "A passkey: fingerprint, face or PIN instead of password and code. Off: the key only confirms a password."
        )
        self.fields["passwordless"].initial = True


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]  # untyped library
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Name of this key"), limit=KEY_NAME_MAX)


def _name_new_password(form: forms.Form) -> None:
    _plain(form.fields["password1"], _("New password"), limit=PASSWORD_MAX)
    form.fields["password1"].help_text = _("At least 10 characters; a short sentence is best.")
    _plain(form.fields["password2"], _("New password once more"), limit=PASSWORD_MAX)
