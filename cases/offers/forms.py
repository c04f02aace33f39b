"""Forms of offers and referrals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import (
    CHOSEN_REASONS,
    LifeArea,
    OfferGroup,
    OfferKind,
    PassedOn,
    ReferralResult,
)
from cases.models import Case, Offer, Referral, Step
from cases.offers.queries import offers_for
from cases.people.languages import language_names
from pik.accounts.models import User
from pik.core.conflicts import ConflictMixin
from pik.core.forms import Chips, GermanDateField, KernForm, KernModelForm, OnceMixin, german_formfield

ALL = ("", "alle")
UNKNOWN_OFFER = "Bitte wählen Sie ein Angebot aus der Liste."


def kinds_by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds of offers under their headings, as choices of a select."""
    return [
        (group.label, [(kind.value, kind.label) for kind in OfferKind if kind.group is group]) for group in OfferGroup
    ]


class OfferFilter(KernForm):
    """What the directory shows; all of it stands in the address."""

    q = forms.CharField(
        label="Suche",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "Titel, Anbieter, Stichwort", "autocomplete": "off"}),
    )
    bereich = forms.ChoiceField(label="Lebensbereich", required=False, choices=[ALL, *LifeArea.choices])
    art = forms.ChoiceField(label="Art", required=False)
    ort = forms.ChoiceField(label="Ort", required=False)
    sprache = forms.ChoiceField(label="Sprache", required=False)
    stand = forms.ChoiceField(
        label="Gültigkeit",
        required=False,
        choices=[
            ("", "laufende"),
            ("lange", "lange nicht geprüft"),
            ("abgelaufen", "abgelaufene"),
            ("alle", "alle"),
        ],
    )
    plaetze = forms.BooleanField(label="Plätze frei", required=False)
    kostenlos = forms.BooleanField(label="kostenlos", required=False)
    betreuung = forms.BooleanField(label="Kinderbetreuung", required=False)
    barrierefrei = forms.BooleanField(label="barrierefrei", required=False)
    fall = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, places: Iterable[str], languages: Iterable[str]) -> None:
        super().__init__(data)
        groups = [(f"gruppe:{group.value}", f"{group.label} (alle)") for group in OfferGroup]
        self.fields["art"].choices = [ALL, *groups, *kinds_by_group()]  # type: ignore[attr-defined]
        self.fields["ort"].choices = [ALL, *((place, place) for place in places)]  # type: ignore[attr-defined]
        self.fields["sprache"].choices = [ALL, *((name, name) for name in languages)]  # type: ignore[attr-defined]


class OfferForm(ConflictMixin, KernModelForm):
    """All that stands in the directory about an offer."""

    kind = forms.ChoiceField(label="Art")
    life_areas = forms.MultipleChoiceField(label="Lebensbereiche", choices=LifeArea.choices, widget=Chips)
    languages = forms.CharField(
        label="Sprachen", required=False, max_length=300, help_text="Mehrere durch Komma getrennt: Deutsch, Arabisch."
    )
    contact_web = forms.URLField(label="Internet", required=False, assume_scheme="https")

    class Meta:
        model = Offer
        formfield_callback = german_formfield
        fields = [
            "kind",
            "title",
            "provider",
            "description",
            "target_group",
            "life_areas",
            "place",
            "address",
            "languages",
            "times",
            "is_free",
            "cost",
            "has_childcare",
            "is_accessible",
            "accessibility",
            "places_total",
            "places_elsewhere",
            "valid_until",
            "contact_office",
            "contact_phone",
            "contact_mail",
            "contact_web",
            "is_shared",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, can_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Bitte wählen"), *kinds_by_group()]  # type: ignore[attr-defined]
        self.fields["places_elsewhere"].required = False
        if not can_share:
            del self.fields["is_shared"]
        if self.instance.pk:
            self.initial["languages"] = ", ".join(self.instance.languages)

    def clean_languages(self) -> list[str]:
        return language_names(self.cleaned_data["languages"])

    def clean_places_elsewhere(self) -> int:
        return self.cleaned_data["places_elsewhere"] or 0

    def offer_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``Offer``."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.Meta.fields}


class NewOfferForm(OnceMixin, OfferForm):
    """A new offer; a double click adds it once."""


class EndOfferForm(KernForm):
    """The last day of an offer."""

    on = GermanDateField(label="letzter Tag", initial=timezone.localdate)


class PrintForm(KernForm):
    """Which offers go on the list for somebody to take along."""

    offers = forms.MultipleChoiceField()

    def __init__(self, data: Any, *, offers: Any) -> None:
        super().__init__(data)
        self.fields["offers"].choices = [(offer.public_id, offer.title) for offer in offers]  # type: ignore[attr-defined]
        self.fields["offers"].error_messages["required"] = "Bitte wählen Sie mindestens ein Angebot für die Liste aus."


# --- Referrals ------------------------------------------------------------------------------------


def _days_not_in_future(day: date | None) -> date | None:
    if day and day > timezone.localdate():
        raise ValidationError("Dieser Tag liegt in der Zukunft.")
    return day


class ReferralForm(OnceMixin, KernForm):
    """Into which offer somebody is referred, and what goes to the provider."""

    offer = forms.ChoiceField(label="Angebot", error_messages={"invalid_choice": UNKNOWN_OFFER})
    step = forms.ModelChoiceField(
        label="Schritt im Plan", queryset=Step.objects.none(), required=False, empty_label="keiner"
    )
    note = forms.CharField(
        label="Bemerkung",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Lesen alle, die hier beraten. Bei einem geschützten Programm wird der Text versiegelt.",
    )
    passed_on = forms.MultipleChoiceField(
        label="An den Anbieter geht weiter", required=False, choices=PassedOn.choices, widget=Chips
    )
    consented_on = GermanDateField(
        label="Einwilligung vom", required=False, help_text="Nur nötig, wenn etwas weitergegeben wird."
    )

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_refer_protected = user.has_perm("cases.refer_protected", case)
        offers = offers_for(case.organisation).select_related("organisation")
        self.offers = {o.public_id: o for o in offers if may_refer_protected or not o.is_protected}
        self.fields["offer"].choices = [("", "Bitte wählen"), *self._by_group()]  # type: ignore[attr-defined]
        steps = Step.objects.open().filter(goal__plan__case=case).select_related("goal").order_by("goal", "pk")
        self.fields["step"].queryset = steps  # type: ignore[attr-defined]

    def _by_group(self) -> list[tuple[str, list[tuple[str, str]]]]:
        groups: dict[OfferGroup, list[tuple[str, str]]] = {group: [] for group in OfferGroup}
        for public_id, offer in self.offers.items():
            groups[OfferKind(offer.kind).group].append((public_id, _option(offer)))
        return [(group.label, options) for group, options in groups.items() if options]

    def clean_consented_on(self) -> date | None:
        return _days_not_in_future(self.cleaned_data["consented_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("passed_on") and not cleaned.get("consented_on") and "consented_on" not in self.errors:
            self.add_error("consented_on", "Weitergegeben wird nur mit Einwilligung: Bitte nennen Sie ihren Tag.")
        return cleaned

    def referral_values(self) -> dict[str, Any]:
        """The values as ``refer`` takes them."""
        names = ("step", "note", "passed_on", "consented_on")
        return {"offer": self.offers[self.cleaned_data["offer"]], **{name: self.cleaned_data[name] for name in names}}


def _option(offer: Any) -> str:
    """„Elternkurs Deutsch (Volkshochschule, Ladenburg), 3 Plätze frei“."""
    text = f"{offer.title} ({offer.provider}, {offer.place})"
    if offer.places_left is None:
        return text
    if offer.places_left <= offer.waiting_count:
        return f"{text}, Warteliste"
    return f"{text}, {offer.places_left} {'Platz' if offer.places_left == 1 else 'Plätze'} frei"


class MoveForm(KernForm):
    """The days and words that one transition of a referral needs; the others' fields are left out."""

    accepted_on = GermanDateField(label="zugesagt am", initial=timezone.localdate)
    starts_on = GermanDateField(label="nimmt teil ab", initial=timezone.localdate)
    ended_on = GermanDateField(label="beendet am", initial=timezone.localdate)
    result = forms.ChoiceField(label="Ergebnis", choices=[("", "Bitte wählen"), *ReferralResult.choices])
    result_detail = forms.CharField(
        label="Nachweis", required=False, max_length=120, help_text="Zum Beispiel: DTZ, Niveau B1."
    )
    reason = forms.ChoiceField(
        label="Grund",
        choices=[("", "Bitte wählen"), *((reason.value, reason.label) for reason in CHOSEN_REASONS)],
    )
    comment = forms.CharField(label="Begründung", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    FIELDS = {
        "wait": (),
        "accept": ("accepted_on",),
        "accept_ahead": ("accepted_on", "comment"),
        "attend": ("starts_on",),
        "finish": ("ended_on", "result", "result_detail"),
        "break_off": ("ended_on", "reason"),
        "decline": ("ended_on", "reason"),
    }
    _SAYS_SOMETHING = {"result", "result_detail", "reason"}

    def __init__(self, *args: Any, referral: Referral, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = set(self.FIELDS[name]) - (self._SAYS_SOMETHING if referral.is_protected else set())
        self.attends_from = referral.starts_on
        for field in set(self.fields) - wanted:
            del self.fields[field]

    def clean_accepted_on(self) -> date | None:
        return _days_not_in_future(self.cleaned_data["accepted_on"])

    def clean_ended_on(self) -> date | None:
        day = _days_not_in_future(self.cleaned_data["ended_on"])
        if day and self.attends_from and day < self.attends_from:
            raise ValidationError("Das Ende liegt vor dem Beginn.")
        return day


class NumbersFilter(KernForm):
    """The period in which people were referred, and how the rows are made."""

    von = GermanDateField(label="vermittelt von", required=False)
    bis = GermanDateField(label="bis", required=False)
    nach = forms.ChoiceField(label="Zeilen", choices=[("art", "Arten"), ("angebot", "einzelne Angebote")])

    def __init__(self, data: Any) -> None:
        data = data.copy()
        today = timezone.localdate()
        data.setdefault("von", today.replace(month=1, day=1).isoformat())
        data.setdefault("bis", today.isoformat())
        data.setdefault("nach", "art")
        super().__init__(data)
