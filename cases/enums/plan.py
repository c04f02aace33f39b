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
    NOT_REACHED = "not_reached", "nicht erreicht"

    @property
    def tone(self) -> str:
        return {"open": "neutral", "in_work": "info", "reached": "success", "not_reached": "warning"}[self.value]


class StepOwner(models.TextChoices):
    """Who does a step."""

    CLIENT = "client", "Klient:in"
    MANAGER = "manager", "Integrationsmanager:in"
    THIRD = "third", "andere Stelle"
