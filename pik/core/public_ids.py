"""Random public ids, so that addresses of personal data can't be counted through."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.db import models

# No vowels and no look-alikes: an id read out over the telephone arrives as it was, and spells no word.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 12


def new_public_id() -> str:
    """A fresh id of 12 letters and digits (57 bits of chance)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def public_id_in(text: str) -> str:
    """The public id that ``text``, from the query of an address, is; empty for anything else, which no row has."""
    return text if re.fullmatch(PublicIdConverter.regex, text) else ""


class PublicIdField(models.CharField):  # type: ignore[type-arg]  # not subscriptable at run time
    """The random id under which a row stands in addresses; the integer key stays inside."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, default=new_public_id, editable=False)
        kwargs.setdefault("unique", True)  # a row of the field history keeps the id of its object: not unique there
        kwargs.setdefault("verbose_name", "öffentliche Kennung")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Say ``unique`` even when it is false, since here the default is true."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "unique": self.unique}


class PublicIdConverter:
    """URL converter ``<pid:public_id>``."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
