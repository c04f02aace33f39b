"""Forms of the search, of possible duplicates and of merging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from cases.enums import DuplicateVerdict
from cases.models.search import UNDO_REASON_PATTERN
from cases.people.forms import CaseNumberField
from cases.search.duplicate_queries import DISMISSED, OPEN, PROPOSED
from cases.search.fields import Choice
from pik.accounts.models import User
from pik.core.forms import GermanDateField, KernForm, OnceMixin

#: One letter is the beginning of too many names.
FEWEST_LETTERS = 2


class SuggestForm(KernForm):
    """What has been typed so far."""

    q = forms.CharField(min_length=FEWEST_LETTERS, max_length=100)


class SimilarForm(KernForm):
    """What of a new person is needed to look for the same one."""

    family_name = forms.CharField(required=False, max_length=120)
    given_name = forms.CharField(required=False, max_length=120)
    birth_date = GermanDateField(required=False)
    birth_year = forms.IntegerField(required=False, min_value=1900, max_value=2999)


class DuplicateFilter(KernForm):
    """Which pairs the list shows."""

    stand = forms.ChoiceField(
        label="Stand",
        choices=[(OPEN, "zu prüfen"), (PROPOSED, "als dieselbe Person gemeldet"), (DISMISSED, "keine Dublette")],
    )

    def __init__(self, data: Any) -> None:
        data = data.copy()
        data.setdefault("stand", OPEN)
        super().__init__(data)


class VerdictForm(KernForm):
    """One button: what somebody says of a pair."""

    verdict = forms.ChoiceField(choices=DuplicateVerdict, widget=forms.HiddenInput)


class ProposeForm(OnceMixin, KernForm):
    """Two cases of one person, by their numbers."""

    one = CaseNumberField(label="Fallnummer", max_length=20)
    other = CaseNumberField(label="Fallnummer der anderen Akte", max_length=20)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.fields[name].user = user  # type: ignore[attr-defined]
            self.fields[name].widget.attrs |= {"autocomplete": "off", "placeholder": "LAD-2026-0142"}


class MergeForm(OnceMixin, KernForm):
    """Which record goes on, and of each field that differs which value survives."""

    OURS, THEIRS = "ours", "theirs"
    survivor = forms.ChoiceField(choices=[("one", "one"), ("other", "other")], widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differing = [choice for choice in choices if choice.differs]
        for choice in self.differing:
            self.fields[_field_name(choice)] = forms.ChoiceField(
                label=choice.label,
                choices=[(self.OURS, choice.ours), (self.THEIRS, choice.theirs)],
                initial=self.THEIRS if choice.is_empty else self.OURS,
                required=False,
            )

    def rows(self) -> list[tuple[Choice, str, str]]:
        """Each choice with the name of its field and what is chosen."""
        return [
            (choice, self.add_prefix(name), self[name].value())
            for choice in self.differing
            if (name := _field_name(choice))
        ]

    def taken(self) -> list[str]:
        """The names of the choices in which the merged person's values survive."""
        return [c.name for c in self.differing if self.cleaned_data.get(_field_name(c)) == self.THEIRS]


def _field_name(choice: Choice) -> str:
    return f"feld_{choice.name}"


class PartForm(OnceMixin, KernForm):
    """Why two persons are parted again."""

    reason = forms.CharField(
        label="Warum trennen Sie die beiden wieder?",
        max_length=500,
        validators=[RegexValidator(UNDO_REASON_PATTERN, "Bitte begründen Sie das in ein paar Worten.")],
    )
