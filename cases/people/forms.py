"""Forms of the person herself: names and birth, arrival, interpreter, household."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.countries import COUNTRY_CHOICES
from cases.enums import BirthPrecision, CaseStatus, GermanLevel, HouseholdRelation, Sex
from cases.models import Case, DataSheet, HouseholdMember, Person
from cases.people.languages import LONGEST_LANGUAGE, language_names
from cases.search.similar_forms import SimilarFields
from pik.accounts.models import User
from pik.core.conflicts import ConflictMixin
from pik.core.forms import GermanDateField, KernForm, KernModelForm, OnceMixin, german_formfield

ANY = [("", "keine Angabe")]
OLDEST_YEAR = 1900
NO_COUNTRY = [("", "keine"), *COUNTRY_CHOICES]


class CaseNumberField(forms.CharField):
    """The number of a case that exists for the user; cleans to the case.

    The file of one that went to another office is empty here: nobody is compared with it, nobody lives with it.
    """

    user: User

    def clean(self, value: Any) -> Any:
        number = super().clean(value).strip()
        if not number:
            return None
        case = Case.objects.visible_to(self.user).select_related("person").filter(number__iexact=number).first()
        if case is None:
            raise ValidationError(f"Einen Fall mit der Nummer „{number}“ gibt es hier nicht.")
        if case.status == CaseStatus.TRANSFERRED:
            raise ValidationError(f"Der Fall „{number}“ ist an eine andere Stelle übergeleitet.")
        return case


class CountrySelect(forms.Select):
    """A select drawn in one template: Django's own includes two more for each of 200 countries."""

    template_name = "cases/country_select.html"


def not_in_future(day: date | None, message: str) -> date | None:
    """``day`` if it is not after today. Raises ``ValidationError`` with ``message``."""
    if day and day > timezone.localdate():
        raise ValidationError(message)
    return day


class BirthFields(KernForm):
    """A birth date as well as it is known: the day, the year alone, or an estimated year."""

    birth_date = GermanDateField(label="Geburtsdatum", required=False)
    birth_year = forms.IntegerField(
        label="oder nur das Geburtsjahr", required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    birth_is_estimated = forms.BooleanField(label="Das Jahr ist geschätzt", required=False)

    def clean_birth_date(self) -> date | None:
        return not_in_future(self.cleaned_data["birth_date"], "Das Geburtsdatum liegt in der Zukunft.")

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not OLDEST_YEAR <= year <= timezone.localdate().year:
            raise ValidationError("Bitte geben Sie das Jahr mit vier Ziffern ein, zum Beispiel 1991.")
        return year

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day, year = data.get("birth_date"), data.get("birth_year")
        if day and year:
            self.add_error("birth_year", "Bitte geben Sie entweder den Tag oder nur das Jahr an.")
        elif data.get("birth_is_estimated") and not year and "birth_year" not in self.errors:
            self.add_error("birth_year", "Bitte nennen Sie das geschätzte Jahr.")
        return data

    def birth_values(self) -> dict[str, Any]:
        """``birth_date`` and ``birth_precision`` as ``Person`` keeps them."""
        year = self.cleaned_data["birth_year"]
        if not year:
            return {"birth_date": self.cleaned_data["birth_date"], "birth_precision": BirthPrecision.DAY}
        estimated = self.cleaned_data["birth_is_estimated"]
        precision = BirthPrecision.ESTIMATED if estimated else BirthPrecision.YEAR
        return {"birth_date": date(year, 1, 1), "birth_precision": precision}


class PersonForm(BirthFields, ConflictMixin, KernModelForm):
    """Who somebody is. The birth date and the nationalities are put together from several fields."""

    nationality = forms.ChoiceField(
        label="Staatsangehörigkeit", choices=[("", "Bitte wählen"), *COUNTRY_CHOICES], widget=CountrySelect
    )
    second_nationality = forms.ChoiceField(
        label="Weitere Staatsangehörigkeit", choices=NO_COUNTRY, required=False, widget=CountrySelect
    )
    third_nationality = forms.ChoiceField(
        label="Dritte Staatsangehörigkeit", choices=NO_COUNTRY, required=False, widget=CountrySelect
    )

    # Never typed: in it two stands are compared when somebody else changed the nationalities meanwhile.
    nationalities = forms.CharField(label="Staatsangehörigkeit", required=False, widget=forms.HiddenInput)

    class Meta:
        model = Person
        formfield_callback = german_formfield
        fields = ["family_name", "given_name", "name_original", "sex"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sex"].choices = [*ANY, *self.fields["sex"].choices[1:]]  # type: ignore[attr-defined]
        for name in ("family_name", "given_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if self.instance.pk:
            self._fill()

    def _fill(self) -> None:
        codes = dict(zip(self.nationality_fields(), self.instance.nationalities, strict=False))
        self.initial.update(codes)
        born = self.instance.birth_date
        if born and self.instance.birth_precision == BirthPrecision.DAY:
            self.initial["birth_date"] = born
        elif born:
            self.initial["birth_year"] = born.year
            self.initial["birth_is_estimated"] = self.instance.birth_precision == BirthPrecision.ESTIMATED

    @staticmethod
    def nationality_fields() -> tuple[str, ...]:
        return ("nationality", "second_nationality", "third_nationality")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        codes = [data.get(name, "") for name in self.nationality_fields()]
        self.instance.nationalities = list(dict.fromkeys(filter(None, codes)))
        if not {"birth_date", "birth_year"} & set(self.errors):
            for name, value in self.birth_values().items():
                setattr(self.instance, name, value)
        return data

    def _take_theirs(self, name: str) -> None:
        super()._take_theirs(name)
        if name == "birth_date":
            self.instance.birth_precision = Person.objects.get(pk=self.instance.pk).birth_precision

    def person_values(self) -> dict[str, Any]:
        """What is known now, by the names of ``Person``."""
        composed = ("birth_date", "birth_precision", "nationalities")
        return {name: getattr(self.instance, name) for name in (*PersonForm.Meta.fields, *composed)}


class NewPersonForm(PersonForm):
    """The first fields of somebody new: who she is, and in which language one can talk."""

    languages = forms.CharField(
        label="Sprachen", required=False, max_length=300, help_text="Mehrere durch Komma getrennt: Dari, Englisch."
    )
    german_level = forms.ChoiceField(label="Deutsch", choices=[*ANY, *GermanLevel.choices], required=False)
    interpreter_language = forms.CharField(
        label="Dolmetschen in",
        required=False,
        max_length=LONGEST_LANGUAGE,
        help_text="Leer, wenn es ohne Dolmetscher:in geht.",
    )

    def clean_languages(self) -> list[str]:
        return language_names(self.cleaned_data["languages"])

    def person_values(self) -> dict[str, Any]:
        """The cleaned values as ``actions.record_person`` takes them."""
        own = {name: self.cleaned_data[name] for name in ("languages", "german_level", "interpreter_language")}
        return {**super().person_values(), **own}


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

    since = GermanDateField(label="Seit", required=False, help_text="Leer, wenn es nicht bekannt ist.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family_case"].required = True


class MemberForm(KernForm):
    """What somebody is in a household, and since when."""

    relation = forms.ChoiceField(
        label="Stellung im Haushalt", choices=[*ANY, *HouseholdRelation.choices], required=False
    )
    since = GermanDateField(label="Im Haushalt seit", required=False, help_text="Leer, wenn es nicht bekannt ist.")


class MembershipForm(ConflictMixin, KernModelForm):
    """The same of somebody who lives there already."""

    class Meta:
        model = HouseholdMember
        formfield_callback = german_formfield
        fields = ["relation", "starts_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation, since = MemberForm.base_fields["relation"], MemberForm.base_fields["since"]
        self.fields["relation"].choices = relation.choices  # type: ignore[attr-defined]
        self.fields["starts_on"].label, self.fields["starts_on"].help_text = since.label, since.help_text


class RelativeForm(OnceMixin, SimilarFields, MemberForm, PersonForm):
    """Somebody without a case of her own in the household. Who looks like someone already there has to be confirmed."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class EndForm(KernForm):
    """The last day of something."""

    ends_on = GermanDateField(label="Letzter Tag", initial=timezone.localdate)


class RemoveForm(KernForm):
    """One button: a row was a mistake."""


class InterpreterForm(ConflictMixin, KernModelForm):
    """Whether somebody has to interpret, into which language, and who is wished for."""

    class Meta:
        model = Person
        formfield_callback = german_formfield
        fields = ["interpreter_language", "interpreter_sex"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interpreter_language"].widget.attrs["list"] = "sprachen"
        wishes = [("", "ohne Wunsch"), (Sex.FEMALE, "eine Dolmetscherin"), (Sex.MALE, "ein Dolmetscher")]
        self.fields["interpreter_sex"].choices = wishes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("interpreter_sex") and not data.get("interpreter_language"):
            self.add_error("interpreter_language", "Bitte nennen Sie die Sprache, in die gedolmetscht wird.")
        return data


class ArrivalForm(ConflictMixin, KernModelForm):
    """When somebody came: to Germany, to this municipality, into Anschlussunterbringung."""

    class Meta:
        model = Person
        formfield_callback = german_formfield
        fields = ["arrived_on", "arrived_in_gemeinde_on", "anschlussunterbringung_on"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        arrived, born = data.get("arrived_on"), self.instance.birth_date
        for name in self.Meta.fields:
            day = data.get(name)
            if day and day > timezone.localdate():
                self.add_error(name, "Dieser Tag liegt in der Zukunft.")
            elif day and born and day < born:
                self.add_error(name, "Dieser Tag liegt vor der Geburt.")
            elif day and arrived and day < arrived:
                self.add_error(name, "Dieser Tag liegt vor der Einreise.")
        return data


class CheckForm(ConflictMixin, KernModelForm):
    """The person checked her Datenblatt: when, and what she wants corrected."""

    class Meta:
        model = DataSheet
        formfield_callback = german_formfield
        fields = ["checked_on", "corrections"]

    checked_on = GermanDateField(label="Geprüft am")
    corrections = forms.CharField(
        label="Das soll berichtigt werden",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Leer, wenn alles stimmt.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["checked_on"] = self.instance.checked_on or timezone.localdate()

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day < timezone.localtime(self.instance.created_at).date():
            raise ValidationError("An diesem Tag war das Datenblatt noch nicht gedruckt.")
        not_in_future(day, "Dieser Tag liegt in der Zukunft.")
        return day

    def check_values(self) -> dict[str, Any]:
        """What is noted, as ``note_check`` takes it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AnotherCaseForm(OnceMixin, KernForm):
    """A further case of somebody who is known already."""

    starts_on = GermanDateField(label="Beginn der Begleitung", initial=timezone.localdate)
