"""What is known of a person, and how well."""

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


class BirthPrecision(models.TextChoices):
    """How well a birth date is known. Papers often say 01.01. where only the year is known, or not even that."""

    DAY = "day", "auf den Tag"
    YEAR = "year", "nur das Jahr"
    ESTIMATED = "estimated", "geschätzt"


class DatePrecision(models.TextChoices):
    """How well the days of a period are known: a school abroad is remembered by its years."""

    DAY = "day", "auf den Tag"
    MONTH = "month", "auf den Monat"
    YEAR = "year", "auf das Jahr"


class NameKind(models.TextChoices):
    """Under which other names somebody is found."""

    FORMER = "former", "früherer Name"
    SPELLING = "spelling", "andere Schreibweise"
    OWN_SCRIPT = "own_script", "eigene Schrift"


class HouseholdRelation(models.TextChoices):
    """What someone is in the household."""

    HEAD = "head", "Bezugsperson"
    PARTNER = "partner", "Partner:in"
    CHILD = "child", "Kind"
    PARENT = "parent", "Elternteil"
    SIBLING = "sibling", "Geschwister"
    ADULT = "adult", "Erwachsene:r"
    OTHER = "other", "weitere Angehörige"


class LanguageLevel(models.TextChoices):
    """How well somebody speaks a language."""

    MOTHER_TONGUE = "mother_tongue", "Muttersprache"
    FLUENT = "fluent", "fließend"
    SOME = "some", "etwas"


class Literacy(models.TextChoices):
    """Whether somebody reads and writes a language."""

    BOTH = "both", "liest und schreibt"
    READS = "reads", "liest, schreibt nicht"
    NEITHER = "neither", "liest und schreibt nicht"


class ResultBasis(models.TextChoices):
    """By what a level of German is known."""

    ESTIMATE = "estimate", "eigene Einschätzung"
    PLACEMENT = "placement", "Einstufungstest"
    COURSE = "course", "Kurs"
    EXAM = "exam", "Prüfung"
