"""Nobody can give rights they don't have: every role × every role, here and elsewhere, given and taken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from pik.accounts.actions import end_membership, grant_role
from pik.accounts.enums import OrganisationKind, Role
from pik.accounts.grants import GRANTS, may_give, may_take, roles_to_give
from pik.accounts.models import Membership, MembershipChange, Organisation, User
from pik.accounts.permissions import PERMISSIONS
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, user_with_role

R = Role
# Written out by hand, not made from the table: what the Organisationsverwaltung gives in each kind of organisation.
GIVEN_BY_THE_ORGANISATION = {
    OrganisationKind.GEMEINDE: {
        R.INTEGRATIONSMANAGER,
        R.TEAMLEITUNG,
        R.ANTRAGSTELLUNG,
        R.AUSWERTUNG,
        R.DATENSCHUTZ,
        R.ORGANISATIONSVERWALTUNG,
    },
    OrganisationKind.LANDKREIS: {
        R.INTEGRATIONSMANAGER,
        R.TEAMLEITUNG,
        R.ANTRAGSTELLUNG,
        R.AUSWERTUNG,
        R.DATENSCHUTZ,
        R.ORGANISATIONSVERWALTUNG,
    },
    OrganisationKind.TRAEGER: {
        R.INTEGRATIONSMANAGER,
        R.TEAMLEITUNG,
        R.AUSWERTUNG,
        R.DATENSCHUTZ,
        R.ORGANISATIONSVERWALTUNG,
    },
    OrganisationKind.REGIERUNGSPRAESIDIUM: {
        R.AUSWERTUNG,
        R.DATENSCHUTZ,
        R.ORGANISATIONSVERWALTUNG,
        R.RP_SACHBEARBEITUNG,
        R.RP_ENTSCHEIDUNG,
    },
    OrganisationKind.LAND: {R.AUSWERTUNG, R.DATENSCHUTZ, R.ORGANISATIONSVERWALTUNG, R.LANDESPLANUNG},
}
GIVEN_BY_THE_SYSTEM = {
    kind: {R.ORGANISATIONSVERWALTUNG} | ({R.SYSTEMVERWALTUNG} if kind == OrganisationKind.LAND else set())
    for kind in GIVEN_BY_THE_ORGANISATION
}
TRAITS = {
    OrganisationKind.LANDKREIS: "kreis",
    OrganisationKind.TRAEGER: "traeger",
    OrganisationKind.REGIERUNGSPRAESIDIUM: "rp",
    OrganisationKind.LAND: "land",
}


def organisation_of(kind: OrganisationKind) -> Organisation:
    return OrganisationFactory(**({TRAITS[kind]: True} if kind in TRAITS else {}))


def membership_of(role: Role, organisation: Organisation) -> Membership:
    return MembershipFactory(role=role, organisation=organisation)


@pytest.mark.unit
def test_only_roles_of_the_administration_stand_in_the_table() -> None:
    assert set(GRANTS) == PERMISSIONS["accounts.grant_role"] == PERMISSIONS["accounts.end_membership"]


@pytest.mark.django_db
@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("kind", list(GIVEN_BY_THE_ORGANISATION), ids=str)
def test_roles_given_in_ones_own_organisation(giver: Role, kind: OrganisationKind) -> None:
    organisation = organisation_of(kind)
    acting = membership_of(giver, organisation)
    expected = {
        R.ORGANISATIONSVERWALTUNG: GIVEN_BY_THE_ORGANISATION[kind],
        R.SYSTEMVERWALTUNG: GIVEN_BY_THE_SYSTEM[kind],
    }.get(giver, set())

    assert {role for role in Role if may_give(acting, role, organisation)} == expected
    assert set(roles_to_give(acting, organisation)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("kind", list(GIVEN_BY_THE_ORGANISATION), ids=str)
def test_roles_given_in_another_organisation(giver: Role, kind: OrganisationKind) -> None:
    acting = user_with_role(giver).membership
    organisation = Organisation.objects.filter(kind=kind).exclude(pk=acting.organisation_id).first()
    organisation = organisation or (organisation_of(kind) if kind != OrganisationKind.LAND else None)
    expected = GIVEN_BY_THE_SYSTEM[kind] if giver == R.SYSTEMVERWALTUNG else set()

    # There is one Land: whoever acts there has no other.
    assert organisation is None or {role for role in Role if may_give(acting, role, organisation)} == expected


@pytest.mark.django_db
@pytest.mark.parametrize("taker", Role)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("own", [True, False], ids=["own", "elsewhere"])
def test_roles_taken(taker: Role, role: Role, own: bool) -> None:
    organisation = user_with_role(role).membership.organisation
    membership = Membership(role=role, organisation=organisation)
    acting = Membership(role=taker, organisation_id=organisation.pk if own else organisation.pk + 1)
    expected = taker == R.SYSTEMVERWALTUNG or (
        taker == R.ORGANISATIONSVERWALTUNG and own and role != R.SYSTEMVERWALTUNG
    )

    assert may_take(acting, membership) == expected


@pytest.mark.unit
def test_nobody_without_a_membership_gives_or_takes() -> None:
    organisation = Organisation(pk=1, kind=OrganisationKind.GEMEINDE)

    assert may_give(None, Role.AUSWERTUNG, organisation) is False
    assert may_take(None, Membership(role=Role.AUSWERTUNG, organisation=organisation)) is False


# --- The action asks the table ------------------------------------------------------------------


@pytest.fixture
def ladenburg(db: None) -> Organisation:
    return OrganisationFactory(name="Ladenburg")


@pytest.fixture
def administrator(ladenburg: Organisation) -> User:
    return user_with_role(Role.ORGANISATIONSVERWALTUNG, ladenburg)


def give(actor: User, role: Role, organisation: Organisation, user: User | None = None, **days: date) -> Membership:
    return grant_role(
        user or UserFactory(),
        organisation=organisation,
        role=role,
        actor=actor,
        **{"starts_on": timezone.localdate(), **days},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("actor_role", Role)
@pytest.mark.parametrize("role", Role)
def test_grant_role_gives_what_the_table_says_and_nothing_else(actor_role: Role, role: Role) -> None:
    actor = user_with_role(actor_role)
    organisation = actor.membership.organisation
    person = UserFactory()
    allowed = {
        R.ORGANISATIONSVERWALTUNG: GIVEN_BY_THE_ORGANISATION,
        R.SYSTEMVERWALTUNG: GIVEN_BY_THE_SYSTEM,
    }.get(actor_role, {})

    try:
        give(actor, role, organisation, person)
        denied = False
    except PermissionDenied:
        denied = True

    assert denied == (role not in allowed.get(OrganisationKind(organisation.kind), set()))
    assert person.memberships.count() == (0 if denied else 1)


def test_grant_role_in_another_organisation_is_denied(administrator: User) -> None:
    with pytest.raises(PermissionDenied):
        give(administrator, Role.AUSWERTUNG, OrganisationFactory())


def test_grant_role_to_oneself_is_refused(administrator: User, ladenburg: Organisation) -> None:
    with pytest.raises(ValidationError, match="Die eigenen Rechte ändert eine andere Person"):
        give(administrator, Role.TEAMLEITUNG, ladenburg, administrator)


def test_grant_role_before_today_is_refused(administrator: User, ladenburg: Organisation) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)

    with pytest.raises(ValidationError, match="frühestens ab heute"):
        give(administrator, Role.TEAMLEITUNG, ladenburg, starts_on=yesterday)


def test_grant_role_somebody_has_anyway_is_refused(administrator: User, ladenburg: Organisation) -> None:
    person = user_with_role(Role.TEAMLEITUNG, ladenburg)

    with pytest.raises(ValidationError, match=r"hat die Rolle Teamleitung .* hier schon: ab 01\.01\.2020"):
        give(administrator, Role.TEAMLEITUNG, ladenburg, person)


def test_grant_role_after_its_first_term_is_possible(administrator: User, ladenburg: Organisation) -> None:
    person = user_with_role(Role.TEAMLEITUNG, ladenburg)
    today = timezone.localdate()
    end_membership(person.memberships.get(), ends_on=today, actor=administrator)

    again = give(administrator, Role.TEAMLEITUNG, ladenburg, person, starts_on=today + timedelta(days=1))

    assert list(person.memberships.all()) == [person.memberships.first(), again]


def test_history_says_who_gave_and_who_ended(administrator: User, ladenburg: Organisation) -> None:
    membership = give(administrator, Role.AUSWERTUNG, ladenburg)
    last_day = timezone.localdate() + timedelta(days=30)
    end_membership(membership, ends_on=last_day, actor=administrator)

    told = [(c.name, c.ends_on, c.actor, c.actor_label) for c in membership.changes.all()]
    assert told == [
        ("granted", None, administrator, administrator.acting_label),
        ("ended", last_day, administrator, administrator.acting_label),
    ]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_history_is_never_changed(administrator: User, ladenburg: Organisation, change: str) -> None:
    give(administrator, Role.AUSWERTUNG, ladenburg)
    rows = MembershipChange.objects.all()

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        rows.update(actor_label="Niemand") if change == "update" else rows.delete()


def test_organisationsverwaltung_of_the_land_ends_no_systemverwaltung(db: None) -> None:
    keeper = user_with_role(Role.SYSTEMVERWALTUNG)
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, keeper.membership.organisation)

    with pytest.raises(PermissionDenied):
        end_membership(keeper.memberships.get(), ends_on=timezone.localdate(), actor=administrator)
