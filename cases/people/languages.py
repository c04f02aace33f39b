"""Languages as people type them: several in one field, with commas between them."""

from __future__ import annotations

from django.core.exceptions import ValidationError

LONGEST_LANGUAGE = 60


def language_names(text: str) -> list[str]:
    """The languages that ``text`` names, each once, in their order; ``ValidationError`` where commas are missing."""
    names = [name.strip() for name in text.split(",")]
    if any(len(name) > LONGEST_LANGUAGE for name in names):
        raise ValidationError("Bitte trennen Sie die Sprachen durch Kommas.")
    return list(dict.fromkeys(filter(None, names)))
