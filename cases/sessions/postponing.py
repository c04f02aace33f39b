"""Postponing steps of the plan in the session form: a day counts as new against the day that the page showed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from cases.models import Step
from cases.sessions.actions import moved_meanwhile
from pik.core.forms import GermanDateField


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


class PostponingMixin(forms.Form):
    """A field for the day of each open step (``offer_postponing``), and beside it what the page showed.

    What was shown goes along with the page, into its draft too: a colleague may postpone the step meanwhile.
    """

    open_steps: list[Step]

    def offer_postponing(self, steps: Iterable[Step]) -> None:
        """Let ``steps``, all of them open, get another day."""
        self.open_steps = list(steps)
        for step in self.open_steps:
            self.fields[f"due_{step.pk}"] = GermanDateField(label=step.text, required=False, initial=step.due_on)
            self.fields[f"shown_{step.pk}"] = forms.CharField(
                required=False, max_length=10, widget=forms.HiddenInput, initial=_iso(step.due_on)
            )

    def due_fields(self) -> Iterator[Any]:
        """The fields with which open steps are postponed, each with the day that the page shows."""
        return (self[f"{name}_{step.pk}"] for step in self.open_steps for name in ("due", "shown"))

    @property
    def has_moved(self) -> bool:
        typed = ((s.pk, str(self[f"due_{s.pk}"].value() or "")) for s in self.open_steps)
        return any(f"due_{pk}" in self.errors or day != (self[f"shown_{pk}"].value() or "") for pk, day in typed)

    def clean_postponed(self) -> None:
        """Refuse days that are past, and say so where somebody else postponed the step meanwhile."""
        for step, moved_to in self._moved_among(self.open_steps):
            if self._shown(step) != _iso(step.due_on):
                self.add_error(f"due_{step.pk}", moved_meanwhile(step.due_on))
                # Told once: the page that comes next has shown the day.
                sent: Any = self.data  # a QueryDict
                data = sent.copy()
                data[self.add_prefix(f"shown_{step.pk}")] = _iso(step.due_on)
                self.data = data
            elif moved_to < timezone.localdate():
                self.add_error(f"due_{step.pk}", "Der neue Tag liegt in der Vergangenheit.")

    def postponed(self) -> list[tuple[Step, date]]:
        """Open steps that got another day, and are not done now."""
        done = set(self.cleaned_data.get("steps_done") or [])
        return list(self._moved_among([step for step in self.open_steps if step not in done]))

    def _moved_among(self, steps: Iterable[Step]) -> Iterator[tuple[Step, date]]:
        """Those with another day than the page showed, unless that is the step's day by now."""
        for step in steps:
            day = self.cleaned_data.get(f"due_{step.pk}")
            if day and _iso(day) != self._shown(step) and day != step.due_on:
                yield step, day

    def _shown(self, step: Step) -> str:
        """The day of ``step`` that the page showed (ISO, empty for none); its day now where the page does not say."""
        name = self.add_prefix(f"shown_{step.pk}")
        return str(self.data[name]) if name in self.data else _iso(step.due_on)
