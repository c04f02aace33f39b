"""Words of counselling: states, life areas, kinds. Each carries what pages need to show it."""

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


class SessionKind(models.TextChoices):
    """How a counselling session took place."""

    IN_PERSON = "in_person", "persönlich"
    OUTREACH = "outreach", "aufsuchend"
    PHONE = "phone", "telefonisch"
    VIDEO = "video", "Video"
    ACCOMPANIMENT = "accompaniment", "Begleitung"


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


class SealedKind(models.TextChoices):
    """Kinds of sealed notes; each says in words who reads it."""

    PRIVATE = "private", "Eigene Notiz"
    REFERRAL = "referral", "Geschützte Vermittlung"
    HEALTH = "health", "Gesundheit"


class ReadThrough(models.TextChoices):
    """By what right somebody read a sealed note."""

    DUTY = "duty", "eigene Zuständigkeit"
    EMERGENCY = "emergency", "Notfallzugriff"
