"""States of an import, and what its check says of a row."""

from __future__ import annotations

from django.db import models


class ImportState(models.TextChoices):
    """Where an import is; the queue alone moves it, so it is no workflow."""

    WAITING = "waiting", "wartet auf die Prüfung"
    CHECKING = "checking", "wird geprüft"
    CHECKED = "checked", "geprüft"
    ORDERED = "ordered", "wartet auf die Übernahme"
    IMPORTING = "importing", "wird übernommen"
    IMPORTED = "imported", "übernommen"
    UNDOING = "undoing", "wird zurückgenommen"
    UNDONE = "undone", "zurückgenommen"
    FAILED = "failed", "nicht gelungen"

    @property
    def tone(self) -> str:
        """Colour of the badge; the word says the same."""
        return {
            "waiting": "neutral",
            "checking": "info",
            "checked": "info",
            "ordered": "neutral",
            "importing": "info",
            "imported": "success",
            "undoing": "info",
            "undone": "neutral",
            "failed": "danger",
        }[self.value]


#: While an import is in one of these, the queue has something to do.
AT_WORK = (
    ImportState.WAITING,
    ImportState.CHECKING,
    ImportState.ORDERED,
    ImportState.IMPORTING,
    ImportState.UNDOING,
)


class Verdict(models.TextChoices):
    """What the check says of a row."""

    UNCHECKED = "unchecked", "noch nicht geprüft"
    GOOD = "good", "kann übernommen werden"
    FAULTY = "faulty", "mit Fehlern"
    SIMILAR = "similar", "vielleicht schon da"
    KNOWN = "known", "schon übernommen"

    @property
    def tone(self) -> str:
        return {
            "unchecked": "neutral",
            "good": "success",
            "faulty": "danger",
            "similar": "warning",
            "known": "neutral",
        }[self.value]
