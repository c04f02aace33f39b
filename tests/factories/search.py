"""Factories of search keys, possible duplicates and merged persons."""

from __future__ import annotations

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.enums import DuplicateSign, DuplicateVerdict, KeyKind, KeySource
from cases.models import DuplicateCandidate, Merge, SearchKey
from pik.accounts.enums import Role
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.people import PersonFactory


class SearchKeyFactory(DjangoModelFactory[SearchKey]):
    class Meta:
        model = SearchKey

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SelfAttribute("person.organisation")
    kind = KeyKind.WORD
    key = "rahimi"
    source = KeySource.NAME


class DuplicateCandidateFactory(DjangoModelFactory[DuplicateCandidate]):
    """Two persons of one organisation with the same name, of whom nobody has said anything yet."""

    class Meta:
        model = DuplicateCandidate

    class Params:
        judged = factory.Trait(
            verdict=DuplicateVerdict.DIFFERENT,
            judged_at=factory.LazyFunction(timezone.now),
            judged_by=factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation)),
        )

    organisation = factory.SubFactory(OrganisationFactory)
    one = factory.SubFactory(PersonFactory, organisation=factory.SelfAttribute("..organisation"))
    other = factory.SubFactory(PersonFactory, organisation=factory.SelfAttribute("..organisation"))
    score = 80
    signs = [DuplicateSign.SAME_NAME]


class MergeFactory(DjangoModelFactory[Merge]):
    """A person of whom another record was merged into hers just now."""

    class Meta:
        model = Merge

    class Params:
        undone = factory.Trait(
            undone_at=factory.LazyFunction(timezone.now),
            undone_by=factory.SelfAttribute("actor"),
            undo_reason="Zwei verschiedene Personen",
        )

    organisation = factory.SubFactory(OrganisationFactory)
    survivor = factory.SubFactory(PersonFactory, organisation=factory.SelfAttribute("..organisation"))
    merged_key = factory.LazyAttribute(lambda o: o.survivor.pk + 1)
    merged_name = "Rahimi, Sahra"
    actor = factory.LazyAttribute(lambda o: user_with_role(Role.TEAMLEITUNG, o.organisation))
    actor_label = factory.LazyAttribute(lambda o: o.actor.acting_label)
