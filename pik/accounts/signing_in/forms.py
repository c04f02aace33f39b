"""Forms of signing in, of one's own account and of an organisation's rules for it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.contrib.auth.forms import SetPasswordForm as DjangoSetPasswordForm
from django.forms.fields import InvalidJSONInput

from pik.accounts.models import IdentityProvider, Organisation, User
from pik.accounts.signing_in import attempts, factors
from pik.accounts.signing_in.adapters import TOO_MANY, WRONG_CODE
from pik.core.forms import KernForm, KernModelForm

PASSWORD_HELP = "Mindestens zwölf Zeichen. Ein Satz aus mehreren Wörtern ist sicherer und leichter zu merken."  # noqa: S105
CODE_WIDGET = {"autocomplete": "one-time-code", "inputmode": "numeric"}
WRONG_PASSKEY = "Der Passkey konnte nicht geprüft werden. Bitte versuchen Sie es noch einmal."
NAME_LENGTH = 60
LOOPBACK = ("http://localhost", "http://127.0.0.1")
#: Characters; the longest answers carry a chain of certificates and stay below a tenth of it.
LONGEST_ANSWER = 64 * 1024
# What json and fido2 raise at data that only look like the answer of a passkey.
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, struct.error)


@contextmanager
def _refused_if_unreadable() -> Iterator[None]:
    """Whoever is not signed in can send anything here: a refusal, never a failure."""
    try:
        yield
    except UNREADABLE as error:
        raise forms.ValidationError(WRONG_PASSKEY) from error


class PasskeyAnswerField(forms.JSONField):
    """The answer of a passkey: a JSON object of a sensible length. It is never sent back to the page."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_ANSWER:
            raise forms.ValidationError(WRONG_PASSKEY)
        with _refused_if_unreadable():
            answer = super().to_python(value)
        if answer is not None and not isinstance(answer, dict):
            raise forms.ValidationError(WRONG_PASSKEY)
        return answer

    def bound_data(self, data: Any, initial: Any) -> Any:
        return InvalidJSONInput("")


class SignInForm(KernForm, LoginForm):
    """E-mail address and password."""

    field_order = ["login", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
        self.fields["login"].label = "E-Mail-Adresse"
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.fields["password"].label = "Passwort"
        self.fields["password"].help_text = ""


class CodeForm(KernForm):
    """A code of the app, or one of the recovery codes."""

    code = forms.CharField(
        label="Code", max_length=20, widget=forms.TextInput(attrs={**CODE_WIDGET, "autofocus": True})
    )

    def __init__(self, *args: Any, request: Any, user: User, **kwargs: Any) -> None:
        self.request, self.user = request, user
        self.factor: Any = None
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        try:
            attempt = attempts.begin(self.request, self.user.email, purpose="code")
        except attempts.TooManyAttempts as error:
            raise forms.ValidationError(TOO_MANY) from error
        self.factor = factors.matching_factor(self.user, self.cleaned_data["code"])
        if self.factor is None:
            raise forms.ValidationError(WRONG_CODE)
        attempt.succeeded()
        return str(self.cleaned_data["code"])


class PasskeyForm(KernForm, AuthenticateWebAuthnForm):
    """The answer of a passkey of a person already named."""

    credential = PasskeyAnswerField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)  # type: ignore[call-arg]  # allauth ships no types

    def clean_credential(self) -> Any:
        with _refused_if_unreadable():
            return super().clean_credential()


class PasskeySignInForm(KernForm, LoginWebAuthnForm):
    """The answer of a passkey that names its person itself."""

    credential = PasskeyAnswerField()

    def clean_credential(self) -> Any:
        with _refused_if_unreadable():
            return super().clean_credential()


class NewPasskeyForm(KernForm, AddWebAuthnForm):
    """A new passkey with a name to know it again."""

    credential = PasskeyAnswerField()

    field_order = ["name", "credential"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.initial["name"] = ""
        self.fields["name"].label = "Name"
        self.fields["name"].widget.attrs["maxlength"] = str(NAME_LENGTH)
        self.fields["name"].help_text = "Damit Sie ihn wiedererkennen, zum Beispiel „Diensthandy“."

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()[:NAME_LENGTH] or "Passkey"

    def clean(self) -> dict[str, Any]:
        with _refused_if_unreadable():
            return super().clean() or {}


class TotpForm(KernForm, ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        # Past allauth's own, which makes another secret whenever the page is loaded anew.
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)
        self.user, self.secret = user, get_totp_secret()
        self.fields["code"].label = "Code aus der App"
        self.fields["code"].widget = forms.TextInput(attrs=CODE_WIDGET)

    def clean_code(self) -> str:
        code = "".join(super().clean_code().split())
        factors.use_once(self.user, code)
        return code


class EmailForm(KernForm):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label="E-Mail-Adresse", widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )


class NewPasswordForm(KernForm, DjangoSetPasswordForm):
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = PASSWORD_HELP
        self.fields["new_password2"].help_text = ""


class PasswordChangeForm(KernForm, DjangoPasswordChangeForm):
    """The old password once, a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = PASSWORD_HELP
        self.fields["new_password2"].help_text = ""


class ConfirmForm(KernForm):
    """Who is signed in proves once more who she is: by password, by a code or by a passkey."""

    confirm_password = forms.CharField(
        label="Passwort",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    confirm_code = forms.CharField(
        label="Code aus der App", required=False, max_length=20, widget=forms.TextInput(attrs=CODE_WIDGET)
    )
    confirm_credential = PasskeyAnswerField(required=False)

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        self.request, self.user = request, request.user
        super().__init__(*args, **kwargs)
        if self.user.has_usable_password():
            del self.fields["confirm_code"]
        else:
            del self.fields["confirm_password"]
            if not factors.has(self.user, factors.Type.TOTP):
                del self.fields["confirm_code"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("confirm_credential"):
            answer = PasskeyForm({"credential": self.data["confirm_credential"]}, user=self.user)
            if not answer.is_valid():
                raise forms.ValidationError(WRONG_PASSKEY)
            return data
        name = "confirm_password" if "confirm_password" in self.fields else "confirm_code"
        self._check(name, data.get(name) or "")
        return data

    def _check(self, name: str, typed: str) -> None:
        try:
            attempt = attempts.begin(self.request, self.user.email, purpose="bestaetigen")
        except attempts.TooManyAttempts:
            self.add_error(name if name in self.fields else None, TOO_MANY)
            return
        if self._is_right(name, typed):
            attempt.succeeded()
        else:
            wrong = "Das Passwort stimmt nicht." if name == "confirm_password" else WRONG_CODE
            self.add_error(name if name in self.fields else None, wrong)

    def _is_right(self, name: str, typed: str) -> bool:
        if not typed or name not in self.fields:
            return False
        if name == "confirm_password":
            return bool(self.user.check_password(typed))
        return factors.matching_factor(self.user, typed) is not None


class SignInPolicyForm(KernModelForm):
    """What the organisation asks of its people at sign-in."""

    class Meta:
        model = Organisation
        fields = ["requires_second_factor"]


class IdentityProviderForm(KernModelForm):
    """The organisation's own sign-in service. The secret is written, never read."""

    new_secret = forms.CharField(
        label="Kennwort von PiK beim Anmeldedienst (Client-Secret)",
        required=False,
        max_length=300,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = IdentityProvider
        fields = ["name", "issuer", "client_id", "is_active"]

    field_order = ["name", "issuer", "client_id", "new_secret", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_secret"].required = not self.instance.sealed_secret
        if self.instance.sealed_secret:
            self.fields["new_secret"].help_text = "Es ist gespeichert. Lassen Sie das Feld leer, um es zu behalten."

    def clean_issuer(self) -> str:
        issuer = str(self.cleaned_data["issuer"]).strip().rstrip("/")
        if settings.IS_BEHIND_PROXY and issuer.startswith(LOOPBACK):
            raise forms.ValidationError("Die Adresse muss mit https:// beginnen.")
        return issuer

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_secret"):
            self.instance.set_client_secret(data["new_secret"])
        return data
