"""Factories of organisations, users and memberships; all people are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from pik.accounts.enums import OrganisationKind, Role, SignInMethod
from pik.accounts.models import IdentityProvider, Invitation, Membership, Organisation, SignIn, User
from pik.accounts.models.invitation import hash_of
from pik.accounts.secrets_at_rest import seal


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A municipality; traits make the other kinds."""

    class Meta:
        model = Organisation

    class Params:
        land = factory.Trait(kind=OrganisationKind.LAND, name="Land Baden-Württemberg", ags=None)
        rp = factory.Trait(kind=OrganisationKind.REGIERUNGSPRAESIDIUM, name="Regierungspräsidium Stuttgart", ags=None)
        kreis = factory.Trait(
            kind=OrganisationKind.LANDKREIS,
            name="Rhein-Neckar-Kreis",
            ags=None,
            kreis_key=factory.Sequence(lambda n: f"08{n % 1000:03}"),
        )
        traeger = factory.Trait(kind=OrganisationKind.TRAEGER, name="Diakonie (erfunden)", ags=None)

    kind = OrganisationKind.GEMEINDE
    name = factory.Sequence(lambda n: f"Musterstadt {n}")
    ags = factory.Sequence(lambda n: f"08{n % 1_000_000:06}")


class UserFactory(DjangoModelFactory[User]):
    """Somebody with an account and no role yet."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "Miriam"
    last_name = factory.Sequence(lambda n: f"Vogt{n}")
    password = factory.django.Password("korrekt-pferd-batterie")


class MembershipFactory(DjangoModelFactory[Membership]):
    """An Integrationsmanager:in of a municipality, for some time already."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.INTEGRATIONSMANAGER
    starts_on = date(2020, 1, 1)


class SignInFactory(DjangoModelFactory[SignIn]):
    """A sign-in by password from somewhere else; its session is gone unless one with this key is made."""

    class Meta:
        model = SignIn

    user = factory.SubFactory(UserFactory)
    session_key = factory.Sequence(lambda n: f"sitzung{n}")
    method = SignInMethod.PASSWORD
    device = "Firefox auf Windows"


class IdentityProviderFactory(DjangoModelFactory[IdentityProvider]):
    """The sign-in service of a municipality, in use."""

    class Meta:
        model = IdentityProvider

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Verzeichnis der Gemeinde"
    issuer = "https://anmeldung.example.org"
    client_id = "pik"
    sealed_secret = factory.LazyFunction(lambda: seal("geheim-beim-anmeldedienst"))
    is_active = True


def user_with_role(role: Role, organisation: Organisation | None = None, **fields: Any) -> User:
    """A user who acts as ``role`` in ``organisation`` (a new one of a fitting kind by default)."""
    if organisation is None:
        kinds = role.organisation_kinds
        if OrganisationKind.GEMEINDE in kinds:
            organisation = OrganisationFactory()
        elif OrganisationKind.REGIERUNGSPRAESIDIUM in kinds:
            organisation = OrganisationFactory(rp=True)
        else:
            organisation = Organisation.objects.filter(kind=OrganisationKind.LAND).first() or OrganisationFactory(
                land=True
            )
    user = UserFactory(**fields)
    MembershipFactory(user=user, organisation=organisation, role=role)
    return user


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An Integrationsmanager:in is invited today by the Organisationsverwaltung; the token is ``the-token-N``."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"the-token-{n}")
        lapsed = factory.Trait(
            invited_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=8)),
            expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)),
        )
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(timezone.now))
        accepted = factory.Trait(
            accepted_at=factory.LazyFunction(timezone.now), accepted_by=factory.SubFactory(UserFactory)
        )

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"eingeladen{n}@example.org")
    first_name = "Lena"
    last_name = "Hartmann"
    role = Role.INTEGRATIONSMANAGER
    token_hash = factory.LazyAttribute(lambda o: hash_of(o.token))
    invited_by = factory.LazyAttribute(lambda o: user_with_role(Role.ORGANISATIONSVERWALTUNG, o.organisation))
    invited_by_label = factory.LazyAttribute(lambda o: f"{o.invited_by}, Organisationsverwaltung, {o.organisation}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
