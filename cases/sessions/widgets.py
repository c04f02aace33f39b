"""Fields of the session form that HTML has no element for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class MinutesInput(forms.TextInput):
    """Whole minutes, typed."""

    def __init__(self) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "size": 4})


class BlockSelect(forms.Select):
    """Text blocks by topic; each option carries its text, which static/js/session-form.js puts into the note."""

    texts: Mapping[int, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value in self.texts:
            option["attrs"]["data-text"] = self.texts[value]
        return option
