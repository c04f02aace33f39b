"""States of a case and why support ends."""

from __future__ import annotations

from django.db import models


class CaseStatus(models.TextChoices):
    """The states of the machine of a case."""

    REQUEST = "request", "Anfrage"
    WAITING = "waiting", "Warteliste"
    ACTIVE = "active", "aktiv"
    RESTING = "resting", "ruhend"
    TRANSFERRED = "transferred", "übergeleitet"
    CLOSED = "closed", "abgeschlossen"

    @property
    def tone(self) -> str:
        return {
            "request": "info",
            "waiting": "warning",
            "active": "success",
            "resting": "info",
            "transferred": "neutral",
            "closed": "neutral",
        }[self.value]


#: Before support has begun: there is no term yet.
BEFORE_SUPPORT = (CaseStatus.REQUEST, CaseStatus.WAITING)
#: The term runs, or rests.
IN_SUPPORT = (CaseStatus.ACTIVE, CaseStatus.RESTING)
#: Worked on: read and changed.
OPEN_STATUSES = (*BEFORE_SUPPORT, *IN_SUPPORT)


class ClosingReason(models.TextChoices):
    """Why support ended, or never began."""

    GOALS_REACHED = "goals_reached", "Ziele erreicht, kommt ohne Begleitung zurecht"
    TERM_ENDED = "term_ended", "Zeit der Begleitung abgelaufen"
    MOVED = "moved", "umgezogen"
    OTHER_SERVICE = "other_service", "an einen anderen Dienst übergeben"
    OWN_WISH = "own_wish", "auf eigenen Wunsch beendet"
    NO_CONTACT = "no_contact", "Kontakt abgebrochen"
    LEFT_COUNTRY = "left_country", "ausgereist"
    DECEASED = "deceased", "verstorben"
    REFUSED = "refused", "Anfrage abgelehnt"
    WITHDRAWN = "withdrawn", "Anfrage zurückgezogen"
    DUPLICATE = "duplicate", "doppelt angelegt"


#: Why a case ends that never began; the first group only then, the second at any time.
_BEFORE_ONLY = (ClosingReason.REFUSED, ClosingReason.WITHDRAWN)
_ALWAYS = (
    ClosingReason.MOVED,
    ClosingReason.OTHER_SERVICE,
    ClosingReason.NO_CONTACT,
    ClosingReason.LEFT_COUNTRY,
    ClosingReason.DECEASED,
    ClosingReason.DUPLICATE,
)
REASONS_BEFORE_SUPPORT = (*_BEFORE_ONLY, *_ALWAYS)
REASONS_AFTER_SUPPORT = tuple(reason for reason in ClosingReason if reason not in _BEFORE_ONLY)


class WaitingPriority(models.IntegerChoices):
    """How soon somebody on the waiting list should come; lower comes first."""

    URGENT = 1, "dringend"
    RAISED = 2, "erhöht"
    NORMAL = 3, "normal"

    @property
    def tone(self) -> str:
        return {1: "danger", 2: "warning", 3: "neutral"}[self.value]


class SuspensionReason(models.TextChoices):
    """Why support rests."""

    ABROAD = "abroad", "längere Abwesenheit"
    ILLNESS = "illness", "Krankheit"
    PARENTAL = "parental", "Mutterschutz oder Elternzeit"
    NO_CONTACT = "no_contact", "zurzeit nicht erreichbar"
    VACANCY = "vacancy", "Stelle nicht besetzt"
    OTHER = "other", "anderer Grund"


class ExtensionStatus(models.TextChoices):
    """The states of the machine of an extension."""

    ASKED = "asked", "beantragt"
    GRANTED = "granted", "genehmigt"
    REFUSED = "refused", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"

    @property
    def tone(self) -> str:
        return {"asked": "warning", "granted": "success", "refused": "danger", "withdrawn": "neutral"}[self.value]
