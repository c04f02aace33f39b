"""Forms for giving roles and for inviting people, and those of whoever accepts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pik.accounts.enums import Profession, Role
from pik.accounts.grants import GRANTS, roles_to_give
from pik.accounts.models import Membership, Organisation
from pik.accounts.queries import organisations_called
from pik.core.forms import GermanDateField, KernForm, OnceMixin

FIRST_CHOICE = ("", "Bitte wählen")


class GrantRoleForm(KernForm):
    """A role for somebody who is in the organisation already."""

    role = forms.ChoiceField(label="Rolle")
    starts_on = GermanDateField(label="gültig ab", initial=timezone.localdate)
    ends_on = GermanDateField(label="gültig bis", required=False, help_text="Leer: bis jemand die Rolle beendet.")

    def __init__(self, *args: Any, giver: Membership, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in roles_to_give(giver, organisation)]
        self.fields["role"].choices = [FIRST_CHOICE, *roles]  # type: ignore[attr-defined]


class OrganisationField(forms.CharField):
    """An organisation by its name, AGS or Kreisschlüssel; cleans to the organisation."""

    def clean(self, value: Any) -> Any:
        name = super().clean(value).strip()
        found = list(organisations_called(name)[:9])
        if not found:
            raise ValidationError(f"Eine Organisation „{name}“ gibt es nicht. Bitte schreiben Sie den ganzen Namen.")
        if len(found) > 1:
            keys = ", ".join(f"{o.get_kind_display()} {o.ags or o.kreis_key or ''}".strip() for o in found)
            raise ValidationError(f"„{name}“ heißen mehrere: {keys}. Bitte geben Sie den Schlüssel ein.")
        return found[0]


class InvitationForm(OnceMixin, KernForm):
    """Whom to invite, to which role; where only for those whose office reaches beyond their own organisation."""

    email = forms.EmailField(
        label="E-Mail-Adresse",
        help_text="Die dienstliche Adresse der Person. Dorthin geht der Link.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    first_name = forms.CharField(label="Vorname", max_length=100)
    last_name = forms.CharField(label="Nachname", max_length=100)
    profession = forms.ChoiceField(
        label="Beruf",
        choices=[FIRST_CHOICE, *Profession.choices],
        help_text="Er entscheidet, ob § 203 StGB die Person selbst bindet.",
    )
    organisation = OrganisationField(
        label="Organisation", max_length=200, help_text="Name, Gemeindeschlüssel (AGS) oder Kreisschlüssel."
    )
    role = forms.ChoiceField(label="Rolle")

    field_order = ("email", "first_name", "last_name", "profession", "organisation", "role")

    def __init__(self, *args: Any, giver: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grant = GRANTS[Role(giver.role)]
        roles = list(grant.gives) if grant.anywhere else roles_to_give(giver, giver.organisation)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            FIRST_CHOICE,
            *((role.value, role.label) for role in Role if role in roles),
        ]
        if not grant.anywhere:
            del self.fields["organisation"]


class TokenForm(KernForm):
    """The code of an invitation: what stands behind the „#“ of its link."""

    token = forms.CharField(
        label="Code der Einladung",
        max_length=100,
        help_text="Er steht in der E-Mail am Ende des Links, hinter dem Zeichen #.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_token(self) -> str:
        """Whoever pastes the whole link means its code."""
        token: str = self.cleaned_data["token"]
        return token.strip().rpartition("#")[2]


class AcceptForm(KernForm):
    """How somebody new is called, and her password. The code travels along in the form, never in an address."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=100)
    first_name = forms.CharField(
        label="Vorname", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Nachname", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label="Passwort",
        strip=False,
        max_length=128,
        help_text="Mindestens 12 Zeichen, nicht Ihr Name und nichts, was viele benutzen. Ein ganzer Satz ist gut.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="Passwort noch einmal",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("repeated") and data["password"] != data["repeated"]:
            self.add_error("repeated", "Die beiden Passwörter stimmen nicht überein.")
        return data
