"""The fields of two persons beside each other: which differ, which value survives, and how it is put back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from cases.models import Person

#: Who she is in the database and what is made from other fields: never chosen.
_NOT_CHOSEN = {"id", "public_id", "organisation", "sort_key", "is_invented"}
#: What makes sense together only.
_TOGETHER: Mapping[str, Sequence[str]] = {
    "birth_date": ("birth_date", "birth_precision"),
    "interpreter_language": ("interpreter_language", "interpreter_sex"),
}


#: Fields that have words of their own; empty where another field of the group says it all.
_IN_WORDS: Mapping[str, Callable[[Person], str]] = {
    "nationalities": lambda person: person.nationality_names,
    "birth_date": lambda person: person.birth_text,
    "birth_precision": lambda person: "",
}


@dataclass(frozen=True)
class Choice:
    """One line of the preview: fields that survive together, in words, as the one and the other has them."""

    name: str
    label: str
    fields: tuple[str, ...]
    ours: str
    theirs: str
    is_empty: bool  # the survivor has nothing there

    @property
    def differs(self) -> bool:
        return self.ours != self.theirs


def choices_of(survivor: Person, merged: Person) -> list[Choice]:
    """Everything that is known of either, field by field, in the order of the model."""
    return [
        choice
        for name, fields in _groups().items()
        if (choice := _choice(name, fields, survivor, merged)).ours or choice.theirs
    ]


def _groups() -> dict[str, tuple[str, ...]]:
    followers = {field for fields in _TOGETHER.values() for field in fields[1:]}
    names = [field.name for field in _fields() if field.name not in followers]
    return {name: tuple(_TOGETHER.get(name, (name,))) for name in names}


def _fields() -> list[models.Field[Any, Any]]:
    return [f for f in Person._meta.concrete_fields if f.name not in _NOT_CHOSEN and not f.generated]


def _choice(name: str, fields: tuple[str, ...], survivor: Person, merged: Person) -> Choice:
    ours, theirs = ("; ".join(filter(None, (_shown(p, field) for field in fields))) for p in (survivor, merged))
    label = str(Person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return Choice(name, label, fields, ours, theirs, is_empty=not ours)


def _shown(person: Person, name: str) -> str:
    """The value of a field as people read it."""
    if name in _IN_WORDS:
        return str(_IN_WORDS[name](person))
    display = getattr(person, f"get_{name}_display", None)
    value = display() if display else getattr(person, name)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if hasattr(value, "strftime"):
        return str(value.strftime("%d.%m.%Y"))
    return "ja" if value is True else "" if value in (None, False) else str(value)


# --- Replacing and putting back -------------------------------------------------------------------


def replace(survivor: Person, merged: Person, choices: Sequence[Choice]) -> dict[str, Any]:
    """Give ``survivor`` the values of ``merged`` in ``choices``; returns what stood there and what stands there now."""
    names = [Person._meta.get_field(field).attname for choice in choices for field in choice.fields]  # type: ignore[union-attr]
    before = {name: _plain(survivor, name) for name in names}
    for name in names:
        setattr(survivor, name, getattr(merged, name))
    survivor.full_clean()
    survivor.save()
    return {name: [before[name], _plain(survivor, name)] for name in names}


def put_back(survivor: Person, replaced: Mapping[str, Sequence[Any]]) -> list[str]:
    """Undo ``replace``; a value that was changed since stays, and the label of its field is returned."""
    stays = []
    for name, (before, after) in replaced.items():
        field: Any = _by_attname(name)
        if _plain(survivor, name) == after:
            setattr(survivor, name, field.to_python(before))
        else:
            stays.append(str(field.verbose_name))
    survivor.save()
    return stays


def _plain(person: Person, name: str) -> Any:
    """A value as JSON holds it."""
    return json.loads(json.dumps(getattr(person, name), cls=DjangoJSONEncoder))


def _by_attname(name: str) -> models.Field[Any, Any]:
    return next(field for field in Person._meta.concrete_fields if field.attname == name)
