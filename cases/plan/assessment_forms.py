"""The form of an assessment: eleven areas of life, each with five levels in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import LifeArea
from cases.models import AreaRating, Case
from cases.plan.assessing import NOTHING_ASSESSED, TO_COME, stand_of
from cases.plan.levels import LEVEL_NAMES, LEVELS
from pik.accounts.drafts import DraftMixin, register_form
from pik.core.conflicts import StandMixin
from pik.core.forms import GermanDateField, KernForm

#: Under this name drafts of an assessment are kept.
ASSESSMENT_DRAFT = register_form("assessment")
_WORDS = (
    ("situation", "Situation", "Wie es jetzt ist."),
    ("resources", "Ressourcen", "Was die Person mitbringt und wer hilft."),
    ("wishes", "Wünsche", "Was sie selbst möchte."),
)
#: Health is a special category: what is needed here, the rest in a sealed note.
HEALTH_HINT = "Nur, was für den Plan nötig ist. Diagnosen und Einzelheiten gehören unter „Vertraulich“."
HEALTH_LENGTH = 300
LEVEL_MISSING = "Bitte wählen Sie auch eine Stufe."


@dataclass(frozen=True)
class AreaFields:
    """The fields of one area, as the page shows them."""

    key: str
    label: str
    level: forms.BoundField
    words: list[forms.BoundField]
    last: AreaRating | None
    hint: str

    @property
    def is_open(self) -> bool:
        """Whether the area is shown unfolded: something stands in it, or something is wrong."""
        return bool(self.level.value() or any(field.errors for field in (self.level, *self.words)))


class AssessmentForm(StandMixin, DraftMixin, KernForm):
    """An assessment on a day; areas without a level are left out."""

    STORED_BEFORE = "Diese Einschätzung ist schon gespeichert."
    STORED_LINK = "Gespeicherte Einschätzung ansehen"
    STORED_ELSE = ", oder unten trotzdem speichern: Das ersetzt sie, solange sie in keiner Fassung steht."

    assessed_on = GermanDateField(label="Datum", initial=timezone.localdate)

    def __init__(self, *args: Any, case: Case, last: Mapping[str, AreaRating], **kwargs: Any) -> None:
        self.case = case
        self.last = last
        super().__init__(*args, **kwargs)
        stand = stand_of(last)
        for area in LifeArea:
            self._add_area(area, stand)
        self.look()

    def conflict_fields(self) -> list[str]:
        return [name for name in stand_of(self.last) if name in self.fields]

    def conflict_place(self) -> str:
        return f"assessment of case {self.case.pk}"

    def conflict_label(self, name: str) -> str:
        area, _, part = name.rpartition("_")
        label = super().conflict_label(name)
        return label if part == "level" else f"{label}: {LifeArea(area).label}"

    def last_change(self, name: str) -> tuple[str, datetime | None]:
        rating = self.last.get(name.rpartition("_")[0])
        return (rating.assessment.created_by.get_full_name() if rating else ""), None

    def _add_area(self, area: LifeArea, stand: Mapping[str, str]) -> None:
        choices = [
            (str(level), f"{level} · {name}: {text}")
            for level, (name, text) in enumerate(zip(LEVEL_NAMES, LEVELS[area], strict=True), start=1)
        ]
        self.fields[f"{area.value}_level"] = forms.ChoiceField(
            label=f"Stufe: {area.label}",
            choices=[*choices, ("", "Heute nicht eingeschätzt")],
            required=False,
            widget=forms.RadioSelect,
            initial=stand[f"{area.value}_level"],
        )
        is_health = area == LifeArea.HEALTH
        for name, label, hint in _WORDS:
            self.fields[f"{area.value}_{name}"] = forms.CharField(
                label=label,
                required=False,
                max_length=HEALTH_LENGTH if is_health else 1000,
                help_text=hint,
                initial=stand[f"{area.value}_{name}"],
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def areas(self) -> Iterator[AreaFields]:
        """The areas in their order, each with its fields."""
        for area in LifeArea:
            words = [self[f"{area.value}_{name}"] for name, _, _ in _WORDS]
            hint = HEALTH_HINT if area == LifeArea.HEALTH else ""
            last = self.last.get(area.value)
            yield AreaFields(area.value, area.label, self[f"{area.value}_level"], words, last, hint)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day = data.get("assessed_on")
        if day and day > timezone.localdate():
            self.add_error("assessed_on", TO_COME)
        for area in LifeArea:
            has_words = any(data.get(f"{area.value}_{name}") for name, _, _ in _WORDS)
            if has_words and not data.get(f"{area.value}_level"):
                self.add_error(f"{area.value}_level", LEVEL_MISSING)
        if not self.errors and not self.ratings():
            raise ValidationError(NOTHING_ASSESSED)
        return data

    def ratings(self) -> dict[str, dict[str, Any]]:
        """What was chosen, by area, as ``save_assessment`` takes it."""
        data = self.cleaned_data
        return {
            area.value: {
                "level": int(data[f"{area.value}_level"]),
                **{name: data[f"{area.value}_{name}"] for name, _, _ in _WORDS},
            }
            for area in LifeArea
            if data.get(f"{area.value}_level")
        }
