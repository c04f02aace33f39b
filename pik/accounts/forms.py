"""Forms of the accounts."""

from __future__ import annotations

from typing import Any

from django import forms

from pik.accounts import declared
from pik.accounts.models import Membership
from pik.core.declarations import Category, Erasure
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


class DeclarationFilter(KernForm):
    """Which of the declared fields are shown."""

    kategorie = forms.ChoiceField(label="Kategorie", required=False, choices=[("", "alle"), *Category.choices])
    bereich = forms.ChoiceField(label="Bereich", required=False)
    auskunft = forms.ChoiceField(label="Auskunft an", required=False)
    loeschung = forms.ChoiceField(label="Löschung", required=False, choices=[("", "alle"), *Erasure.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [*(subject.label for subject in declared.subjects()), declared.NOBODY]
        for name, labels in (("bereich", declared.areas()), ("auskunft", people)):
            self.fields[name].choices = [("", "alle"), *((label, label) for label in labels)]  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> dict[str, str]:
        """What ``declared.narrowed`` takes."""
        chosen = self.cleaned_data
        return {
            "area": chosen["bereich"],
            "category": chosen["kategorie"],
            "subject": chosen["auskunft"],
            "erasure": chosen["loeschung"],
        }
