"""Factories of head counts and Planungsrahmen.

The table of 2018 (58,000,000 € for 72,857 persons) is the frame of reference, so that a municipality
with 78 persons has the amount it had: 62,094 €.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from pik.accounts.enums import Role
from pik.accounts.models import Organisation
from planning.calculations import share_of
from planning.enums import PlanungsrahmenStatus
from planning.models import HeadCount, HeadCountLine, HeadCountUpload, Planungsrahmen, PlanungsrahmenLine
from tests.factories.accounts import user_with_role

POT = Decimal(58_000_000)
TOTAL_PERSONS = 72_857
THRESHOLD = Decimal(51_000)


class HeadCountUploadFactory(DjangoModelFactory[HeadCountUpload]):
    """A file without a fault, as far as it was kept: one municipality."""

    class Meta:
        model = HeadCountUpload

    class Params:
        faulty = factory.Trait(
            problems=[
                {
                    "code": "negative",
                    "message": "Die Personenzahl -4 ist kleiner als null.",
                    "mend": "Tragen Sie eine Zahl von mindestens 0 ein.",
                    "line": 2,
                    "column": "persons",
                    "value": "-4",
                    "ags": "08111000",
                }
            ]
        )

    key_date = date(2017, 9, 15)
    filename = "erhebung.csv"
    sha256 = "0" * 64
    rows = factory.LazyFunction(lambda: [{"line": 2, "ags": "08111000", "persons": 4108}])
    uploaded_by = factory.LazyFunction(lambda: user_with_role(Role.LANDESPLANUNG))


class HeadCountFactory(DjangoModelFactory[HeadCount]):
    """A confirmed count without lines; ``head_count_of`` makes one with lines."""

    class Meta:
        model = HeadCount

    key_date = date(2017, 9, 15)
    total_persons = TOTAL_PERSONS
    confirmed_at = factory.LazyFunction(timezone.now)


class PlanungsrahmenFactory(DjangoModelFactory[Planungsrahmen]):
    """A draft without lines. Lines can't be added to a published one: ``planungsrahmen_of`` makes both."""

    class Meta:
        model = Planungsrahmen

    class Params:
        published = factory.Trait(
            status=PlanungsrahmenStatus.PUBLISHED, published_at=factory.LazyFunction(timezone.now)
        )
        superseded = factory.Trait(
            status=PlanungsrahmenStatus.SUPERSEDED, published_at=factory.LazyFunction(timezone.now)
        )

    version = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda o: f"Planungsrahmen 2018, Fassung {o.version}")
    head_count = factory.SubFactory(HeadCountFactory)
    pot = POT
    total_persons = TOTAL_PERSONS
    distributed = POT
    threshold = THRESHOLD
    threshold_basis = factory.LazyFunction(
        lambda: {"parameter": "threshold", "value": "51000.00", "regulation": "VwV Integrationsmanagement 2017"}
    )
    computed_at = factory.LazyFunction(timezone.now)


def head_count_of(persons: Mapping[Organisation, int], **fields: Any) -> HeadCount:
    """A confirmed count with a line for each municipality; ``total_persons`` is their sum unless given."""
    head_count = HeadCountFactory(**{"total_persons": sum(persons.values()), **fields})
    HeadCountLine.objects.bulk_create(
        HeadCountLine(head_count=head_count, gemeinde=gemeinde, persons=number) for gemeinde, number in persons.items()
    )
    return head_count


def planungsrahmen_of(persons: Mapping[Organisation, int], **fields: Any) -> Planungsrahmen:
    """A published Planungsrahmen with a line for each municipality, by its number of persons.

    The amounts are those of 2018 (78 persons: 62,094 €; 64: 50,949 €) unless ``pot`` or ``total_persons``
    are given. ``published=False`` leaves it a draft.
    """
    published = fields.pop("published", True)
    frame = PlanungsrahmenFactory(**fields)
    PlanungsrahmenLine.objects.bulk_create(
        PlanungsrahmenLine(
            planungsrahmen=frame,
            gemeinde=gemeinde,
            persons=number,
            amount=share_of(frame.pot, number, frame.total_persons),
        )
        for gemeinde, number in persons.items()
    )
    if published:
        # The lines of a published one are closed, so it becomes one after them.
        Planungsrahmen.objects.filter(pk=frame.pk).update(
            status=PlanungsrahmenStatus.PUBLISHED, published_at=timezone.now()
        )
        frame.refresh_from_db()
    return frame
