"""What of the Verlauf is shown; all of it stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.sessions import timeline
from pik.core.formats import german_date
from pik.core.forms import Chips, GermanDateField, KernForm


class TimelineFilter(KernForm):
    """Kinds of events, and a period with both days included."""

    art = forms.MultipleChoiceField(label="Arten", required=False, widget=Chips)
    von = GermanDateField(label="von", required=False)
    bis = GermanDateField(label="bis", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["art"]
        field.choices = [(kind.name, kind.label) for kind in timeline.kinds().values()]

    def wanted(self) -> dict[str, Any]:
        """What is to be shown, as the arguments of ``timeline.entries``; what can't be read filters nothing."""
        self.is_valid()
        data = self.cleaned_data
        return {"names": data.get("art", ()), "since": data.get("von"), "until": data.get("bis")}

    def in_words(self) -> str:
        """What was chosen, as it stands on a print."""
        wanted = self.wanted()
        kinds = [timeline.kinds()[name].label for name in wanted["names"]]
        since = f"vom {german_date(wanted['since'])}" if wanted["since"] else ""
        until = f"bis {german_date(wanted['until'])}" if wanted["until"] else ""
        return ", ".join(filter(None, [", ".join(kinds) or "alles", " ".join(filter(None, [since, until]))]))
