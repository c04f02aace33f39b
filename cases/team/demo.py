"""Invented needs of cases, shares of posts and languages of those who counsel."""

from __future__ import annotations

import random
from decimal import Decimal

from cases.enums import NeedLevel
from cases.models import Case, TeamMember
from pik.accounts.enums import Role
from pik.accounts.models import Membership

_WEIGHTS = (20, 60, 20)
_PEOPLE: tuple[tuple[Decimal | None, tuple[str, ...]], ...] = (
    (Decimal("1.00"), ("Dari", "Englisch")),
    (Decimal("0.75"), ("Türkisch", "Arabisch")),
    (Decimal("0.50"), ("Ukrainisch", "Russisch")),
)


def need_of(number: str) -> str:
    """The need of the case with this number: the same in every demo, without taking from the others' chance."""
    return random.Random(number).choices(list(NeedLevel), weights=_WEIGHTS)[0].value


def fill() -> None:
    """Give every active case a need, and everybody who counsels a part of a post."""
    numbers = dict(Case.objects.active().values_list("pk", "number"))
    for need in (NeedLevel.INTENSIVE, NeedLevel.LIGHT):  # the others are regular already
        Case.objects.filter(pk__in=[pk for pk, number in numbers.items() if need_of(number) == need]).update(need=need)
    counsellors = Membership.objects.filter(role=Role.INTEGRATIONSMANAGER).order_by("user__email", "pk")
    TeamMember.objects.bulk_create(
        (
            TeamMember(
                organisation_id=membership.organisation_id,
                user_id=membership.user_id,
                share=_PEOPLE[place % len(_PEOPLE)][0],
                languages=list(_PEOPLE[place % len(_PEOPLE)][1]),
            )
            for place, membership in enumerate(counsellors)
        ),
        ignore_conflicts=True,
    )
