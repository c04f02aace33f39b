"""Taking an import back: its cases and persons go, as if they had never been, as long as nobody has worked on them.

The only place that removes rows of counselling which are otherwise kept for ever. It asks two things first: no table
points at these persons and cases but those that the import filled, and the history that the database keeps of them
knows nothing later than the import itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q

from cases.imports.storing import PARTS
from cases.models import (
    Case,
    CaseTransition,
    DuplicateCandidate,
    Household,
    HouseholdMember,
    ImportedCase,
    ImportRow,
    ImportRun,
    LeadPeriod,
    Person,
    PersonLanguage,
    SearchKey,
)
from pik.core.formats import counted
from pik.reminders.models import Reminder

Model = type[models.Model]

#: The rows that an import, and what runs by itself after it, make for a person: they go with her.
PERSON_ROWS: tuple[Model, ...] = tuple(
    dict.fromkeys([*(model for model, _ in PARTS.values()), PersonLanguage, HouseholdMember])
)
#: What is computed of them; nobody's work.
COMPUTED: tuple[Model, ...] = (SearchKey, DuplicateCandidate)
CASE_ROWS: tuple[Model, ...] = (CaseTransition, LeadPeriod)


def remove(run: ImportRun) -> None:
    """Remove all that came of ``run``, in the caller's transaction; raises what ``demand_untouched`` raises."""
    cases = list(Case.objects.select_for_update(of=("self",)).filter(imported__run=run).order_by("pk"))
    _demand_untouched(cases)
    _delete(run, cases, [case.person_id for case in cases])


def demand_untouched(run: ImportRun) -> None:
    """Raise ``ValidationError`` that names what was changed since ``run`` was taken over."""
    _demand_untouched(list(Case.objects.filter(imported__run=run).order_by("pk")))


def _demand_untouched(cases: Sequence[Case]) -> None:
    case_ids, person_ids = [case.pk for case in cases], [case.person_id for case in cases]
    changed = [*_foreign(Case, case_ids), *_foreign(Person, person_ids), *_later(case_ids, person_ids)]
    if changed:
        raise ValidationError(
            f"Die Übernahme kann nicht mehr zurückgenommen werden, denn seitdem ist etwas geschehen: "
            f"{', '.join(dict.fromkeys(changed))}. Schließen Sie einzelne Fälle ab, die nicht stimmen."
        )


def _foreign(model: Model, ids: Sequence[int]) -> Iterable[str]:
    """Rows of other tables that point at these, in words."""
    own = {*PERSON_ROWS, *COMPUTED, *CASE_ROWS, ImportedCase, ImportRow, Case}
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if other in own or _is_event(other):
            continue
        count = other._base_manager.filter(**{f"{relation.field.name}__in": ids}).count()
        if count:
            yield counted(count, other._meta.verbose_name, other._meta.verbose_name_plural)


def _later(case_ids: Sequence[int], person_ids: Sequence[int]) -> Iterable[str]:
    """What was changed or added after the import, in words; told by the history that the database keeps."""
    born = _events(Person).objects.filter(pgh_obj__in=person_ids, pgh_label="insert")
    moments = set(born.values_list("pgh_created_at", flat=True))
    touched = Q(pgh_label="update") | ~Q(pgh_created_at__in=moments)
    if _events(Case).objects.filter(touched, pgh_obj__in=case_ids).exists():
        yield "Angaben eines Falls"
    of_persons = [_events(Person).objects.filter(pgh_obj__in=person_ids)]
    of_persons += [_events(model).objects.filter(person__in=person_ids) for model in PERSON_ROWS]
    if any(events.filter(touched).exists() for events in of_persons):
        yield "Angaben zu einer Person"
    for model, field in ((CaseTransition, "subject"), (LeadPeriod, "case")):
        several: Any = model._default_manager.filter(**{f"{field}__in": case_ids}).order_by().values(field)
        if several.annotate(n=Count("pk")).filter(n__gt=1).exists():
            yield "Stand oder Zuständigkeit eines Falls"
    if Case.objects.filter(person__in=person_ids).exclude(pk__in=case_ids).exists():
        yield "ein weiterer Fall einer Person"


def _events(model: Model) -> Any:
    return model.pgh_event_model  # type: ignore[attr-defined]


def _is_event(model: Model) -> bool:
    return hasattr(model, "pgh_tracked_model")


def _delete(run: ImportRun, cases: Sequence[Case], person_ids: Sequence[int]) -> None:
    case_ids = [case.pk for case in cases]
    homes = set(HouseholdMember.objects.filter(person__in=person_ids).values_list("household", flat=True))
    tracked: list[Model] = [Case, Person, *PERSON_ROWS]
    with pgtrigger.ignore(*_kept_for_ever([*CASE_ROWS, *PERSON_ROWS, *(_events(model) for model in tracked)])):
        Reminder.objects.filter(url__in=[case.get_absolute_url() for case in cases]).delete()
        run.imported.all().delete()
        ImportRow.objects.filter(run=run).update(case=None)
        DuplicateCandidate.objects.filter(Q(one__in=person_ids) | Q(other__in=person_ids)).delete()
        SearchKey.objects.filter(person__in=person_ids).delete()
        for model in PERSON_ROWS:
            model._default_manager.filter(person__in=person_ids).delete()
            _events(model).objects.filter(person__in=person_ids).delete()
        CaseTransition.objects.filter(subject__in=case_ids).delete()
        LeadPeriod.objects.filter(case__in=case_ids).delete()
        for model, ids in ((Case, case_ids), (Person, person_ids)):
            model._default_manager.filter(pk__in=ids).delete()
            _events(model).objects.filter(pgh_obj__in=ids).delete()
        Household.objects.filter(pk__in=homes, members=None).delete()


def _kept_for_ever(models_touched: Iterable[Any]) -> list[str]:
    """The triggers that would refuse to remove these rows, by their names."""
    return [
        f"{model._meta.label}:{trigger.name}"
        for model in dict.fromkeys(models_touched)
        for trigger in getattr(model._meta, "triggers", ())
        if isinstance(trigger, pgtrigger.Protect)
    ]
