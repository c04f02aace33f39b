"""What is known of a person."""

from __future__ import annotations

from django.db import models


class GermanLevel(models.TextChoices):
    """Level of German after the Common European Framework."""

    NONE = "none", "noch kein Deutsch"
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class Sex(models.TextChoices):
    """As the register of persons words it."""

    FEMALE = "female", "weiblich"
    MALE = "male", "männlich"
    DIVERSE = "diverse", "divers"


class HouseholdRelation(models.TextChoices):
    """What someone is in the household."""

    ADULT = "adult", "Erwachsene:r"
    PARTNER = "partner", "Partner:in"
    CHILD = "child", "Kind"
    PARENT = "parent", "Elternteil"
    SIBLING = "sibling", "Geschwister"
    OTHER = "other", "weitere Angehörige"
