"""Counselling sessions: how, with what outcome, with whose help to understand."""

from __future__ import annotations

from django.db import models


class SessionKind(models.TextChoices):
    """How a counselling session took place."""

    IN_PERSON = "in_person", "persönlich"
    OUTREACH = "outreach", "aufsuchend"
    PHONE = "phone", "telefonisch"
    VIDEO = "video", "Video"
    MESSAGE = "message", "E-Mail/Messenger"
    ACCOMPANIMENT = "accompaniment", "Begleitung"
    GROUP = "group", "Gruppe"


class SessionStatus(models.TextChoices):
    """What came of a session. No machine: it is written once, and corrected where it was wrong."""

    HELD = "held", "stattgefunden"
    NO_SHOW = "no_show", "nicht erschienen"
    EXCUSED = "excused", "entschuldigt"
    CANCELLED = "cancelled", "abgesagt"

    @property
    def tone(self) -> str:
        return {"held": "neutral", "no_show": "warning", "excused": "info", "cancelled": "info"}[self.value]


class Interpreter(models.TextChoices):
    """Who interpreted."""

    FAMILY = "family", "Familie oder Bekannte"
    PROFESSIONAL = "professional", "Dolmetscher:in vor Ort"
    REMOTE = "remote", "Video- oder Telefondolmetschen"


class Understanding(models.TextChoices):
    """How well those in a session understood each other."""

    GOOD = "good", "gut"
    PARTLY = "partly", "teilweise"
    POOR = "poor", "kaum"
