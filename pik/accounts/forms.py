"""Forms of the accounts."""

from __future__ import annotations

from typing import Any

from django import forms

from pik.accounts.models import Membership
from pik.core.forms import GermanDateField, KernForm


class SwitchMembershipForm(KernForm):
    """Act in another of one's own memberships."""

    membership = forms.ModelChoiceField(label="Handeln als", queryset=Membership.objects.none())

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = user.memberships.current()  # type: ignore[attr-defined]


class EndMembershipForm(KernForm):
    """The last day of a membership."""

    ends_on = GermanDateField(label="Letzter Tag")


class OrganisationFilter(KernForm):
    """Search in the tree of organisations."""

    q = forms.CharField(label="Name oder Schlüssel", required=False, max_length=100)
