"""Text blocks as people write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.enums import LifeArea
from cases.models import TextBlock
from cases.sessions.calculations import PLACEHOLDER
from cases.sessions.text_blocks import PLACEHOLDERS
from pik.core.conflicts import ConflictMixin
from pik.core.forms import KernModelForm, OnceMixin, german_formfield


class TextBlockForm(ConflictMixin, KernModelForm):
    """Title, topic and text; only placeholders that exist."""

    class Meta:
        model = TextBlock
        formfield_callback = german_formfield
        fields = ["title", "life_area", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["life_area"].choices = [("", "zu jedem Thema"), *LifeArea.choices]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        unknown = [found for found in PLACEHOLDER.findall(text) if found.strip() not in PLACEHOLDERS]
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValidationError(f"Den Platzhalter {{{unknown[0]}}} gibt es nicht. Möglich sind: {known}.")
        return text

    def block_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``TextBlock``."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewTextBlockForm(OnceMixin, TextBlockForm):
    class Meta(TextBlockForm.Meta):
        pass
