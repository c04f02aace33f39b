"""Areas of life, goals and steps."""

from __future__ import annotations

from django.db import models


class LifeArea(models.TextChoices):
    """The areas of life by which plan and sessions are ordered; the order here is the order shown."""

    LANGUAGE = "language", "Sprache"
    SCHOOL = "school", "Schule"
    TRAINING = "training", "Ausbildung und Studium"
    WORK = "work", "Arbeit"
    RECOGNITION = "recognition", "Anerkennung"
    HOUSING = "housing", "Wohnen"
    HEALTH = "health", "Gesundheit"
    FAMILY = "family", "Kinder und Familie"
    AUTHORITIES = "authorities", "Behörden und Leistungen"
    RESIDENCE = "residence", "Aufenthalt"
    PARTICIPATION = "participation", "Gesellschaftliche Teilhabe"


class GoalProgress(models.TextChoices):
    """How far a goal is. No machine: it may go back as life does."""

    OPEN = "open", "offen"
    IN_WORK = "in_work", "in Arbeit"
    REACHED = "reached", "erreicht"
    PARTLY_REACHED = "partly_reached", "teilweise erreicht"
    NOT_REACHED = "not_reached", "nicht erreicht"
    DROPPED = "dropped", "verworfen"

    @property
    def tone(self) -> str:
        return _PROGRESS_TONES[self.value]

    @property
    def is_pursued(self) -> bool:
        """Whether the goal is still worked towards."""
        return self in PURSUED


PURSUED = (GoalProgress.OPEN, GoalProgress.IN_WORK)
#: How a goal may end only with the reason in words.
WITH_REASON = (GoalProgress.NOT_REACHED, GoalProgress.DROPPED)
_PROGRESS_TONES = {
    "open": "neutral",
    "in_work": "info",
    "reached": "success",
    "partly_reached": "success",
    "not_reached": "warning",
    "dropped": "neutral",
}


class GoalPriority(models.IntegerChoices):
    """What comes first; the lower number does."""

    HIGH = 1, "hoch"
    NORMAL = 2, "mittel"
    LOW = 3, "niedrig"


class StepOwner(models.TextChoices):
    """Who does a step."""

    CLIENT = "client", "Klient:in"
    MANAGER = "manager", "Integrationsmanager:in"
    THIRD = "third", "andere Stelle"


class StepState(models.TextChoices):
    """How a step stands; read from its dates (``Step.state``), never stored."""

    OPEN = "open", "offen"
    DONE = "done", "erledigt"
    DROPPED = "dropped", "entfallen"


class InterpreterQuality(models.TextChoices):
    """How well people understood each other when the plan was agreed on."""

    GOOD = "good", "gut verständigt"
    LIMITED = "limited", "eingeschränkt verständigt"
    POOR = "poor", "kaum verständigt"


class SignerRole(models.TextChoices):
    """As what somebody signs a Fassung."""

    CLIENT = "client", "Klient:in"
    FAMILY = "family", "weiteres Familienmitglied"
    MANAGER = "manager", "Integrationsmanager:in"
    INTERPRETER = "interpreter", "Dolmetscher:in"
    OTHER = "other", "weitere Person"


class SignatureKind(models.TextChoices):
    """How a signature came into the file."""

    DRAWN = "drawn", "auf dem Gerät gezeichnet"
    SCAN = "scan", "als Scan hochgeladen"


class DueUnit(models.TextChoices):
    """In what a template counts the time until something is due."""

    DAYS = "days", "Tage"
    WEEKS = "weeks", "Wochen"
    MONTHS = "months", "Monate"
