"""The ladder of each constraint: what just passes, what just fails, in the form and in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from pik.accounts.enums import OrganisationKind, Role
from pik.accounts.models import Membership, Organisation, User
from tests.factories.accounts import (
    IdentityProviderFactory,
    MembershipFactory,
    OrganisationFactory,
    SignInFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ORGANISATIONS = {
    "Land": ({"kind": "land"}, None),
    "Regierungspräsidium": ({"kind": "regierungspraesidium"}, None),
    "Träger": ({"kind": "traeger"}, None),
    "Gemeinde": ({"kind": "gemeinde", "ags": "08226038"}, None),
    "Landkreis": ({"kind": "landkreis", "kreis_key": "08226"}, None),
    "Stadtkreis is both": ({"kind": "stadtkreis", "kreis_key": "08222", "ags": "08222000"}, None),
    "unknown kind": ({"kind": "staat"}, "organisation_kind_known"),
    "Gemeinde without AGS": ({"kind": "gemeinde"}, "organisation_ags_of_gemeinde"),
    "AGS of seven digits": ({"kind": "gemeinde", "ags": "0822603"}, "organisation_ags_of_gemeinde"),
    "AGS of another Land": ({"kind": "gemeinde", "ags": "09162000"}, "organisation_ags_of_gemeinde"),
    "AGS with a letter": ({"kind": "gemeinde", "ags": "0822603a"}, "organisation_ags_of_gemeinde"),
    "Stadtkreis without AGS": ({"kind": "stadtkreis", "kreis_key": "08222"}, "organisation_ags_of_gemeinde"),
    "Träger with AGS": ({"kind": "traeger", "ags": "08226038"}, "organisation_ags_of_gemeinde"),
    "Landkreis without key": ({"kind": "landkreis"}, "organisation_key_of_kreis"),
    "Landkreis with key of four": ({"kind": "landkreis", "kreis_key": "0822"}, "organisation_key_of_kreis"),
    "Gemeinde with key of a Kreis": (
        {"kind": "gemeinde", "ags": "08226038", "kreis_key": "08226"},
        "organisation_key_of_kreis",
    ),
}
SIGN_INS = {
    "by passkey": ({"method": "passkey"}, None),
    "by pigeon": ({"method": "taube"}, "signin_method_known"),
}
INSECURE, INCOMPLETE = "identityprovider_issuer_is_secure", "identityprovider_is_whole"
PROVIDERS = {
    "by https": ({"issuer": "https://anmeldung.example/realms/stadt"}, None),
    "on this machine": ({"issuer": "http://127.0.0.1:9400"}, None),
    "by http": ({"issuer": "http://anmeldung.example"}, INSECURE),
    "that only begins like this machine": ({"issuer": "http://localhost.example"}, INSECURE),
    "without a house": ({"issuer": "https:///realms"}, INSECURE),
    "with a space": ({"issuer": "https://anmeldung.example/a b"}, INSECURE),
    "without a secret": ({"sealed_secret": ""}, INCOMPLETE),
    "without a client": ({"client_id": ""}, INCOMPLETE),
    "without a name": ({"name": ""}, INCOMPLETE),
}
USERS = {
    "small letters": ({"email": "miriam@example.org"}, None),
    "capital letters": ({"email": "Miriam@example.org"}, "user_email_lowercase"),
    "each profession": ({"profession": "social_worker"}, None),
    "unknown profession": ({"profession": "wizard"}, "user_profession_known"),
}
MEMBERSHIPS = {
    "open end": ({"ends_on": None}, None),
    "one day": ({"starts_on": date(2025, 1, 1), "ends_on": date(2025, 1, 1)}, None),
    "reversed": ({"starts_on": date(2025, 1, 1), "ends_on": date(2024, 12, 31)}, "membership_period_order"),
    "unknown role": ({"role": "koenig"}, "membership_role_known"),
}
LADDER = [
    *[
        pytest.param(lambda v: Organisation(name="X", **v), *row, id=f"organisation {n}")
        for n, row in ORGANISATIONS.items()
    ],
    *[pytest.param(lambda v: UserFactory.build(**v), *row, id=f"user {n}") for n, row in USERS.items()],
    *[
        pytest.param(
            lambda v: MembershipFactory.build(user=UserFactory(), organisation=OrganisationFactory(), **v),
            *row,
            id=f"membership {n}",
        )
        for n, row in MEMBERSHIPS.items()
    ],
    *[
        pytest.param(lambda v: SignInFactory.build(user=UserFactory(), **v), *row, id=f"sign-in {n}")
        for n, row in SIGN_INS.items()
    ],
    *[
        pytest.param(
            lambda v: IdentityProviderFactory.build(organisation=OrganisationFactory(), **v), *row, id=f"provider {n}"
        )
        for n, row in PROVIDERS.items()
    ],
]


def stored(obj: models.Model) -> str | None:
    """Store the object past all validation; the name of the constraint that refuses it."""
    try:
        with transaction.atomic():
            obj.save()
    except IntegrityError as error:
        return str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
    return None


@pytest.mark.parametrize(("make", "values", "refused_by"), LADDER)
def test_constraint_refuses_in_the_database_and_in_words(
    make: Callable[[dict[str, Any]], models.Model], values: dict[str, Any], refused_by: str | None
) -> None:
    obj = make(values)

    try:
        obj.validate_constraints()
    except ValidationError as error:
        said = error.messages
    else:
        said = []

    assert stored(obj) == refused_by
    assert bool(said) is (refused_by is not None)
    assert "Constraint" not in " ".join(said)


def test_organisation_second_land_is_refused() -> None:
    OrganisationFactory(land=True)

    with pytest.raises(ValidationError, match=r"Das Land gibt es schon\."):
        OrganisationFactory.build(land=True).full_clean(exclude=["sort_key", "search_key"])
    assert stored(OrganisationFactory.build(land=True)) == "organisation_one_land"


def test_organisation_ags_stands_once() -> None:
    OrganisationFactory(ags="08226038")

    assert "ags" in str(stored(OrganisationFactory.build(ags="08226038")))


def test_user_email_stands_once_and_says_so() -> None:
    UserFactory(email="miriam@example.org")

    with pytest.raises(ValidationError, match=r"Diese E-Mail-Adresse hat schon einen Zugang\."):
        UserFactory.build(email="miriam@example.org", password="x").full_clean(exclude=["sort_key"])


def test_membership_twice_is_refused_and_says_so() -> None:
    first = MembershipFactory()
    again = Membership(user=first.user, organisation=first.organisation, role=first.role, starts_on=first.starts_on)

    with pytest.raises(ValidationError, match=r"Diese Mitgliedschaft gibt es schon\."):
        again.full_clean()
    assert stored(again) == "membership_once"


ORGANISATION_OF = {
    OrganisationKind.LAND: {"land": True},
    OrganisationKind.REGIERUNGSPRAESIDIUM: {"rp": True},
    OrganisationKind.LANDKREIS: {"kreis": True},
    OrganisationKind.STADTKREIS: {"kind": "stadtkreis", "kreis_key": "08222", "ags": "08222000"},
    OrganisationKind.GEMEINDE: {},
    OrganisationKind.TRAEGER: {"traeger": True},
}


@pytest.mark.parametrize("kind", OrganisationKind)
def test_role_exists_only_in_its_kinds_of_organisations(kind: OrganisationKind) -> None:
    organisation, user = OrganisationFactory(**ORGANISATION_OF[kind]), UserFactory()

    possible, refusals = set(), set()
    for role in Role:
        try:
            Membership(user=user, organisation=organisation, role=role, starts_on=date(2025, 1, 1)).full_clean()
        except ValidationError as error:
            refusals.add(str(error.message_dict))
        else:
            possible.add(role)

    assert possible == {role for role in Role if kind in role.organisation_kinds}
    assert refusals <= {str({"role": ["Diese Rolle gibt es in dieser Art von Organisation nicht."]})}


def test_roles_of_an_authority_and_of_the_land_stay_there() -> None:
    kinds = {role.value: {kind.value for kind in role.organisation_kinds} for role in Role}

    assert kinds["rp_entscheidung"] == kinds["rp_sachbearbeitung"] == {"regierungspraesidium"}
    assert kinds["landesplanung"] == kinds["systemverwaltung"] == {"land"}
    assert kinds["antragstellung"] == {"gemeinde", "stadtkreis", "landkreis"}
    assert kinds["integrationsmanager"] == kinds["teamleitung"] == {"gemeinde", "stadtkreis", "landkreis", "traeger"}
    assert kinds["datenschutz"] == set(OrganisationKind.values)


def test_user_created_has_small_letters_and_signs_in_with_any() -> None:
    user = User.objects.create_user("Miriam@Example.org", "korrekt-pferd-batterie", first_name="M", last_name="Vogt")

    assert user.email == "miriam@example.org"
    assert User.objects.get_by_natural_key("MIRIAM@example.ORG") == user


def test_user_sorts_by_last_name_as_din_5007() -> None:
    for first, last in [("Z", "Müller"), ("A", "Muff"), ("A", "Mueller"), ("B", "Ärger")]:
        UserFactory(first_name=first, last_name=last)

    assert [str(user) for user in User.objects.all()] == ["B Ärger", "A Mueller", "Z Müller", "A Muff"]


def test_organisation_has_one_sign_in_service_and_says_so() -> None:
    first = IdentityProviderFactory()
    again = IdentityProviderFactory.build(organisation=first.organisation)

    with pytest.raises(ValidationError, match=r"Diese Organisation hat schon einen Anmeldedienst\."):
        again.full_clean()
    assert "organisation_id" in str(stored(again))
