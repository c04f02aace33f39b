"""The filter of the list of cases, and keeping it under a name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from cases.enums import CaseStatus, ResidenceGroup
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.forms import Chips, KernForm, OnceMixin

#: How states are called in the address.
STATES = {
    "anfrage": CaseStatus.REQUEST,
    "warteliste": CaseStatus.WAITING,
    "aktiv": CaseStatus.ACTIVE,
    "ruhend": CaseStatus.RESTING,
    "uebergeleitet": CaseStatus.TRANSFERRED,
    "abgeschlossen": CaseStatus.CLOSED,
}
USUAL = ["aktiv", "ruhend"]
MOST_QUERY = 500
LONGEST_SEARCH = 100


class CaseFilter(KernForm):
    """What the list of cases shows; all of it stands in the address."""

    q = forms.CharField(
        label="Suche",
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"placeholder": "Name, Fallnummer, Geburtsdatum", "autocomplete": "off"}),
    )
    wer = forms.ChoiceField(
        label="Wessen",
        choices=[
            ("meine", "meine Fälle"),
            ("vertretung", "in Vertretung"),
            ("ohne", "ohne Zuständigkeit"),
            ("alle", "alle des Teams"),
        ],
    )
    endet = forms.ChoiceField(
        label="Begleitung endet",
        required=False,
        choices=[
            ("", "beliebig"),
            ("abgelaufen", "ist abgelaufen"),
            ("1", "in 1 Monat"),
            ("3", "in 3 Monaten"),
            ("6", "in 6 Monaten"),
        ],
    )
    titel = forms.ChoiceField(label="Aufenthalt", required=False, choices=[("", "beliebig"), *ResidenceGroup.choices])
    stand = forms.MultipleChoiceField(
        label="Stand", choices=[(name, status.label) for name, status in STATES.items()], widget=Chips
    )
    sortierung = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        membership = user.membership
        leads_the_team = membership is not None and membership.role == Role.TEAMLEITUNG
        data = data.copy()
        # What nobody can mean is left out before anything follows from it.
        data["q"] = data.get("q", "").replace("\x00", "")[:LONGEST_SEARCH]
        # Whoever searches looks for a person, not among her own cases only; so does whoever looks for a lead.
        data.setdefault("wer", "alle" if leads_the_team or data.get("q") else "meine")
        if not data.getlist("stand"):
            every = data.get("q") or data.get("wer") == "ohne"
            data.setlist("stand", list(STATES) if every else USUAL)
        super().__init__(data)

    def wanted(self) -> dict[str, Any]:
        """What was chosen; a choice that does not exist counts as none."""
        self.is_valid()
        found = {
            "q": "",
            "wer": "meine",
            "endet": "",
            "titel": "",
            "stand": USUAL,
            "sortierung": "",
            **self.cleaned_data,
        }
        return {**found, "stand": [STATES[name].value for name in found["stand"]]}

    def query(self) -> str:
        """The filter as it stands in an address, without the search text: nobody's name belongs to a saved filter."""
        wanted = self.cleaned_data
        pairs = [("wer", wanted.get("wer", "")), *(("stand", name) for name in wanted.get("stand", []))]
        pairs += [(name, wanted.get(name, "")) for name in ("endet", "titel", "sortierung")]
        return urlencode([(name, value) for name, value in pairs if value])


class SaveFilterForm(OnceMixin, KernForm):
    """Keep the filter that is shown."""

    name = forms.CharField(label="Name des Filters", max_length=60)
    is_default = forms.BooleanField(label="Beim Öffnen der Liste anwenden", required=False)
    query = forms.CharField(required=False, max_length=MOST_QUERY, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not name:
            raise ValidationError("Bitte geben Sie dem Filter einen Namen.")
        return name
