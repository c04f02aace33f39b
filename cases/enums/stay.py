"""Where and how somebody stays: residence titles, homes, ways to reach her."""

from __future__ import annotations

from django.db import models


class ResidenceGroup(models.TextChoices):
    """Groups of residence titles, to filter by; counselling depends on none of them."""

    PERMIT = "permit", "Aufenthaltserlaubnis"
    TEMPORARY_PROTECTION = "temporary_protection", "Vorübergehender Schutz (§ 24)"
    ASYLUM_PROCEDURE = "asylum_procedure", "Aufenthaltsgestattung"
    TOLERATED = "tolerated", "Duldung"
    FICTION = "fiction", "Fiktionsbescheinigung"
    SETTLEMENT = "settlement", "Niederlassungserlaubnis"
    OTHER = "other", "anderer Status"


class AccommodationKind(models.TextChoices):
    """Kinds of homes; the first three are those of the FlüAG."""

    RECEPTION = "reception", "Erstaufnahme"
    PROVISIONAL = "provisional", "vorläufige Unterbringung"
    FOLLOW_UP = "follow_up", "Anschlussunterbringung"
    OWN_HOME = "own_home", "eigene Wohnung"
    WITH_OTHERS = "with_others", "bei Familie oder Bekannten"
    HOMELESS = "homeless", "ohne Wohnung, Notunterkunft"
    OTHER = "other", "andere Unterkunft"


class ContactKind(models.TextChoices):
    """Ways to reach somebody."""

    MOBILE = "mobile", "Mobiltelefon"
    PHONE = "phone", "Telefon"
    EMAIL = "email", "E-Mail"
    MESSENGER = "messenger", "Messenger"
    POST = "post", "Post"
    THROUGH = "through", "über eine andere Person"
