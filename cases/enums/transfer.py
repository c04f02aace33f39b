"""Handing a file over, sharing it, and the consent to that."""

from __future__ import annotations

from django.db import models


class TransferStatus(models.TextChoices):
    """The states of an Überleitung."""

    DRAFT = "draft", "in Vorbereitung"
    CONSENTED = "consented", "Einwilligung liegt vor"
    SENT = "sent", "angefragt"
    ACCEPTED = "accepted", "übernommen"
    REFUSED = "refused", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"

    @property
    def tone(self) -> str:
        return {
            "draft": "neutral",
            "consented": "neutral",
            "sent": "info",
            "accepted": "success",
            "refused": "warning",
            "withdrawn": "neutral",
        }[self.value]


class TransferPart(models.TextChoices):
    """What may go along when a case moves; what is not chosen is erased where it was."""

    PERSON = "person", "Angaben zur Person und Dauer der Begleitung"
    HOUSEHOLD = "household", "Angehörige des Haushalts"
    PLAN = "plan", "Integrationsplan mit Zielen, Schritten und Fassungen"
    ASSESSMENTS = "assessments", "Einschätzungen der Lebensbereiche"
    SESSIONS = "sessions", "Beratungen, Termine und Wiedervorlagen"
    REFERRALS = "referrals", "Vermittlungen in Angebote"
    DOCUMENTS = "documents", "Dokumente"
    SEALED = "sealed", "Versiegelte Notizen"
    EARLIER = "earlier", "Frühere, abgeschlossene Fälle"

    @property
    def words(self) -> str:
        """What exactly the part holds, for whoever chooses and for whoever consents."""
        return _WORDS[self.value]


_WORDS = {
    "person": "Name, Geburtsdatum, Herkunft, Sprachen, Aufenthalt, Kontakt, Bildung und Arbeit. Geht immer mit.",
    "household": "Die Menschen des Haushalts, die keinen eigenen Fall bei Ihnen haben, mit Namen und Angaben.",
    "plan": "Alle Ziele und Schritte, mit dem Stand der Umsetzung und den festgehaltenen Fassungen.",
    "assessments": "Die Einschätzung je Lebensbereich und Datum, mit Situation, Ressourcen und Wünschen.",
    "sessions": "Datum, Dauer, Themen und Ergebnis jeder Beratung, Termine und offene Wiedervorlagen.",
    "referrals": "Wohin die Person vermittelt wurde und was daraus geworden ist.",
    "documents": "Die zum Fall erzeugten Drucke als PDF.",
    "sealed": "Gesundheit und geschützte Vermittlungen. Eigene Notizen gehen nie mit.",
    "earlier": "Frühere Begleitungen derselben Person, jeweils mit den oben gewählten Teilen.",
}


class ConsentForm(models.TextChoices):
    """How a consent was given (Art. 7 DSGVO: it has to be proven)."""

    WRITTEN = "written", "schriftlich, das Blatt liegt bei uns"
    SCAN = "scan", "schriftlich, als Scan abgelegt"
    ORAL = "oral", "mündlich, unter Zeugen"


class Consenter(models.TextChoices):
    """Who gave a consent."""

    PERSON = "person", "die Person selbst"
    PARENT = "parent", "Sorgeberechtigte"
    CARER = "carer", "rechtliche Betreuung"


class ShareItem(models.TextChoices):
    """What a Mitsicht shows."""

    NAME = "name", "Name und Alter"
    CONTACT = "contact", "Kontaktwege und Sprachen"
    GOALS = "goals", "Offene Ziele und nächste Schritte"
    TERM = "term", "Dauer der Begleitung"
