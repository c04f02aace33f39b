"""Offers, referrals into them, and how these end."""

from __future__ import annotations

from django.db import models


class OfferGroup(models.TextChoices):
    """Under which heading a kind of offer stands."""

    LOCAL = "local", "Vor Ort"
    PACT_LANGUAGE = "pact_language", "Pakt: Sprachförderung (VwV Deutsch)"
    PACT = "pact", "Pakt: weitere Programme"
    FEDERAL = "federal", "Kurse des Bundes"


class OfferKind(models.TextChoices):
    """What an offer is: something local, a programme of the pact, a course of the federation (domain.md 9)."""

    LOCAL = "local", "Angebot vor Ort"
    REGULAR_SERVICE = "regular_service", "Regeldienst"
    VOLUNTEERING = "volunteering", "Bürgerschaftliches Engagement"
    INTEGRATION_OFFICER = "integration_officer", "Integrationsbeauftragte"
    LANGUAGE_GENERAL = "language_general", "VwV Deutsch: Alphabetisierungs-, Grund- oder Aufbaukurs"
    LANGUAGE_PARENTS = "language_parents", "VwV Deutsch: Elternkurs"
    LANGUAGE_PART_TIME = "language_part_time", "VwV Deutsch: Kurs neben der Arbeit"
    LANGUAGE_INTENSIVE = "language_intensive", "VwV Deutsch: Intensivkurs"
    LANGUAGE_ENTRY = "language_entry", "VwV Deutsch: Kurs mit Einstiegsqualifizierung"
    YOUTH_JOB = "youth_job", "Jugendberufshelfer (Schule und Beruf, VAB)"
    BW_SCHUETZT = "bw_schuetzt", "BW schützt!"
    INTURO = "inturo", "INTURO"
    QUEER = "queer", "Beratung für queere Geflüchtete"
    COURSE_GENERAL = "course_general", "Integrationskurs: allgemein"
    COURSE_LITERACY = "course_literacy", "Integrationskurs: Alphabetisierung"
    COURSE_SECOND_SCRIPT = "course_second_script", "Integrationskurs: Zweitschrift"
    COURSE_YOUTH = "course_youth", "Integrationskurs: Jugend"
    COURSE_WOMEN = "course_women", "Integrationskurs: Frauen"
    COURSE_PARENTS = "course_parents", "Integrationskurs: Eltern"
    COURSE_INTENSIVE = "course_intensive", "Integrationskurs: Intensivkurs"
    COURSE_SUPPORT = "course_support", "Integrationskurs: Förderkurs"
    VOCATIONAL_LANGUAGE = "vocational_language", "Berufssprachkurs"

    @property
    def group(self) -> OfferGroup:
        return _GROUPS.get(self, OfferGroup.FEDERAL)

    @property
    def is_protected(self) -> bool:
        """Whether the mere fact of a referral tells of health, origin or orientation (Art. 9 DSGVO)."""
        return self in PROTECTED_KINDS


#: Programmes a referral to which is known to lead and deputy of the case alone.
PROTECTED_KINDS = (OfferKind.BW_SCHUETZT, OfferKind.INTURO, OfferKind.QUEER)
_GROUPS: dict[OfferKind, OfferGroup] = {
    OfferKind.LOCAL: OfferGroup.LOCAL,
    OfferKind.REGULAR_SERVICE: OfferGroup.LOCAL,
    OfferKind.VOLUNTEERING: OfferGroup.LOCAL,
    OfferKind.INTEGRATION_OFFICER: OfferGroup.LOCAL,
    OfferKind.LANGUAGE_GENERAL: OfferGroup.PACT_LANGUAGE,
    OfferKind.LANGUAGE_PARENTS: OfferGroup.PACT_LANGUAGE,
    OfferKind.LANGUAGE_PART_TIME: OfferGroup.PACT_LANGUAGE,
    OfferKind.LANGUAGE_INTENSIVE: OfferGroup.PACT_LANGUAGE,
    OfferKind.LANGUAGE_ENTRY: OfferGroup.PACT_LANGUAGE,
    OfferKind.YOUTH_JOB: OfferGroup.PACT,
    OfferKind.BW_SCHUETZT: OfferGroup.PACT,
    OfferKind.INTURO: OfferGroup.PACT,
    OfferKind.QUEER: OfferGroup.PACT,
}


class ReferralStatus(models.TextChoices):
    """Where a referral (Vermittlung) stands; moved by the machine alone."""

    OFFERED = "offered", "vorgeschlagen"
    WAITING = "waiting", "auf der Warteliste"
    ACCEPTED = "accepted", "zugesagt"
    ATTENDING = "attending", "nimmt teil"
    FINISHED = "finished", "abgeschlossen"
    BROKEN_OFF = "broken_off", "abgebrochen"
    DECLINED = "declined", "nicht zustande gekommen"

    @property
    def tone(self) -> str:
        return _TONES[self]

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self in OPEN_REFERRALS


#: Those of which something is still to come.
OPEN_REFERRALS = (
    ReferralStatus.OFFERED,
    ReferralStatus.WAITING,
    ReferralStatus.ACCEPTED,
    ReferralStatus.ATTENDING,
)
#: Those who have a place.
WITH_PLACE = (ReferralStatus.ACCEPTED, ReferralStatus.ATTENDING)
_TONES: dict[ReferralStatus, str] = {
    ReferralStatus.OFFERED: "neutral",
    ReferralStatus.WAITING: "warning",
    ReferralStatus.ACCEPTED: "info",
    ReferralStatus.ATTENDING: "info",
    ReferralStatus.FINISHED: "success",
    ReferralStatus.BROKEN_OFF: "danger",
    ReferralStatus.DECLINED: "neutral",
}


class ReferralReason(models.TextChoices):
    """Why a referral came to nothing or was broken off; none of them tells of health or conviction."""

    OWN_WISH = "own_wish", "eigener Wunsch"
    NO_PLACE = "no_place", "kein Platz"
    NOT_SUITABLE = "not_suitable", "passt nicht (Niveau, Voraussetzung)"
    TIMES = "times", "Zeiten oder Weg passen nicht"
    CHILDCARE = "childcare", "keine Kinderbetreuung"
    COST = "cost", "Kosten"
    OTHER_OFFER = "other_offer", "anderes Angebot gefunden"
    WORK = "work", "Arbeit oder Ausbildung begonnen"
    MOVED = "moved", "umgezogen"
    NO_CONTACT = "no_contact", "nicht mehr gekommen"
    PROVIDER = "provider", "Anbieter hat beendet oder abgelehnt"
    PERSONAL = "personal", "persönliche Gründe"
    CASE_ENDED = "case_ended", "Begleitung beendet"  # written by the closing of the case, chosen by nobody


#: Why somebody says that a referral came to nothing.
CHOSEN_REASONS = tuple(reason for reason in ReferralReason if reason != ReferralReason.CASE_ENDED)


class ReferralResult(models.TextChoices):
    """How attending an offer ended well."""

    CERTIFICATE = "certificate", "Zertifikat oder Abschluss"
    EXAM_FAILED = "exam_failed", "besucht, Prüfung nicht bestanden"
    CONFIRMATION = "confirmation", "Teilnahmebescheinigung"
    PLACED = "placed", "Anschluss gefunden (Arbeit, Ausbildung, Schule)"
    SOLVED = "solved", "Anliegen geklärt"
    ATTENDED = "attended", "teilgenommen, ohne Nachweis"


class PassedOn(models.TextChoices):
    """What of a person may go to a provider, with her consent."""

    NAME = "name", "Name"
    CONTACT = "contact", "Telefon oder E-Mail"
    LANGUAGES = "languages", "Sprachen und Dolmetschen"
    BIRTH_DATE = "birth_date", "Geburtsdatum"
    GERMAN = "german", "Sprachniveau Deutsch"
    CHILDREN = "children", "Alter der Kinder für die Betreuung"
    RESIDENCE = "residence", "Aufenthaltstitel"
    SCHOOLING = "schooling", "Schule und Beruf"
