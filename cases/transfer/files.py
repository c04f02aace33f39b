"""A file as rows: which rows of which model belong to a person and her cases in one organisation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from cases.enums import TransferPart
from cases.models import Case, Household, Person
from cases.transfer.parts import Model, table, ways_to_file


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
    """All that the organisation keeps of the person of ``case``: every case, and relatives without one of their own."""
    person = Person.objects.get(pk=case.person_id)
    cases = Case.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)
    household, relatives = _household(person)
    return File(case, tuple(cases), (person.pk, *relatives), household)


def chosen_file(case: Case, parts: Collection[str]) -> File:
    """What of it goes along: this case, the earlier ones and the relatives when they are chosen."""
    whole = whole_file(case)
    with_relatives = TransferPart.HOUSEHOLD in parts
    person = Person.objects.get(pk=case.person_id)
    return File(
        case,
        whole.case_ids if TransferPart.EARLIER in parts else (case.pk,),
        whole.person_ids if with_relatives else (case.person_id,),
        (person.household_id,) if with_relatives and person.household_id else (),
    )


def _household(person: Person) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The household if the file is all there is of it, and the relatives who have no case of their own.

    Where somebody else of the household is supported here, household and relatives belong to that file too.
    """
    if person.household_id is None:
        return (), ()
    others = Person.objects.filter(household=person.household_id).exclude(pk=person.pk)
    relatives = tuple(others.filter(cases__isnull=True).order_by("pk").values_list("pk", flat=True))
    is_shared = others.filter(cases__isnull=False).exists()
    return ((), relatives) if is_shared else ((person.household_id,), relatives)


def counts(file: File, parts: Collection[str]) -> dict[str, int]:
    """How many rows of each part go along, by part: for whoever chooses and checks."""
    found = dict.fromkeys(parts, 0)
    for model, entry in table().items():
        if entry.part in found and set(entry.also) <= set(parts):
            found[entry.part] += file.rows(model).filter(entry.only).count()
    return found
