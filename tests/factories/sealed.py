"""Factories of sealed notes and emergency accesses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.enums import ReadThrough, SealedKind
from cases.models import EmergencyAccess, SealedNote, SealedReading
from cases.models.sealed import EMERGENCY_LASTS, SEALED_NOTE
from pik.accounts.sealing import seal_field
from tests.factories.cases import CaseFactory

SECRET = "Zwetschgendatschi"


class SealedNoteFactory(DjangoModelFactory[SealedNote]):
    """A private note of the case's lead."""

    class Meta:
        model = SealedNote

    case = factory.SubFactory(CaseFactory)
    organisation = factory.SelfAttribute("case.organisation")
    author = factory.SelfAttribute("case.lead")
    kind = SealedKind.PRIVATE

    @classmethod
    def _create(cls, model_class: type[SealedNote], *args: Any, **kwargs: Any) -> SealedNote:
        note = model_class(*args, **kwargs)
        if not note.sealed:
            seal_field(SEALED_NOTE, note, SECRET)
        note.save(force_insert=True)
        return note


class EmergencyAccessFactory(DjangoModelFactory[EmergencyAccess]):
    """One that has just begun."""

    class Meta:
        model = EmergencyAccess

    class Params:
        acknowledged = factory.Trait(
            acknowledged_at=factory.LazyFunction(timezone.now), acknowledged_by=factory.SelfAttribute("user")
        )

    case = factory.SubFactory(CaseFactory)
    organisation = factory.SelfAttribute("case.organisation")
    case_number = factory.SelfAttribute("case.number")
    user = factory.SelfAttribute("case.lead")
    reason = "Das Kind ist verschwunden"
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(seconds=1))
    ends_at = factory.LazyAttribute(lambda access: access.starts_at + EMERGENCY_LASTS)


class SealedReadingFactory(DjangoModelFactory[SealedReading]):
    class Meta:
        model = SealedReading

    note = factory.SubFactory(SealedNoteFactory)
    organisation = factory.SelfAttribute("note.organisation")
    kind = factory.SelfAttribute("note.kind")
    reader = factory.SelfAttribute("note.author")
    through = ReadThrough.DUTY
