"""Forms of the rule book."""

from __future__ import annotations

from typing import Any

from django import forms

from pik.accounts.enums import OrganisationKind
from pik.accounts.models import Organisation
from pik.core.forms import GermanDecimalField, KernModelForm, OnceMixin, german_formfield
from pik.regulations.enums import Applicants, Key, Unit
from pik.regulations.models import Parameter, Regulation, Rule


class RuleForm(OnceMixin, KernModelForm):
    """A new dated value of a parameter; it validates, ``actions.enact_rule`` changes.

    Whether the period is free is left to the action, which ends the predecessor first: the parameter is no
    field of the form, so Django leaves out the constraint over it.
    """

    class Meta:
        model = Rule
        fields = ["number", "text", "starts_on", "ends_on", "regulation", "source", "confidence"]
        formfield_callback = german_formfield

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.parameter = parameter
        if parameter.unit == Unit.TEXT:
            del self.fields["number"]
            self.fields["text"] = _text_field(parameter)
        else:
            del self.fields["text"]
            self.fields["number"] = GermanDecimalField(
                label=f"Wert ({parameter.get_unit_display()})", max_digits=14, decimal_places=2, min_value=0
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or [] if name in self.cleaned_data}


class CorrectionForm(RuleForm):
    """A dated value that was recorded wrongly, and why it changes; ``actions.correct_rule`` changes."""

    reason = forms.CharField(label="Grund der Berichtigung", max_length=300)


class RegulationForm(OnceMixin, KernModelForm):
    """A Verwaltungsvorschrift that rules can then name; ``actions.record_regulation`` changes."""

    class Meta:
        model = Regulation
        fields = ["title", "code", "issued_on", "amends", "source", "confidence"]
        formfield_callback = german_formfield
        help_texts = {
            "code": "Kleinbuchstaben, Ziffern und Bindestriche, zum Beispiel vwv-2025.",
            "source": "Fundstelle, so dass jemand anderes sie wiederfindet.",
        }

    def validate_unique(self) -> None:
        """Left to the action: the second of a double click must meet its own key before the first one's code."""

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}


def _text_field(parameter: Parameter) -> forms.Field:
    """Words as a choice where code tells them apart, else free text."""
    label = "Wert in Worten"
    if parameter.key == Key.WHO_MAY_APPLY:
        return forms.ChoiceField(label=label, choices=[("", "Bitte wählen"), *Applicants.choices])
    if parameter.key == Key.DECIDING_AUTHORITY:
        authorities = Organisation.objects.filter(kind=OrganisationKind.REGIERUNGSPRAESIDIUM)
        names = [(authority.name, authority.name) for authority in authorities]
        return forms.ChoiceField(label=label, choices=[("", "Bitte wählen"), *names])
    return forms.CharField(label=label, max_length=300)
