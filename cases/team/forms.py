"""Forms of the team: handing over, sharing out, its settings, what is known of each person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.enums import NeedLevel
from cases.models import Case
from cases.people.languages import language_names
from cases.team.calculations import Move
from cases.team.queries import OVERDUE, SILENT, WITHOUT_LEAD, team_of
from pik.accounts.models import User
from pik.core.forms import Chips, GermanDecimalField, KernForm, OnceMixin

ALL, EVEN, NEW = "alles", "ausgleich", "neu"
#: How many cases one redistribution moves at most; a proposal of more is done in two steps.
MOST_MOVES = 300


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


class TeamCaseFilter(KernForm):
    """Which cases of the team the list shows; all of it stands in the address."""

    liste = forms.ChoiceField(
        label="Fälle",
        required=False,
        choices=[
            ("", "alle aktiven"),
            (SILENT, "ohne Kontakt"),
            (OVERDUE, "Plan überfällig"),
            (WITHOUT_LEAD, "ohne Zuständigkeit"),
        ],
    )
    wer = forms.ChoiceField(label="Zuständig", required=False)

    def __init__(self, data: Any, *, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["wer"].choices = [("", "alle"), *people]  # type: ignore[attr-defined]


class TeamSettingsForm(KernForm):
    """Weights of the levels of need, and the days after which a case counts as without contact."""

    weight_intensive = GermanDecimalField(label="intensiv", max_digits=3, decimal_places=2)
    weight_regular = GermanDecimalField(label="regulär", max_digits=3, decimal_places=2)
    weight_light = GermanDecimalField(label="leicht", max_digits=3, decimal_places=2)
    days_without_contact = forms.IntegerField(
        label="Tage ohne Kontakt",
        min_value=1,
        max_value=365,
        help_text="So lange ohne gehaltene Beratung, dann steht ein Fall unter „ohne Kontakt“.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in NeedLevel:
            self.fields[f"weight_{level.value}"].help_text = f"{level.meaning[0].upper()}{level.meaning[1:]}."


class TeamMemberForm(KernForm):
    """Somebody's part of a post and the languages in which she counsels."""

    share = GermanDecimalField(
        label="Stellenanteil (VZÄ)",
        required=False,
        max_digits=3,
        decimal_places=2,
        help_text="1,00 ist eine volle Stelle. Leer: nicht bekannt, zählt wie eine volle.",
    )
    languages = forms.CharField(
        label="Berät in diesen Sprachen",
        required=False,
        max_length=300,
        help_text="Mehrere durch Komma getrennt, so geschrieben wie bei den Personen: Dari, Arabisch.",
    )

    def clean_share(self) -> Decimal | None:
        share: Decimal | None = self.cleaned_data["share"]
        if share is not None and not 0 < share <= 1:
            raise ValidationError("Ein Stellenanteil liegt über 0 und ist höchstens 1,00.")
        return share

    def clean_languages(self) -> list[str]:
        return language_names(self.cleaned_data["languages"])


class CaseNeedForm(KernForm):
    """How much support one case needs; each level says what it means."""

    need = forms.ChoiceField(
        label="Wie viel Unterstützung braucht die Person gerade?",
        choices=[(level.value, f"{level.label}: {level.meaning}") for level in NeedLevel],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie den Bedarf."},
    )


class NeedForm(KernForm):
    """How much support the ticked cases need."""

    need = forms.ChoiceField(label="Bedarf", choices=NeedLevel)
    case = forms.ModelMultipleChoiceField(
        queryset=Case.objects.none(), error_messages={"required": "Bitte kreuzen Sie mindestens einen Fall an."}
    )
    back = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = Case.objects.visible_to(user)  # type: ignore[attr-defined]


class ProposalForm(KernForm):
    """What a proposal is to be about: whose cases, to whom, how many. It stands in the address."""

    art = forms.ChoiceField(
        label="Was soll geschehen?",
        choices=[
            (ALL, "Alle Fälle abgeben: jemand geht, fehlt lange, oder niemand ist zuständig"),
            (EVEN, "Ausgleichen: die Last im Team gerechter verteilen"),
            (NEW, "Neue Person: gleichmäßig von den anderen nehmen"),
        ],
        widget=forms.RadioSelect,
    )
    von = forms.MultipleChoiceField(
        label="Von wem",
        required=False,
        widget=Chips,
        help_text="Beim Ausgleichen und für eine neue Person heißt leer: von allen, die beraten.",
    )
    an = forms.MultipleChoiceField(
        label="An wen", required=False, widget=Chips, help_text="Beim Abgeben heißt leer: an alle anderen, die beraten."
    )
    ziel = GermanDecimalField(
        label="Ziel: gewichtete Last der neuen Person",
        required=False,
        max_digits=6,
        decimal_places=2,
        help_text="Leer: der Durchschnitt des Teams, nach ihrem Stellenanteil.",
    )

    def __init__(self, data: Any, *, givers: list[tuple[str, str]], takers: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["von"].choices = givers  # type: ignore[attr-defined]
        self.fields["an"].choices = takers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind, givers, takers = data.get("art"), data.get("von", []), data.get("an", [])
        if kind == ALL and not givers:
            self.add_error("von", "Bitte wählen Sie, wessen Fälle abgegeben werden.")
        if kind == ALL and takers and set(takers) <= set(givers):
            self.add_error("an", "Bitte wählen Sie jemanden, die oder der die Fälle übernimmt.")
        if kind == NEW and len(takers) != 1:
            self.add_error("an", "Bitte wählen Sie genau eine neue Person.")
        if (data.get("ziel") or 0) < 0:
            self.add_error("ziel", "Die Last ist nicht kleiner als 0.")
        return data


class RedistributeForm(OnceMixin, KernForm):
    """The rows of a proposal as they were ticked and changed. Each ticked case names who led it and who shall.

    The rows are drawn by the template: ``case`` (ticked), ``von_<key>`` and ``an_<key>``.
    """

    reason = forms.CharField(
        label="Grund",
        max_length=180,
        help_text="Steht im Verlauf jedes Falls: zum Beispiel „Frau Vogt ist ab 1. Dezember in Elternzeit“.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moves: list[Move] = []

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        ticked: list[str] = self.data.getlist("case") if hasattr(self.data, "getlist") else []
        if not ticked:
            raise ValidationError("Bitte kreuzen Sie mindestens einen Fall an.")
        if len(ticked) > MOST_MOVES:
            raise ValidationError(f"Auf einmal gehen höchstens {MOST_MOVES} Fälle.")
        try:
            self.moves = [self._move(key) for key in ticked]
        except ValueError:
            raise ValidationError("Diese Angaben passen zu keinem Vorschlag.") from None
        return data

    def _move(self, key: str) -> Move:
        giver = self.data.get(f"von_{key}", "")
        return Move(int(key), int(giver) if giver else None, int(self.data.get(f"an_{key}", "")), "")
