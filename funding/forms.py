"""Forms of the funding; they validate, the actions change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from funding.calculations import german
from funding.enums import PENDING, ApplicationStatus, Outcome, Qualification
from funding.models import Application, Post, Round
from funding.standing import Standing
from pik.accounts.models import Organisation
from pik.core.forms import (
    ChipRadio,
    GermanDecimalField,
    KernForm,
    KernModelForm,
    MoneyFormField,
    OnceMixin,
    german_formfield,
)
from pik.regulations.enums import Key


class StartForm(OnceMixin, KernForm):
    """A new application in one of the open rounds."""

    round = forms.ModelChoiceField(Round.objects.none(), label="Förderrunde", empty_label=None)
    title = forms.CharField(
        label="Bezeichnung des Antrags",
        max_length=150,
        help_text="So finden Sie und Ihre Partner ihn wieder, zum Beispiel „Gemeinsamer Antrag Kraichgau-Elsenz“.",
    )

    def __init__(self, *args: Any, rounds: QuerySet[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds  # type: ignore[attr-defined]


class PartnerForm(KernForm):
    """One municipality to add, by its AGS."""

    gemeinde = forms.ModelChoiceField(
        Organisation.objects.gemeinden(),
        to_field_name="ags",
        error_messages={
            "required": "Bitte wählen Sie eine Gemeinde aus der Liste.",
            "invalid_choice": "Diese Gemeinde gibt es nicht. Bitte wählen Sie eine aus der Liste.",
        },
    )


class PostForm(OnceMixin, KernModelForm):
    """A post; what is left open can be added until submission."""

    class Meta:
        model = Post
        fields = ["person_name", "qualification", "share", "starts_on", "employer_name"]
        widgets = {"qualification": forms.RadioSelect}
        error_messages = {"qualification": {"required": "Bitte wählen Sie die Qualifikation; an ihr hängt der Satz."}}
        formfield_callback = german_formfield

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least = standing.number(Key.MIN_SHARE) or Decimal("0.01")
        share = GermanDecimalField(
            label="Stellenanteil (VZÄ)",
            max_digits=3,
            decimal_places=2,
            help_text=f"Von {german(least, 2)} bis 1,00; 0,50 ist eine halbe Stelle.",
        )
        share.validators += [
            MinValueValidator(least, f"Eine Stelle hat mindestens einen Anteil von {german(least, 2)} VZÄ."),
            MaxValueValidator(
                Decimal(1), "Eine Stelle hat höchstens 1,00 VZÄ. Legen Sie für mehr eine zweite Stelle an."
            ),
        ]
        self.fields["share"] = share
        self.fields["qualification"].choices = [  # type: ignore[attr-defined]
            (item.value, self._choice(item, standing)) for item in Qualification
        ]
        if self.instance.pk:
            self.initial["share"] = german(self.instance.share, 2)

    @staticmethod
    def _choice(item: Qualification, standing: Standing) -> str:
        rate, doubt = standing.number(item.rate_key), standing.doubt(item.rate_key)
        if not rate:
            return str(item.label)
        return f"{item.label}: {german(rate)} € je volle Stelle und Jahr" + (f" ({doubt})" if doubt else "")

    def values(self) -> dict[str, Any]:
        """What the action stores."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}

    def _post_clean(self) -> None:
        """The instance stays as it is; the action changes it under its lock."""


class ContributionForm(KernForm):
    """What the group pays itself, with its proof; 0 takes it away."""

    amount = MoneyFormField(
        label="Eigenbeitrag je Jahr",
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        help_text="Höchstens so viel, wie bis zur Schwelle fehlt. 0 nimmt den Eigenbeitrag zurück.",
    )
    note = forms.CharField(
        label="Beleg",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Zum Beispiel der Beschluss des Gemeinderats mit Datum. Die Bewilligungsstelle prüft ihn.",
    )


class ConsentForm(KernForm):
    """The binding yes of a partner."""

    name = forms.CharField(
        label="Ihr Name und Ihre Funktion", max_length=150, help_text="Zum Beispiel „Petra Keller, Bürgermeisterin“."
    )
    is_binding = forms.BooleanField(
        label="Ich stimme dem Antrag für unsere Gemeinde verbindlich zu.",
        error_messages={"required": "Bitte bestätigen Sie, dass die Zustimmung verbindlich ist."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class WithdrawForm(KernForm):
    """Taking an application back, with a reason if one likes."""

    comment = forms.CharField(label="Grund", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class DeskFilter(KernForm):
    """The filters of the authority's list; all in the address."""

    status = forms.ChoiceField(label="Stand", required=False)
    kreis = forms.ModelChoiceField(
        Organisation.objects.kreise().order_by("sort_key"),
        label="Kreis",
        required=False,
        empty_label="alle",
        to_field_name="kreis_key",
    )
    mine = forms.BooleanField(label="nur meine", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(status.value, status.label) for status in ApplicationStatus if status != ApplicationStatus.DRAFT]
        self.fields["status"].choices = [("", "offen"), ("alle", "alle"), *states]  # type: ignore[attr-defined]

    def narrow(self, applications: QuerySet[Application], user: Any) -> QuerySet[Application]:
        """The applications the filter lets through; without a state those not yet decided."""
        chosen = self.cleaned_data if self.is_valid() else {}
        status = chosen.get("status")
        if not status:
            applications = applications.filter(status__in=PENDING)
        elif status != "alle":
            applications = applications.filter(status=status)
        if kreis := chosen.get("kreis"):
            applications = applications.filter(organisation__in=[kreis, *kreis.children.all()])
        if chosen.get("mine"):
            applications = applications.filter(reviewer=user)
        return applications


class DecisionForm(KernForm):
    """The words of a decision; its amounts are computed."""

    outcome = forms.ChoiceField(label="Entscheidung", choices=Outcome, widget=ChipRadio)
    reasons = forms.CharField(
        label="Gründe",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Steht so im Bescheid, vor der Herleitung der Beträge.",
    )
    conditions = forms.CharField(
        label="Nebenbestimmungen",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Steht so im Bescheid. Leer: Der Bescheid hat keine.",
    )


class ReturnForm(KernForm):
    """Why a draft goes back."""

    comment = forms.CharField(
        label="Was ist zu ändern?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Lesen alle, die bei der Bewilligungsstelle an diesem Antrag arbeiten.",
        error_messages={"required": "Bitte sagen Sie, was zu ändern ist."},
    )
