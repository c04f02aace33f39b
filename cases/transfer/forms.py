"""Forms of Überleitung, Mitsicht and contact card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import Consenter, ConsentForm, ShareItem, TransferPart
from cases.models import Transfer
from cases.models.share import MOST_DAYS
from cases.team.queries import team_of
from cases.transfer.queries import possible_receivers
from pik.accounts.models import User
from pik.core.forms import GermanDateField, KernForm, OnceMixin
from pik.core.names import search_key

CONSENT_FIELDS = ("consent_on", "consent_by", "consent_by_name", "consent_form", "consent_kept_at", "consent_witness")
#: Parts that hang on another one.
NEEDS = {TransferPart.ASSESSMENTS: TransferPart.PLAN}
_DEFAULT_DAYS = 30


class ConsentFields(forms.Form):
    """Who consented, when, in which form, and how that is proven."""

    consent_on = GermanDateField(label="Eingewilligt am")
    consent_by = forms.ChoiceField(label="Eingewilligt hat", choices=Consenter, initial=Consenter.PERSON)
    consent_by_name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="Nur, wenn jemand an Stelle der Person eingewilligt hat.",
    )
    consent_form = forms.ChoiceField(label="Form", choices=ConsentForm, initial=ConsentForm.WRITTEN)
    consent_kept_at = forms.CharField(
        label="Ablage",
        max_length=120,
        required=False,
        help_text="Wo das Blatt oder der Scan liegt, ohne Namen: „Ordner 12“.",
    )
    consent_witness = forms.CharField(
        label="Zeug:in",
        max_length=120,
        required=False,
        help_text="Bei mündlicher Einwilligung: wer dabei war, aus dem Team oder dolmetschend.",
    )

    person_names: tuple[str, ...] = ()

    def clean_consent_on(self) -> Any:
        day = self.cleaned_data["consent_on"]
        if day > timezone.localdate():
            raise ValidationError("Eine Einwilligung liegt nicht in der Zukunft.")
        return day

    def clean_consent_kept_at(self) -> str:
        """Where it lies stays as a proof when the name is gone: so the name must not stand in it."""
        place: str = self.cleaned_data["consent_kept_at"].strip()
        words = set(search_key(place).split())
        if any(set(search_key(name).split()) & words for name in self.person_names):
            raise ValidationError("Bitte ohne den Namen der Person: Diese Angabe bleibt als Nachweis bestehen.")
        return place

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("consent_form") == ConsentForm.ORAL and not data.get("consent_witness"):
            self.add_error("consent_witness", "Bitte nennen Sie, wer bei der mündlichen Einwilligung dabei war.")
        is_paper = data.get("consent_form") in {ConsentForm.WRITTEN, ConsentForm.SCAN}
        if is_paper and not data.get("consent_kept_at") and "consent_kept_at" not in self.errors:
            self.add_error("consent_kept_at", "Bitte nennen Sie, wo die Einwilligung abgelegt ist.")
        if data.get("consent_by") != Consenter.PERSON and not data.get("consent_by_name"):
            self.add_error("consent_by_name", "Bitte nennen Sie, wer an Stelle der Person eingewilligt hat.")
        if data.get("consent_by") == Consenter.PERSON:
            data["consent_by_name"] = ""
        return data

    def consent(self) -> dict[str, Any]:
        """The consent as fields of the model."""
        return {name: self.cleaned_data[name] for name in CONSENT_FIELDS}


class ConsentRecordForm(ConsentFields, KernForm):
    """The consent alone."""


class TransferForm(OnceMixin, KernForm):
    """Where a case goes, when, and what goes along."""

    receiver = forms.ModelChoiceField(label="Aufnehmende Stelle", queryset=None, empty_label="Bitte wählen")
    moves_on = GermanDateField(label="Umzug am")
    parts = forms.MultipleChoiceField(
        label="Was mitgehen soll",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Die Angaben zur Person und die Dauer der Begleitung gehen immer mit.",
    )
    message = forms.CharField(
        label="Nachricht",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lesen alle, die dort beraten, auch wenn sie ablehnen. Bitte nichts zum Inhalt der Beratung.",
    )

    def __init__(self, *args: Any, user: User, transfer: Transfer | None = None, **kwargs: Any) -> None:
        if transfer is not None:
            names = ("receiver", "moves_on", "parts", "message")
            kwargs.setdefault("initial", {name: getattr(transfer, name) for name in names})
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = possible_receivers(user)  # type: ignore[attr-defined]
        parts: Any = self.fields["parts"]
        parts.choices = [
            (part.value, f"{part.label}. {part.words}") for part in TransferPart if part != TransferPart.PERSON
        ]

    def clean_parts(self) -> list[str]:
        parts: list[str] = self.cleaned_data["parts"]
        for part, needed in NEEDS.items():
            if part in parts and needed not in parts:
                raise ValidationError(f"„{part.label}“ geht nur zusammen mit „{needed.label}“.")
        return parts

    def choice(self) -> dict[str, Any]:
        """The choice as arguments of the action."""
        return {name: self.cleaned_data[name] for name in ("receiver", "moves_on", "parts", "message")}


class AcceptForm(KernForm):
    """Who leads the case here."""

    lead = forms.ModelChoiceField(
        label="Zuständig bei uns",
        queryset=None,
        required=False,
        empty_label="noch niemand: auf die Liste ohne Zuständigkeit",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        lead.queryset = team_of(user.membership.organisation) if user.membership else User.objects.none()
        lead.label_from_instance = User.get_full_name


class RefuseForm(KernForm):
    """Why a case is not taken over."""

    reason = forms.CharField(
        label="Grund",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Liest die Stelle, die gefragt hat.",
    )


class ShareForm(OnceMixin, ConsentFields, KernForm):
    """What another office sees, from when to when."""

    receiver = forms.ModelChoiceField(label="Stelle, die mitsieht", queryset=None, empty_label="Bitte wählen")
    items = forms.MultipleChoiceField(
        label="Was sie sieht", choices=ShareItem, widget=forms.CheckboxSelectMultiple, initial=ShareItem.values
    )
    starts_on = GermanDateField(label="Von")
    ends_on = GermanDateField(
        label="Bis", help_text=f"Höchstens {MOST_DAYS} Tage. Danach endet die Mitsicht von selbst."
    )

    field_order = ("receiver", "items", "starts_on", "ends_on", *CONSENT_FIELDS)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = possible_receivers(user)  # type: ignore[attr-defined]
        today = timezone.localdate()
        self.fields["starts_on"].initial = today
        self.fields["ends_on"].initial = today + timedelta(days=_DEFAULT_DAYS)

    def share(self) -> dict[str, Any]:
        """The Mitsicht as arguments of the action."""
        return {name: self.cleaned_data[name] for name in ("receiver", "items", "starts_on", "ends_on")}


class CardQuestionForm(KernForm):
    """Who is looked for: the whole name and the exact day, so that nobody browses."""

    family_name = forms.CharField(label="Familienname", max_length=120)
    given_name = forms.CharField(label="Vorname", max_length=120)
    birth_date = GermanDateField(label="Geburtsdatum")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for f in self.fields.values():
            f.widget.attrs["autocomplete"] = "off"
