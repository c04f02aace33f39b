"""Forms of cases: opening, filtering, the person, closing, Wiedervorlagen."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.countries import COUNTRY_CHOICES
from cases.enums import ClosingReason, HouseholdRelation
from cases.models import Case, Person
from cases.search.similar import Similar, similar_persons
from cases.team import team_of
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.forms import GermanDateField, KernForm, KernModelForm, OnceMixin, german_formfield

ANY = [("", "keine Angabe")]
LONGEST_LANGUAGE = 60


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


class CaseNumberField(forms.CharField):
    """The number of a case that exists for the user; cleans to the case."""

    user: User

    def clean(self, value: Any) -> Any:
        number = super().clean(value).strip()
        if not number:
            return None
        case = Case.objects.visible_to(self.user).select_related("person").filter(number__iexact=number).first()
        if case is None:
            raise ValidationError(f"Einen Fall mit der Nummer „{number}“ gibt es hier nicht.")
        return case


class CountrySelect(forms.Select):
    """A select drawn in one template: Django's own includes two more for each of 200 countries."""

    template_name = "cases/country_select.html"


class PersonForm(KernModelForm):
    """What is known of a person; only the first fields have to be filled."""

    nationality = forms.ChoiceField(
        label="Staatsangehörigkeit", choices=[("", "Bitte wählen"), *COUNTRY_CHOICES], widget=CountrySelect
    )
    second_nationality = forms.ChoiceField(
        label="weitere Staatsangehörigkeit",
        choices=[("", "keine"), *COUNTRY_CHOICES],
        required=False,
        widget=CountrySelect,
    )
    languages = forms.CharField(
        label="Sprachen", required=False, max_length=300, help_text="Mehrere durch Komma getrennt: Dari, Englisch."
    )

    class Meta:
        model = Person
        formfield_callback = german_formfield
        fields = [
            "family_name",
            "given_name",
            "name_original",
            "birth_date",
            "sex",
            "languages",
            "interpreter_language",
            "german_level",
            "residence_title",
            "residence_ends_on",
            "arrived_on",
            "phone",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sex", "german_level"):
            self.fields[name].choices = [*ANY, *self.fields[name].choices[1:]]  # type: ignore[attr-defined]
        for name in ("family_name", "given_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if self.instance.pk:
            first, second, *_ = [*list(self.instance.nationalities), "", ""]
            self.initial["nationality"], self.initial["second_nationality"] = first, second
            self.initial["languages"] = ", ".join(self.instance.languages)

    def clean_languages(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["languages"].split(",")]
        if any(len(name) > LONGEST_LANGUAGE for name in names):
            raise ValidationError("Bitte trennen Sie die Sprachen durch Kommas.")
        return list(dict.fromkeys(filter(None, names)))

    def clean_birth_date(self) -> date | None:
        return self._not_in_future("birth_date", "Das Geburtsdatum liegt in der Zukunft.")

    def clean_arrived_on(self) -> date | None:
        return self._not_in_future("arrived_on", "Die Einreise liegt in der Zukunft.")

    def _not_in_future(self, name: str, message: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day > timezone.localdate():
            raise ValidationError(message)
        return day

    def person_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``Person``."""
        values = {name: self.cleaned_data[name] for name in PersonForm.Meta.fields}
        codes = [self.cleaned_data["nationality"], self.cleaned_data["second_nationality"]]
        return {**values, "nationalities": list(dict.fromkeys(filter(None, codes)))}


class HouseholdFields(KernForm):
    """Whose household somebody belongs to: the number of a family member's case."""

    family_case = CaseNumberField(
        label="Fallnummer eines Familienmitglieds",
        required=False,
        max_length=20,
        help_text="Wer zusammen lebt, steht in einem Haushalt.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "LAD-2026-0142"}),
    )
    household_relation = forms.ChoiceField(
        label="Stellung im Haushalt", choices=[*ANY, *HouseholdRelation.choices], required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["family_case"].user = user  # type: ignore[attr-defined]


class HouseholdForm(HouseholdFields):
    """Join a household; the number has to be given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family_case"].required = True


class LeaveHouseholdForm(KernForm):
    """One button: the person lives in this household no more."""


class OpenCaseForm(OnceMixin, HouseholdFields, PersonForm):
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

    def similar(self) -> list[Similar]:
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


class HandOverForm(KernForm):
    """To whom all that somebody leads goes: anybody else who counsels in the same organisation today."""

    taker = forms.ModelChoiceField(
        label="Neu zuständig",
        queryset=User.objects.none(),
        empty_label="Bitte wählen",
        help_text="Wer heute hier berät.",
    )

    def __init__(self, *args: Any, user: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = team_of(user.membership.organisation).exclude(pk=giver.pk)
        self.fields["taker"].queryset = others  # type: ignore[attr-defined]
