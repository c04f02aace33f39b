"""Factories of what belongs to sessions: topics, participants, groups, appointments, text blocks; drafts."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.enums import LifeArea, SessionKind
from cases.models import Appointment, GroupSession, SessionParticipant, SessionTopic, TextBlock, TimelinePrint
from pik.accounts.drafts import DRAFT
from pik.accounts.enums import Role
from pik.accounts.models import Draft
from pik.accounts.sealing import seal_field
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, SessionFactory
from tests.factories.documents import job_of


class SessionTopicFactory(DjangoModelFactory[SessionTopic]):
    """All minutes of a session on its one topic."""

    class Meta:
        model = SessionTopic

    session = factory.SubFactory(SessionFactory)
    life_area = LifeArea.LANGUAGE
    minutes = factory.SelfAttribute("session.duration_minutes")


class SessionParticipantFactory(DjangoModelFactory[SessionParticipant]):
    """A third party by name and role."""

    class Meta:
        model = SessionParticipant

    session = factory.SubFactory(SessionFactory)
    name = "Frau Seitz"
    role = "Schulsozialarbeit"


class GroupSessionFactory(DjangoModelFactory[GroupSession]):
    class Meta:
        model = GroupSession

    organisation = factory.SubFactory(OrganisationFactory)
    title = "Mülltrennung und Hausordnung"
    held_on = date(2026, 9, 15)
    created_by = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation))


class AppointmentFactory(DjangoModelFactory[Appointment]):
    """An open appointment with the case's lead."""

    class Meta:
        model = Appointment

    class Params:
        cancelled = factory.Trait(cancelled_at=factory.LazyFunction(timezone.now))

    case = factory.SubFactory(CaseFactory)
    starts_at = datetime(2026, 11, 26, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    kind = SessionKind.IN_PERSON
    assigned_to = factory.SelfAttribute("case.lead")


class TextBlockFactory(DjangoModelFactory[TextBlock]):
    """A text block of the organisation."""

    class Meta:
        model = TextBlock

    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Kursanmeldung {n}")
    text = "{Vorname} wurde am {Datum} zum Kurs angemeldet."


class DraftFactory(DjangoModelFactory[Draft]):
    """A draft of a session with one field typed."""

    class Meta:
        model = Draft

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.LazyAttribute(lambda o: user_with_role(Role.INTEGRATIONSMANAGER, o.organisation))
    form = "session"
    about = "bcdfghjkmnpq"
    key = factory.LazyFunction(uuid.uuid4)

    @classmethod
    def _create(cls, model_class: type[Draft], *args: Any, **kwargs: Any) -> Draft:
        draft = model_class(*args, **kwargs)
        if not draft.sealed:
            seal_field(DRAFT, draft, '{"note": ["Kursplatz zugesagt"]}')
        draft.save(force_insert=True)
        return draft


class TimelinePrintFactory(DjangoModelFactory[TimelinePrint]):
    """A print that is done, ordered by the case's lead."""

    class Meta:
        model = TimelinePrint

    case = factory.SubFactory(CaseFactory)
    job = factory.LazyAttribute(lambda o: job_of(o.case.lead, done=True, holds_person=True))
