"""Forms of the rule book."""

from __future__ import annotations

from typing import Any

from pik.core.forms import GermanDecimalField, KernModelForm, OnceMixin, german_formfield
from pik.regulations.enums import Unit
from pik.regulations.models import Parameter, Rule


class RuleForm(OnceMixin, KernModelForm):
    """A new dated value of a parameter; it validates, ``actions.enact_rule`` changes."""

    class Meta:
        model = Rule
        fields = ["number", "text", "starts_on", "ends_on", "regulation", "source", "confidence"]
        formfield_callback = german_formfield

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.parameter = parameter
        if parameter.unit == Unit.TEXT:
            del self.fields["number"]
            self.fields["text"].required = True
        else:
            del self.fields["text"]
            self.fields["number"] = GermanDecimalField(
                label=f"Wert ({parameter.get_unit_display()})", max_digits=14, decimal_places=2, min_value=0
            )

    def validate_constraints(self) -> None:
        """Left to the action: it ends the predecessor first, and asks the database then."""
