"""States of a case and why support ends."""

from __future__ import annotations

from django.db import models


class CaseStatus(models.TextChoices):
    """The states of the machine of a case."""

    ACTIVE = "active", "aktiv"
    CLOSED = "closed", "abgeschlossen"

    @property
    def tone(self) -> str:
        return {"active": "success", "closed": "neutral"}[self.value]


class ClosingReason(models.TextChoices):
    """Why support ended."""

    GOALS_REACHED = "goals_reached", "Ziele erreicht, kommt ohne Begleitung zurecht"
    TERM_ENDED = "term_ended", "Zeit der Begleitung abgelaufen"
    MOVED = "moved", "umgezogen"
    OTHER_SERVICE = "other_service", "an einen anderen Dienst übergeben"
    OWN_WISH = "own_wish", "auf eigenen Wunsch beendet"
    NO_CONTACT = "no_contact", "Kontakt abgebrochen"
    LEFT_COUNTRY = "left_country", "ausgereist"
    DECEASED = "deceased", "verstorben"
