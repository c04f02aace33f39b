"""Forms of the team: handing over, sharing out, what is known of each person."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.team.queries import team_of
from pik.accounts.models import User
from pik.core.forms import KernForm


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
