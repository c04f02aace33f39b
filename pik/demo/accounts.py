"""The demo accounts: invented people, one password, listed on the sign-in page in demo mode only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from pik.accounts.enums import Profession, Role
from pik.accounts.models import Membership, Organisation, User

PASSWORD = "demo-pik"  # noqa: S105  printed on the sign-in page
DOMAIN = "demo.example"
SINCE = date(2025, 1, 1)

RP = "Regierungspräsidium Stuttgart"
LAND = "Land Baden-Württemberg"


@dataclass(frozen=True)
class Account:
    """An account: the local part of its address, the (invented) person, and her roles by organisation."""

    local_part: str
    first_name: str
    last_name: str
    roles: tuple[tuple[Role, str], ...]
    profession: Profession = Profession.ADMINISTRATION

    @property
    def email(self) -> str:
        return f"{self.local_part}@{DOMAIN}"


def _one(local_part: str, first: str, last: str, role: Role, organisation: str, **more: Profession) -> Account:
    return Account(local_part, first, last, ((role, organisation),), **more)


ACCOUNTS: tuple[Account, ...] = (
    _one("im.ladenburg", "Miriam", "Vogt", Role.INTEGRATIONSMANAGER, "Ladenburg", profession=Profession.SOCIAL_WORKER),
    _one("im2.ladenburg", "Emre", "Yıldız", Role.INTEGRATIONSMANAGER, "Ladenburg", profession=Profession.OTHER_DEGREE),
    _one("leitung.ladenburg", "Sabine", "Krämer", Role.TEAMLEITUNG, "Ladenburg", profession=Profession.SOCIAL_WORKER),
    _one("im.mauer", "Lena", "Hofmann", Role.INTEGRATIONSMANAGER, "Mauer", profession=Profession.SOCIAL_WORKER),
    # One person with two roles, so that switching between them can be tried.
    Account(
        "antrag.ladenburg", "Thomas", "Bauer", ((Role.ANTRAGSTELLUNG, "Ladenburg"), (Role.AUSWERTUNG, "Ladenburg"))
    ),
    _one("antrag.angelbachtal", "Jonas", "Ebert", Role.ANTRAGSTELLUNG, "Angelbachtal"),
    _one("antrag.mauer", "Heike", "Wolf", Role.ANTRAGSTELLUNG, "Mauer"),
    _one("antrag.neckarbischofsheim", "Gülay", "Demir", Role.ANTRAGSTELLUNG, "Neckarbischofsheim"),
    _one("datenschutz.ladenburg", "Peter", "Haas", Role.DATENSCHUTZ, "Ladenburg"),
    _one("verwaltung.ladenburg", "Anja", "Schröder", Role.ORGANISATIONSVERWALTUNG, "Ladenburg"),
    _one("rp.pruefung", "Claudia", "Maier", Role.RP_SACHBEARBEITUNG, RP),
    _one("rp.pruefung2", "Stefan", "Roth", Role.RP_SACHBEARBEITUNG, RP),
    _one("rp.entscheidung", "Ursula", "Brandt", Role.RP_ENTSCHEIDUNG, RP),
    _one("rp.entscheidung2", "Markus", "Ziegler", Role.RP_ENTSCHEIDUNG, RP),
    _one("land.planung", "Petra", "Lang", Role.LANDESPLANUNG, LAND),
    _one("admin", "Frank", "Neumann", Role.SYSTEMVERWALTUNG, LAND),
)


def create_accounts() -> dict[str, User]:
    """Create the accounts that are missing; returns all by the local part of their address."""
    organisations = {o.name: o for o in Organisation.objects.filter(name__in={n for a in ACCOUNTS for _, n in a.roles})}
    hashed = make_password(PASSWORD)  # one hash for all: hashing is slow on purpose
    users: dict[str, User] = {}
    for account in ACCOUNTS:
        user, is_new = User.objects.get_or_create(
            email=account.email,
            defaults={
                "first_name": account.first_name,
                "last_name": account.last_name,
                "profession": account.profession,
                "password": hashed,
                "is_demo": True,
            },
        )
        users[account.local_part] = user
        if is_new:
            for role, name in account.roles:
                membership = Membership(user=user, organisation=organisations[name], role=role, starts_on=SINCE)
                membership.full_clean()
                membership.save()
    return users
