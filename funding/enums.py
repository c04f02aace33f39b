"""States and choices of the funding."""

from __future__ import annotations

from django.db import models

from pik.regulations.enums import Key


class ApplicationStatus(models.TextChoices):
    """Where an application stands. The label is the office's word; applicants read ``for_applicant``."""

    DRAFT = "draft", "Entwurf"
    SUBMITTED = "submitted", "eingegangen"
    IN_REVIEW = "in_review", "in Prüfung"
    DECISION_DRAFTED = "decision_drafted", "Entscheidung entworfen"
    APPROVED = "approved", "bewilligt"
    REJECTED = "rejected", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"

    @property
    def for_applicant(self) -> str:
        """What the municipality reads; a drafted decision is nothing it may lean on yet."""
        return {"submitted": "eingereicht", "decision_drafted": "in Prüfung"}.get(self.value, str(self.label))

    @property
    def tone(self) -> str:
        return {
            "draft": "neutral",
            "submitted": "info",
            "in_review": "info",
            "decision_drafted": "warning",
            "approved": "success",
            "rejected": "danger",
            "withdrawn": "neutral",
        }[self.value]


# As long as an application is live, none of its municipalities may stand in another one of the round.
LIVE = (
    ApplicationStatus.DRAFT,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.DECISION_DRAFTED,
    ApplicationStatus.APPROVED,
)
# On the desk of the authority.
PENDING = (ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW, ApplicationStatus.DECISION_DRAFTED)
DECIDED = (ApplicationStatus.APPROVED, ApplicationStatus.REJECTED)


class Qualification(models.TextChoices):
    """The three kinds of qualification; each has a rate of its own in the rule book."""

    A = "a", "a – Bachelor Soziale Arbeit oder gleichgestellt"
    B = "b", "b – anderer Hochschulabschluss ab Bachelor"
    C = "c", "c – mittlerer Abschluss und abgeschlossene Ausbildung"

    @property
    def rate_key(self) -> Key:
        return {"a": Key.RATE_A, "b": Key.RATE_B, "c": Key.RATE_C}[self.value]


class Outcome(models.TextChoices):
    """How a decision ends."""

    APPROVE = "approve", "Bewilligung"
    REJECT = "reject", "Ablehnung"

    @property
    def tone(self) -> str:
        return {"approve": "success", "reject": "danger"}[self.value]
