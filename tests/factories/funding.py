"""Factories of rounds, applications and what belongs to them; all people are invented.

The rule book has to be there (``load_regulations``) as soon as money is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from funding.actions import applications, consents, decisions
from funding.enums import Outcome, Qualification
from funding.models import Application, Consent, Decision, FileNumberRange, Member, Post, Round
from pik.accounts.enums import Role
from pik.accounts.models import Organisation, User
from planning.models import PlanungsrahmenLine
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.planning import PlanungsrahmenFactory, planungsrahmen_of

RULES_ON = date(2018, 1, 5)


class RoundFactory(DjangoModelFactory[Round]):
    """A round that is open today, under the rules of 2018, on a Planungsrahmen without lines."""

    class Meta:
        model = Round

    class Params:
        closed = factory.Trait(closes_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))

    title = "Förderrunde 2018"
    # Only one can be published at a time; a superseded one still carries the rounds that began on it.
    planungsrahmen = factory.SubFactory(PlanungsrahmenFactory, superseded=True)
    rules_on = RULES_ON
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


class ApplicationFactory(DjangoModelFactory[Application]):
    """A draft with a file number and nothing in it."""

    class Meta:
        model = Application

    number = factory.LazyFunction(lambda: FileNumberRange.next_number(2018))
    round = factory.SubFactory(RoundFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    title = "Antrag auf Integrationsmanagement"


class MemberFactory(DjangoModelFactory[Member]):
    """The lead of an application, with 78 persons: 62,094 € a year, enough to apply alone."""

    class Meta:
        model = Member

    application = factory.SubFactory(ApplicationFactory)
    gemeinde = factory.SelfAttribute("application.organisation")
    round = factory.SelfAttribute("application.round")
    persons = 78
    amount = Decimal(62_094)
    is_lead = True

    @factory.lazy_attribute
    def planungsrahmen_line(self) -> PlanungsrahmenLine:
        frame = planungsrahmen_of({self.gemeinde: self.persons}, published=False)
        return frame.lines.get()


class ConsentFactory(DjangoModelFactory[Consent]):
    """The live yes of a partner."""

    class Meta:
        model = Consent

    class Params:
        voided = factory.Trait(voided_at=factory.LazyFunction(timezone.now), void_reason="Eine Stelle wurde geändert.")

    member = factory.SubFactory(MemberFactory, is_lead=False)
    given_by = factory.LazyAttribute(lambda o: user_with_role(Role.ANTRAGSTELLUNG, o.member.gemeinde))
    given_at = factory.LazyFunction(timezone.now)
    name = "Petra Keller, Bürgermeisterin"
    amount = factory.SelfAttribute("member.amount")


class PostFactory(DjangoModelFactory[Post]):
    """A full post of qualification c with everything said about it."""

    class Meta:
        model = Post

    application = factory.SubFactory(ApplicationFactory)
    person_name = "Lena Hartmann"
    qualification = Qualification.C
    share = Decimal("1.00")
    starts_on = date(2018, 3, 1)


class DecisionFactory(DjangoModelFactory[Decision]):
    """A drafted approval of 51,000 € a year."""

    class Meta:
        model = Decision

    class Params:
        rejection = factory.Trait(outcome=Outcome.REJECT, amount_year=0, amount_total=0)

    application = factory.SubFactory(ApplicationFactory)
    outcome = Outcome.APPROVE
    amount_year = Decimal(51_000)
    amount_total = Decimal(102_000)
    reasons = "Die Voraussetzungen liegen vor."
    drafted_by = factory.LazyFunction(lambda: user_with_role(Role.RP_SACHBEARBEITUNG))
    drafted_at = factory.LazyFunction(timezone.now)
    lines = factory.LazyFunction(
        lambda: {"rules_on": "2018-01-05", "members": [], "posts": [], "lines": [], "rules": []}
    )


def authority() -> Organisation:
    """The Regierungspräsidium that the rule book names."""
    found = Organisation.objects.filter(name="Regierungspräsidium Stuttgart").first()
    return found or OrganisationFactory(rp=True)


def round_with(persons: dict[Organisation, int], **fields: Any) -> Round:
    """An open round on a Planungsrahmen with the amounts of 2018."""
    return RoundFactory(planungsrahmen=planungsrahmen_of(persons, published=False), **fields)


def draft_of(
    lead: Organisation,
    funding_round: Round,
    *,
    actor: User | None = None,
    partners: Sequence[Organisation] = (),
    **post: Any,
) -> Application:
    """A draft led by ``lead``, with one post and no consent yet. Built by the product's own actions."""
    actor = actor or user_with_role(Role.ANTRAGSTELLUNG, lead)
    application = applications.start_application(funding_round, title="Antrag auf Integrationsmanagement", actor=actor)
    for gemeinde in partners:
        applications.add_partner(application, gemeinde, actor=actor)
    values = {
        "person_name": "Lena Hartmann",
        "qualification": Qualification.C,
        "share": Decimal("1.00"),
        "starts_on": date(2018, 3, 1),
        **post,
    }
    applications.save_post(application, Post(), actor=actor, **values)
    return application


def ready_of(lead: Organisation, funding_round: Round, **kwargs: Any) -> Application:
    """A draft with the binding yes of every partner: it can be submitted."""
    application = draft_of(lead, funding_round, **kwargs)
    for member in application.members.present().filter(is_lead=False):
        partner = user_with_role(Role.ANTRAGSTELLUNG, member.gemeinde)
        seen = consents.fingerprint(application)
        consents.give_consent(member, name="Petra Keller, Bürgermeisterin", seen=seen, actor=partner)
    return application


def submitted_of(lead: Organisation, funding_round: Round, **kwargs: Any) -> Application:
    """An application on the desk of the authority."""
    authority()
    actor = kwargs.pop("actor", None) or user_with_role(Role.ANTRAGSTELLUNG, lead)
    application = ready_of(lead, funding_round, actor=actor, **kwargs)
    applications.submit(application, actor=actor)
    return application


def in_review_of(
    lead: Organisation, funding_round: Round, *, reviewer: User | None = None, **kwargs: Any
) -> Application:
    """An application that somebody of the authority has taken."""
    application = submitted_of(lead, funding_round, **kwargs)
    decisions.take(application, actor=reviewer or user_with_role(Role.RP_SACHBEARBEITUNG, authority()))
    return application


def drafted_of(
    lead: Organisation,
    funding_round: Round,
    *,
    drafter: User | None = None,
    outcome: Outcome = Outcome.APPROVE,
    **kwargs: Any,
) -> Application:
    """An application with a drafted decision."""
    drafter = drafter or user_with_role(Role.RP_SACHBEARBEITUNG, authority())
    application = in_review_of(lead, funding_round, reviewer=drafter, **kwargs)
    decisions.draft_decision(
        application,
        outcome=outcome,
        reasons="Die Voraussetzungen liegen vor.",
        conditions="Der Verwendungsnachweis ist fristgerecht vorzulegen.",
        actor=drafter,
    )
    return application


def decided_of(lead: Organisation, funding_round: Round, *, approver: User | None = None, **kwargs: Any) -> Application:
    """An application whose decision was approved by a second person."""
    application = drafted_of(lead, funding_round, **kwargs)
    decisions.approve(application, actor=approver or user_with_role(Role.RP_ENTSCHEIDUNG, authority()))
    return application
