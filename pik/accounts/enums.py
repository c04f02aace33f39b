"""Kinds of organisations, roles in them, professions of people."""

from __future__ import annotations

from django.db import models


class OrganisationKind(models.TextChoices):
    """What an organisation is. A Stadtkreis is Kreis and municipality at once, and one row."""

    LAND = "land", "Land"
    REGIERUNGSPRAESIDIUM = "regierungspraesidium", "Regierungspräsidium"
    LANDKREIS = "landkreis", "Landkreis"
    STADTKREIS = "stadtkreis", "Stadtkreis"
    GEMEINDE = "gemeinde", "Gemeinde"
    TRAEGER = "traeger", "Freier Träger"


KREIS_KINDS = (OrganisationKind.LANDKREIS, OrganisationKind.STADTKREIS)
GEMEINDE_KINDS = (OrganisationKind.GEMEINDE, OrganisationKind.STADTKREIS)
# Who counsels: municipalities, Kreise to which the task was handed, and freie Träger (VwV Nr. 3.2).
CASEWORK_KINDS = (*GEMEINDE_KINDS, OrganisationKind.LANDKREIS, OrganisationKind.TRAEGER)


class Role(models.TextChoices):
    """What someone does in an organisation."""

    INTEGRATIONSMANAGER = "integrationsmanager", "Integrationsmanager:in"
    TEAMLEITUNG = "teamleitung", "Teamleitung (Fachaufsicht)"
    ANTRAGSTELLUNG = "antragstellung", "Antragstellung"
    AUSWERTUNG = "auswertung", "Auswertung"
    DATENSCHUTZ = "datenschutz", "Datenschutz"
    ORGANISATIONSVERWALTUNG = "organisationsverwaltung", "Organisationsverwaltung"
    RP_SACHBEARBEITUNG = "rp_sachbearbeitung", "RP-Sachbearbeitung"
    RP_ENTSCHEIDUNG = "rp_entscheidung", "RP-Entscheidung"
    LANDESPLANUNG = "landesplanung", "Landesplanung"
    SYSTEMVERWALTUNG = "systemverwaltung", "Systemverwaltung"

    @property
    def organisation_kinds(self) -> tuple[OrganisationKind, ...]:
        """In which kinds of organisations the role exists."""
        return _KINDS_OF_ROLE[self]


_RP = (OrganisationKind.REGIERUNGSPRAESIDIUM,)
_LAND = (OrganisationKind.LAND,)
_KINDS_OF_ROLE: dict[Role, tuple[OrganisationKind, ...]] = {
    Role.INTEGRATIONSMANAGER: CASEWORK_KINDS,
    Role.TEAMLEITUNG: CASEWORK_KINDS,
    Role.ANTRAGSTELLUNG: (*GEMEINDE_KINDS, OrganisationKind.LANDKREIS),
    Role.AUSWERTUNG: tuple(OrganisationKind),
    Role.DATENSCHUTZ: tuple(OrganisationKind),
    Role.ORGANISATIONSVERWALTUNG: tuple(OrganisationKind),
    Role.RP_SACHBEARBEITUNG: _RP,
    Role.RP_ENTSCHEIDUNG: _RP,
    Role.LANDESPLANUNG: _LAND,
    Role.SYSTEMVERWALTUNG: _LAND,
}


class SignInMethod(models.TextChoices):
    """With what somebody signed in."""

    PASSWORD = "password", "Passwort"
    PASSKEY = "passkey", "Passkey"
    PROVIDER = "provider", "Anmeldedienst der Organisation"


class Profession(models.TextChoices):
    """The profession decides which duty of confidence binds a person herself."""

    SOCIAL_WORKER = "social_worker", "Staatlich anerkannte Sozialarbeiter:in oder Sozialpädagog:in"
    OTHER_DEGREE = "other_degree", "Anderer Hochschulabschluss"
    VOCATIONAL = "vocational", "Abgeschlossene Berufsausbildung"
    ADMINISTRATION = "administration", "Verwaltung"

    @property
    def is_bound_by_203(self) -> bool:
        """§ 203 Abs. 1 Nr. 6 StGB binds state-recognised social workers personally."""
        return self is Profession.SOCIAL_WORKER


class MembershipEvent(models.TextChoices):
    """What happened to a membership."""

    GRANTED = "granted", "Rolle vergeben"
    INVITED = "invited", "Einladung angenommen"
    ENDED = "ended", "Ende festgelegt"


class InvitationState(models.TextChoices):
    """Where an invitation stands; made from its days, never stored."""

    OPEN = "open", "offen"
    UNSENT = "unsent", "E-Mail nicht zugestellt"
    LAPSED = "lapsed", "abgelaufen"
    RESTING = "resting", "ruht"
    ACCEPTED = "accepted", "angenommen"
    WITHDRAWN = "withdrawn", "zurückgezogen"

    @property
    def tone(self) -> str:
        """The colour of the badge."""
        return _TONE_OF_INVITATION[self]


_TONE_OF_INVITATION: dict[InvitationState, str] = {
    InvitationState.OPEN: "info",
    InvitationState.UNSENT: "danger",
    InvitationState.LAPSED: "warning",
    InvitationState.RESTING: "warning",
    InvitationState.ACCEPTED: "success",
    InvitationState.WITHDRAWN: "neutral",
}


class AccessKind(models.TextChoices):
    """What somebody did with the data of a person, as the access log tells it."""

    OPENED = "opened", "angesehen"
    SEARCHED = "searched", "gesucht"
    PRINTED = "printed", "gedruckt"
    EXPORTED = "exported", "heruntergeladen"
    REFUSED = "refused", "abgewiesen"
    READ_SEALED = "read_sealed", "versiegelte Notiz gelesen"
    EMERGENCY = "emergency", "Notfallzugriff"

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return _TONES.get(self, "neutral")


_TONES = {
    AccessKind.PRINTED: "info",
    AccessKind.EXPORTED: "info",
    AccessKind.REFUSED: "danger",
    AccessKind.READ_SEALED: "warning",
    AccessKind.EMERGENCY: "warning",
}
