"""What the database itself gives of offers and referrals: shared ones downwards, protected ones to lead alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection
from django.utils import timezone

from cases.models import Offer, Referral, ReferralTransition
from pik.accounts.acting import acting_as, acting_for
from pik.accounts.enums import Role
from pik.accounts.models import Organisation, User
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.lifecycle import AbsenceFactory, DeputyFactory
from tests.factories.offers import OfferFactory, ReferralFactory, ReferralTransitionFactory

pytestmark = pytest.mark.django_db

EVENTS: Any = Referral.pgh_event_model  # type: ignore[attr-defined]


@pytest.fixture
def kreis() -> Organisation:
    return OrganisationFactory(kreis=True, parent=OrganisationFactory(rp=True, parent=OrganisationFactory(land=True)))


def colleague(organisation: Organisation, role: Role = Role.INTEGRATIONSMANAGER) -> User:
    return user_with_role(role, organisation)


def names_for(user: User) -> tuple[list[str], list[str]]:
    """The offers that the wall gives and those that the queryset gives."""
    with acting_as(user):
        by_wall = list(Offer.objects.values_list("title", flat=True))
    return by_wall, list(Offer.objects.visible_to(user).values_list("title", flat=True))


# --- Offers ---------------------------------------------------------------------------------------


def test_offer_is_read_by_its_organisation_and_when_shared_by_those_below(kreis: Organisation) -> None:
    town = OrganisationFactory(parent=kreis)
    traeger = OrganisationFactory(traeger=True, parent=town)
    OfferFactory(organisation=kreis, title="Vom Kreis für alle", is_shared=True)
    OfferFactory(organisation=kreis, title="Vom Kreis für sich")
    OfferFactory(organisation=kreis.parent.parent, title="Vom Land für alle", is_shared=True)
    OfferFactory(organisation=town, title="Von der Stadt")

    assert names_for(colleague(traeger)) == (["Vom Kreis für alle", "Vom Land für alle"],) * 2
    assert names_for(colleague(town)) == (["Vom Kreis für alle", "Vom Land für alle", "Von der Stadt"],) * 2
    assert names_for(colleague(kreis)) == (["Vom Kreis für alle", "Vom Kreis für sich", "Vom Land für alle"],) * 2
    assert names_for(colleague(OrganisationFactory(traeger=True))) == ([], [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_offer SET title = 'Übernommen'",
        "UPDATE cases_offer SET organisation_id = {town}",
        "DELETE FROM cases_offer",
    ],
)
def test_shared_offer_is_changed_by_its_owner_alone(statement: str, kreis: Organisation) -> None:
    town = OrganisationFactory(parent=kreis)
    offer = OfferFactory(organisation=kreis, is_shared=True)
    reader = colleague(town)

    with pytest.raises(Error, match=r"row-level security|Cannot"), acting_as(reader), connection.cursor() as cursor:
        cursor.execute(statement.format(town=town.pk))

    assert Offer.objects.get(pk=offer.pk).organisation_id == kreis.pk


def test_offer_stays_readable_to_who_has_referred_into_it(kreis: Organisation) -> None:
    town = OrganisationFactory(parent=kreis)
    referral = ReferralFactory(offer__organisation=kreis, case__organisation=town)

    assert names_for(colleague(town)) == ([referral.offer.title],) * 2


def test_referral_into_an_offer_that_one_must_not_read_is_refused() -> None:
    hidden = OfferFactory()
    case = CaseFactory()

    with pytest.raises(Error, match="is_protected"), acting_as(case.lead):
        Referral.objects.create(case=case, offer=hidden, referred_by=case.lead)


# --- Protected referrals --------------------------------------------------------------------------


def found_by(user: User | None, referral: Referral) -> tuple[int, int, int]:
    """How many rows of referral, steps and field history the database gives; None: the product itself."""
    with acting_as(user) if user else acting_for(referral.case.organisation_id):
        return (
            Referral.objects.count(),
            ReferralTransition.objects.count(),
            EVENTS.objects.count(),
        )


@pytest.mark.parametrize("role", [Role.INTEGRATIONSMANAGER, Role.TEAMLEITUNG])
def test_protected_referral_does_not_exist_for_who_does_not_answer_for_the_case(role: Role) -> None:
    referral = ReferralFactory(protected=True)
    ReferralTransitionFactory(subject=referral)
    other = colleague(referral.case.organisation, role)

    assert found_by(other, referral) == (0, 0, 0)
    assert not Referral.objects.visible_to(other).exists()
    assert found_by(referral.case.lead, referral) == (1, 1, 1)
    assert Referral.objects.visible_to(referral.case.lead).exists()
    assert found_by(None, referral) == (1, 1, 1)


def test_protected_referral_goes_with_the_lead() -> None:
    referral = ReferralFactory(protected=True)
    before, after = referral.case.lead, colleague(referral.case.organisation)
    referral.case.lead = after
    referral.case.save()

    assert (found_by(before, referral)[0], found_by(after, referral)[0]) == (0, 1)


def test_protected_referral_cannot_be_written_by_who_does_not_answer_for_the_case() -> None:
    case = CaseFactory()
    offer = OfferFactory(organisation=case.organisation, protected=True)
    other = colleague(case.organisation)

    with pytest.raises(Error, match="row-level security"), acting_as(other):
        Referral.objects.create(case=case, offer=offer, referred_by=other)


def test_database_says_itself_what_is_protected() -> None:
    referral = ReferralFactory(offer__protected=True)

    referral.refresh_from_db()
    assert referral.is_protected


@pytest.mark.parametrize("kind", ["local", "inturo"])
def test_offer_never_becomes_protected_or_ceases_to_be(kind: str) -> None:
    offer = OfferFactory(protected=kind == "local")

    with pytest.raises(Error, match="Cannot update"):
        Offer.objects.filter(pk=offer.pk).update(kind=kind)


def test_deputy_and_substitute_of_an_absent_lead_know_of_a_protected_referral() -> None:
    referral = ReferralFactory(protected=True)
    home, lead, today = referral.case.organisation, referral.case.lead, timezone.localdate()
    deputy, substitute, former = (colleague(home) for _ in range(3))
    DeputyFactory(case=referral.case, user=deputy, starts_on=today)
    DeputyFactory(
        case=referral.case, user=former, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    AbsenceFactory(organisation=home, user=lead, substitute=substitute, starts_on=today, ends_on=today)

    for user, count in ((deputy, 1), (substitute, 1), (former, 0), (lead, 1)):
        assert found_by(user, referral)[0] == count
        assert Referral.objects.visible_to(user).count() == count
        assert user.has_perm("cases.refer_protected", referral.case) is bool(count)
