"""How much support a case needs."""

from __future__ import annotations

from django.db import models


class NeedLevel(models.TextChoices):
    """How much of the work of a team a case takes; the weights are the organisation's own (``TeamSettings``)."""

    INTENSIVE = "intensive", "intensiv"
    REGULAR = "regular", "regulär"
    LIGHT = "light", "leicht"

    @property
    def tone(self) -> str:
        return {"intensive": "warning", "regular": "neutral", "light": "info"}[self.value]

    @property
    def meaning(self) -> str:
        """What the level means in the work, so that two people would choose the same."""
        return {
            "intensive": "mehrere Kontakte im Monat, mehrere Stellen beteiligt, eine Krise oder ein Neubeginn",
            "regular": "etwa ein Kontakt im Monat, der Plan wird Schritt für Schritt umgesetzt",
            "light": "kommt weitgehend allein zurecht, ein Kontakt im Vierteljahr",
        }[self.value]
