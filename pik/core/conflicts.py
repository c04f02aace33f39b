"""Two people edit the same row: the second is told, sees the difference, and chooses, field by field.

A form remembers in a hidden, signed field what it showed. When the row has another value meanwhile, the save is
refused (422), and ``components/conflict.html`` shows what was, what stands there now and by whom, and what was typed.
The action asks once more under the row's lock: ``demand_seen(row, form.seen)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone

from pik.core.forms import KernForm, KernModelForm

CONFLICT = "conflict"
CHANGED = "Inzwischen hat jemand anders hier etwas geändert. Bitte wählen Sie unten, was gelten soll."
MINE, THEIRS = "meine", "andere"
_SIGNER = signing.Signer(salt="pik.core.conflicts")


@dataclass(frozen=True)
class Difference:
    """One field of which the stand changed while somebody was typing, in words."""

    name: str
    label: str
    was: str
    now: str
    mine: str
    by: str
    at: datetime | None
    field_name: str
    choice: str = ""


def stands(row: models.Model, names: Iterator[str] | list[str]) -> dict[str, str]:
    """The values of ``row``'s fields as text, by which two stands are compared."""
    return {name: _field(row, name).value_to_string(row) for name in names}


def _field(row: models.Model | type[models.Model], name: str) -> Any:
    return row._meta.get_field(name)


def demand_seen(row: models.Model, seen: Mapping[str, str]) -> None:
    """Raise ``ValidationError`` (code ``conflict``) when ``row``, just locked, is not what the form showed."""
    if stands(row, list(seen)) != dict(seen):
        raise ValidationError(CHANGED, code=CONFLICT)


def demand_stand(now: Mapping[str, str], seen: Mapping[str, str]) -> None:
    """The same for a form that shows more than one row: ``now`` and ``seen`` by the names of its fields."""
    if any(now[name] != text for name, text in seen.items() if name in now):
        raise ValidationError(CHANGED, code=CONFLICT)


class StandMixin(KernForm):
    """A form that notices when what it showed changed since the page was opened.

    What stands there now is what its fields begin with (``Field.initial``); the form is made anew for each request.
    A form that adds fields of its own calls ``look`` afterwards.
    """

    seen_token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: list[Difference] = []
        self.look()

    def look(self) -> None:
        """Take in what stands there now, and what the page showed."""
        self._now = self._stand()
        token = self._read_token() if self.is_bound else {}
        #: What the page showed, for ``demand_seen``.
        self.seen: dict[str, str] = token.get("seen") or dict(self._now)
        self._was: dict[str, str] = token.get("was") or {}
        self.initial["seen_token"] = self._token(self._now, {})

    def conflict_fields(self) -> list[str]:
        """The fields that show what is stored."""
        raise NotImplementedError

    def conflict_place(self) -> str:
        """What the form is about, so that no token of another page counts here."""
        raise NotImplementedError

    def _stand(self) -> dict[str, str]:
        return {name: _as_text(self.fields[name].initial) for name in self.conflict_fields()}

    # --- The token ------------------------------------------------------------------------------

    def _token(self, seen: Mapping[str, str], was: Mapping[str, str]) -> str:
        # Without a time stamp: how old the page is says nothing, what it showed is compared.
        return _SIGNER.sign_object({"row": self.conflict_place(), "seen": dict(seen), "was": dict(was)}, compress=True)

    def _read_token(self) -> dict[str, Any]:
        """What the page showed; without a token of ours for this row: nothing of what stands there now was seen."""
        try:
            token = _SIGNER.unsign_object(self.data.get(self.add_prefix("seen_token"), ""))
        except signing.BadSignature:
            token = {}
        if token.get("row") != self.conflict_place():
            return {"seen": dict.fromkeys(self._now, "") if self._now else {}}
        return {"seen": {n: v for n, v in token["seen"].items() if n in self._now}, "was": token["was"]}

    # --- Meeting another's stand ----------------------------------------------------------------

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self._now:
            self._meet()

    def _meet(self) -> None:
        """Compare; take over what was chosen, refuse while something is open."""
        moved = {name: self.seen.get(name, "") for name in self._now if self.seen.get(name) != self._now[name]}
        was = {**{n: v for n, v in self._was.items() if n in self._now}, **moved}
        still_open = False
        for name, before in was.items():
            choice = "" if name in moved else str(self.data.get(self.choice_name(name), ""))
            mine = self._mine(name)
            if mine == self._now[name]:
                continue
            if choice == THEIRS:
                self._take_theirs(name)
            elif choice != MINE:
                still_open = True
            self.differences.append(self._difference(name, before, choice))
        if still_open:
            self._refuse(was)
        else:
            self.differences = []
        # Whether open or settled: the page that comes next has shown what stands there now.
        self.seen = dict(self._now)

    def _refuse(self, was: Mapping[str, str]) -> None:
        self.add_error(None, ValidationError(CHANGED, code=CONFLICT))
        self._show_token(was)

    def add_error(self, field: Any, error: Any) -> None:
        """What the action refuses under the lock is met as what the form itself notices."""
        super().add_error(field, error)
        if getattr(error, "code", "") == CONFLICT and not self.differences and self._now:
            self._look_again()

    def _look_again(self) -> None:
        """Somebody stored between our look and our lock: the next time that is met as a change of what was seen."""
        self._show_token(self._was)

    def _show_token(self, was: Mapping[str, str]) -> None:
        """Let the page that comes back say that it has shown what stands there now."""
        sent: Any = self.data  # a QueryDict
        self.data = sent = sent.copy()
        sent[self.add_prefix("seen_token")] = self._token(self._now, was)

    def choice_name(self, name: str) -> str:
        """The name of the radio buttons with which a field's stand is chosen."""
        return self.add_prefix(f"stand_{name}")

    def _mine(self, name: str) -> str:
        """What was typed, as text; of what can't be read, the typing itself."""
        if name in self.errors:
            return str(self.data.get(self.add_prefix(name), ""))
        return _as_text(self.cleaned_data.get(name))

    def _take_theirs(self, name: str) -> None:
        if name in self.errors:
            del self.errors[name]
        self.cleaned_data[name] = self.fields[name].clean(self._now[name])

    # --- In words -------------------------------------------------------------------------------

    def _difference(self, name: str, was: str, choice: str) -> Difference:
        by, at = self.last_change(name)
        return Difference(
            name=name,
            label=self.conflict_label(name),
            was=self._words(name, was),
            now=self._words(name, self._now[name]),
            mine=self._words(name, self._mine(name)),
            by=by,
            at=at,
            field_name=self.choice_name(name),
            choice=choice,
        )

    def conflict_label(self, name: str) -> str:
        """What a field is called where it stands alone."""
        return str(self.fields[name].label or name)

    def last_change(self, name: str) -> tuple[str, datetime | None]:
        """Who changed what a field shows, and when; empty where nobody knows."""
        return "", None

    def _words(self, name: str, text: str) -> str:
        return _choices(self.fields[name]).get(text, text) or "leer"


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _choices(field: forms.Field) -> dict[str, str]:
    return {str(key): str(words) for key, words in getattr(field, "choices", ())}


class ConflictMixin(StandMixin, KernModelForm):
    """A ``StandMixin`` of an existing row. Fields of the model are compared as the row holds them.

    A row that is not saved yet has nothing to meet; the form then behaves as any other.
    """

    def look(self) -> None:
        super().look()
        self._now_values = {
            name: getattr(self.instance, _field(self.instance, name).attname) for name in self._of_row()
        }

    def part_fields(self) -> list[str]:
        """Fields that show parts of the row which have rows of their own; what they begin with is what stands there."""
        return []

    def conflict_fields(self) -> list[str]:
        """The fields of the row that this form shows, of the model and no relation of many; then those of its parts."""
        return [*self._of_row(), *self.part_fields()]

    def conflict_place(self) -> str:
        return f"{self.instance._meta.label_lower} {self.instance.pk}"

    def _of_row(self) -> list[str]:
        names = []
        for name in self.fields:
            try:
                field = _field(self.instance, name)
            except FieldDoesNotExist:
                continue
            if isinstance(field, models.Field) and not field.many_to_many:
                names.append(name)
        return names

    def _stand(self) -> dict[str, str]:
        if not self.instance.pk:
            return {}
        parts = {name: _as_text(self.fields[name].initial) for name in self.part_fields()}
        return {**stands(self.instance, self._of_row()), **parts}

    def _look_again(self) -> None:
        """Somebody stored between our look and our lock: show that stand beside what was typed."""
        row = type(self.instance)._base_manager.get(pk=self.instance.pk)
        before, self._now = self._now, {**self._now, **stands(row, self._of_row())}
        was = {name: before[name] for name in before if before[name] != self._now[name]}
        self.differences = [self._difference(n, was[n], "") for n in was if self._mine(n) != self._now[n]]
        self._show_token(was)

    def _mine(self, name: str) -> str:
        if name in self.errors or name not in self._now_values:
            return super()._mine(name)
        return str(_field(self.instance, name).value_to_string(self.instance))

    def _take_theirs(self, name: str) -> None:
        if name not in self._now_values:
            super()._take_theirs(name)
            return
        if name in self.errors:
            del self.errors[name]
        setattr(self.instance, _field(self.instance, name).attname, self._now_values[name])
        self.cleaned_data[name] = getattr(self.instance, name)

    def last_change(self, name: str) -> tuple[str, datetime | None]:
        return last_change(self.instance, name) if name in self._now_values else ("", None)

    def _words(self, name: str, text: str) -> str:
        if name not in self._now_values:
            return super()._words(name, text)
        return in_words(_field(self.instance, name), text) or "leer"


def in_words(field: Any, text: str) -> str:
    """A value as it stands in a sentence; what the field can't read stays as it was typed."""
    if text in {"", "None"}:
        return ""
    try:
        value = field.to_python(text)
    except (ValidationError, TypeError, ValueError):  # a list reads „5“ as a number, and then goes through it
        return text
    if isinstance(field, ArrayField):
        # Of what can't be read the typing may be anything.
        return ", ".join(in_words(field.base_field, str(item)) for item in value) if isinstance(value, list) else text
    if isinstance(field, models.ForeignKey):
        return str(field.related_model._base_manager.filter(pk=value).first() or "")
    return str(dict(field.flatchoices).get(value, value)) if field.choices else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def last_change(row: models.Model, name: str) -> tuple[str, datetime | None]:
    """Who changed a field last, and when, from the history that the database keeps; empty where none is kept."""
    history: Any = getattr(type(row), "pgh_event_model", None)
    if history is None:
        return "", None
    attname = _field(row, name).attname
    found = list(history.objects.filter(pgh_obj=row.pk).select_related("pgh_context").order_by("-pgh_id"))
    for event, before in zip(found, [*found[1:], None], strict=False):
        if before is None or getattr(event, attname) != getattr(before, attname):
            user_id = (event.pgh_context.metadata or {}).get("user") if event.pgh_context else None
            user: Any = get_user_model()._default_manager.filter(pk=user_id).first() if user_id else None
            return (user.get_full_name() if user else ""), event.pgh_created_at
    return "", None
