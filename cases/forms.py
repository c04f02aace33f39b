"""Forms of cases: opening, filtering, closing, Wiedervorlagen."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import ClosingReason
from cases.models import Person
from cases.people.forms import HouseholdFields, NewPersonForm
from cases.search.similar import similar_persons
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.forms import GermanDateField, KernForm, OnceMixin


class CaseFilter(KernForm):
    """What the list of cases shows; all of it stands in the address."""

    q = forms.CharField(
        label="Suche",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "Name, Fallnummer, Geburtsdatum", "autocomplete": "off"}),
    )
    wer = forms.ChoiceField(label="Wessen", choices=[("meine", "meine Fälle"), ("alle", "alle des Teams")])
    stand = forms.ChoiceField(
        label="Stand", choices=[("aktiv", "aktiv"), ("abgeschlossen", "abgeschlossen"), ("alle", "alle")]
    )
    endet = forms.ChoiceField(
        label="Begleitung endet",
        required=False,
        choices=[("", "beliebig"), ("1", "in 1 Monat"), ("3", "in 3 Monaten"), ("6", "in 6 Monaten")],
    )
    sortierung = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        membership = user.membership
        leads_the_team = membership is not None and membership.role == Role.TEAMLEITUNG
        data = data.copy()
        # Whoever searches looks for a person, not among her own cases only.
        data.setdefault("wer", "alle" if leads_the_team or data.get("q") else "meine")
        data.setdefault("stand", "alle" if data.get("q") else "aktiv")
        super().__init__(data)


class FollowUpFilter(KernForm):
    """Which Wiedervorlagen the list shows."""

    wer = forms.ChoiceField(label="Wessen", choices=[("meine", "meine"), ("alle", "alle des Teams")])
    stand = forms.ChoiceField(
        label="Stand", choices=[("offen", "offen"), ("faellig", "fällig"), ("erledigt", "erledigt")]
    )

    def __init__(self, data: Any) -> None:
        data = data.copy()
        data.setdefault("wer", "meine")
        data.setdefault("stand", "offen")
        super().__init__(data)


class OpenCaseForm(OnceMixin, HouseholdFields, NewPersonForm):
    """A person and the start of her support. Who looks like someone already there has to be confirmed."""

    starts_on = GermanDateField(label="Beginn der Begleitung", initial=timezone.localdate)
    is_other_person = forms.BooleanField(label="Das ist eine andere Person", required=False)

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > timezone.localdate() + relativedelta(years=1):
            raise ValidationError("Der Beginn liegt mehr als ein Jahr in der Zukunft.")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.similar() and not data.get("is_other_person"):
            self.add_error(
                "is_other_person",
                "Bitte prüfen Sie die Vorschläge und bestätigen Sie, dass es eine andere Person ist.",
            )
        return data

    def similar(self) -> list[Person]:
        """Who is there already and looks like the person typed so far (``is_valid()`` or ``errors`` first)."""
        data = getattr(self, "cleaned_data", {})
        return similar_persons(
            self.user, data.get("family_name", ""), data.get("given_name", ""), data.get("birth_date")
        )


class CloseCaseForm(KernForm):
    reason = forms.ChoiceField(label="Grund", choices=ClosingReason, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="Anmerkung", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenCaseForm(KernForm):
    comment = forms.CharField(label="Begründung", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class FollowUpForm(OnceMixin, KernForm):
    """A new Wiedervorlage."""

    due_on = GermanDateField(label="Wiedervorlage am")
    reason = forms.CharField(label="Grund", max_length=250)

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError("Der Tag der Wiedervorlage liegt in der Vergangenheit.")
        return day


class FinishForm(KernForm):
    """One button; says on which page it stood."""

    back = forms.ChoiceField(
        choices=[("my_day", "Mein Tag"), ("list", "Wiedervorlagen"), ("case", "Fall")],
        required=False,
        widget=forms.HiddenInput,
    )


class TickForm(KernForm):
    """One button: a step is done, or open again."""

    is_done = forms.BooleanField(required=False)
    back = FinishForm.base_fields["back"]
