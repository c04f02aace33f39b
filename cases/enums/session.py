"""Kinds of counselling sessions."""

from __future__ import annotations

from django.db import models


class SessionKind(models.TextChoices):
    """How a counselling session took place."""

    IN_PERSON = "in_person", "persönlich"
    OUTREACH = "outreach", "aufsuchend"
    PHONE = "phone", "telefonisch"
    VIDEO = "video", "Video"
    ACCOMPANIMENT = "accompaniment", "Begleitung"
