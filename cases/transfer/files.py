"""A file as rows: which rows of which model belong to a person and her cases in one organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.utils import timezone

from cases.enums import TransferPart
from cases.models import Case, Household, HouseholdMember, Person
from cases.transfer.parts import Entry, Model, table, ways_to_file


@dataclass(frozen=True)
class File:
    """What a file begins with: keys of its cases, persons and households."""

    case: Case
    case_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    household_ids: tuple[int, ...]

    def rows(self, model: Model) -> QuerySet[Any]:
        """The rows of ``model`` that belong to the file, the older ones first."""
        begins: dict[Model, tuple[int, ...]] = {
            Case: self.case_ids,
            Person: self.person_ids,
            Household: self.household_ids,
        }
        found = Q(pk__in=[])
        for way, root in ways_to_file(model):
            found |= Q(**{f"{way}__in": begins[root]})
        # Not the manager of lists: no row is left out, no column put off.
        return model._base_manager.filter(found).defer(None).distinct().order_by("pk")


def whole_file(case: Case) -> File:
    """All that the organisation keeps of the person of ``case``: every case, and relatives supported through her alone.

    Where somebody else of a household is supported here, household and relatives belong to that file.
    """
    person = Person.objects.get(pk=case.person_id)
    cases = tuple(Case.objects.filter(person=person).order_by("pk").values_list("pk", flat=True))
    relatives = relatives_of(person)
    others = Person.objects.filter(memberships__household__in=households_of(person)).exclude(pk=person.pk)
    is_alone = not others.filter(cases__isnull=False).exists()
    persons = (person.pk, *relatives) if is_alone else (person.pk,)
    # A household stays as long as anybody of another file belongs, or once belonged, to it.
    shared = HouseholdMember.objects.exclude(person__in=persons).order_by().values("household")
    households = Household.objects.filter(pk__in=households_of(person)).exclude(pk__in=shared)
    return File(case, cases, persons, tuple(households.values_list("pk", flat=True)))


def chosen_file(case: Case, parts: Collection[str]) -> File:
    """What of it goes along: this case, the earlier ones and the relatives when they are chosen."""
    person = Person.objects.get(pk=case.person_id)
    cases: tuple[int, ...] = (case.pk,)
    if TransferPart.EARLIER in parts:
        cases = tuple(Case.objects.filter(person=person).order_by("pk").values_list("pk", flat=True))
    if TransferPart.HOUSEHOLD not in parts:
        return File(case, cases, (person.pk,), ())
    return File(case, cases, (person.pk, *relatives_of(person)), tuple(households_of(person)))


def households_of(person: Person) -> list[int]:
    """The households in which somebody lives or lived."""
    return sorted(set(HouseholdMember.objects.filter(person=person).values_list("household", flat=True)))


def relatives_of(person: Person) -> list[int]:
    """Who lives with her today and has no case of her own."""
    today = timezone.localdate()
    here = HouseholdMember.objects.on(today)
    homes = here.filter(person=person).order_by().values("household")
    members = here.filter(household__in=homes).exclude(person=person).order_by().values("person")
    return sorted(Person.objects.filter(pk__in=members, cases__isnull=True).values_list("pk", flat=True))


def travelling(file: File, model: Model, entry: Entry, parts: Collection[str]) -> QuerySet[Any]:
    """The rows of ``model`` that go along when ``parts`` are chosen."""
    rows = file.rows(model).filter(entry.only)
    if entry.part not in parts:
        return rows.none()
    for part, guarded in entry.guarded.items():
        if part not in parts:
            rows = rows.exclude(guarded)
    return rows


def counts(file: File, parts: Collection[str]) -> dict[str, int]:
    """How many rows of each part go along, by part, in one query: for whoever chooses and checks."""
    rows = [
        travelling(file, model, entry, parts)
        .order_by()
        .annotate(goes_with=Value(str(entry.part), output_field=CharField()))
        .values_list("goes_with", "pk")
        for model, entry in table().items()
        if entry.part in parts
    ]
    first, *others = rows
    return dict(Counter(part for part, _ in first.union(*others, all=True)))
