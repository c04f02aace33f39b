"""The ladder of each constraint of sessions: what just passes, what just fails, in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.enums import LifeArea
from cases.models import SessionTopic
from pik.accounts.models import Draft
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, PersonFactory, SessionFactory
from tests.factories.sessions import (
    AppointmentFactory,
    DraftFactory,
    GroupSessionFactory,
    SessionParticipantFactory,
    SessionTopicFactory,
    TextBlockFactory,
)

pytestmark = pytest.mark.django_db

NOT_HELD = {"status": "no_show", "duration_minutes": 0, "topics": []}
LADDER: dict[str, tuple[Callable[..., Any], dict[str, Any], str]] = {
    "held for a minute": (SessionFactory, {"duration_minutes": 1}, ""),
    "held for ten hours": (SessionFactory, {"duration_minutes": 600}, ""),
    "held for no time": (SessionFactory, {"duration_minutes": 0}, "session_duration_possible"),
    "held for longer": (SessionFactory, {"duration_minutes": 601}, "session_duration_possible"),
    "nobody came": (SessionFactory, NOT_HELD, ""),
    "held without a topic": (SessionFactory, {"topics": []}, "session_topics_known"),
    "unknown topic": (SessionFactory, {"topics": ["wetter"]}, "session_topics_known"),
    "unknown topic of none held": (SessionFactory, {**NOT_HELD, "topics": ["wetter"]}, "session_topics_known"),
    "unknown outcome": (SessionFactory, {"status": "vielleicht"}, "session_status_known"),
    "by messenger": (SessionFactory, {"kind": "message"}, ""),
    "unknown kind": (SessionFactory, {"kind": "brieftaube"}, "session_kind_known"),
    "interpreted by video": (SessionFactory, {"interpreter": "remote"}, ""),
    "unknown interpreter": (SessionFactory, {"interpreter": "app"}, "session_interpreter_known"),
    "unknown understanding": (SessionFactory, {"understanding": "mäßig"}, "session_understanding_known"),
    "unknown life area": (SessionTopicFactory, {"life_area": "wetter"}, "session_topic_known"),
    "topic of too long": (SessionTopicFactory, {"minutes": 601}, "session_topic_minutes_possible"),
    "role alone": (SessionParticipantFactory, {"name": ""}, ""),
    "neither name nor role": (SessionParticipantFactory, {"name": "", "role": ""}, "session_participant_named"),
    "title missing": (GroupSessionFactory, {"title": ""}, "group_session_titled"),
    "appointment of no time": (AppointmentFactory, {"duration_minutes": 0}, "appointment_duration_possible"),
    "appointment of ten hours": (AppointmentFactory, {"duration_minutes": 600}, ""),
    "appointment of unknown kind": (AppointmentFactory, {"kind": "brieftaube"}, "appointment_kind_known"),
    "block without text": (TextBlockFactory, {"text": ""}, "text_block_written"),
    "block without title": (TextBlockFactory, {"title": ""}, "text_block_written"),
    "block of unknown topic": (TextBlockFactory, {"life_area": "wetter"}, "text_block_life_area_known"),
    "block of a topic": (TextBlockFactory, {"life_area": "work"}, ""),
}


@pytest.mark.parametrize("name", LADDER)
def test_row_passes_or_is_refused_by_its_constraint(name: str) -> None:
    factory, fields, constraint = LADDER[name]

    if constraint:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            factory(**fields)
    else:
        factory(**fields).full_clean()


def test_topic_stands_once_in_a_session() -> None:
    topic = SessionTopicFactory()

    with pytest.raises(IntegrityError, match="session_topic_once"), transaction.atomic():
        SessionTopicFactory(session=topic.session)


@pytest.mark.parametrize(("minutes", "holds"), [((23, 22), True), ((23, 23), False), ((45,), True), ((44,), False)])
def test_minutes_of_topics_are_the_duration_when_the_transaction_ends(minutes: tuple[int, ...], holds: bool) -> None:
    session = SessionFactory(duration_minutes=45, topics=[LifeArea.LANGUAGE, LifeArea.WORK])

    def store() -> None:
        areas = zip(session.topics, minutes, strict=False)
        SessionTopic.objects.bulk_create(SessionTopic(session=session, life_area=a, minutes=m) for a, m in areas)
        _end_of_transaction()

    if holds:
        store()
    else:
        with pytest.raises(IntegrityError, match="not its duration"), transaction.atomic():
            store()


def _end_of_transaction() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_participant_is_named_or_of_the_household_and_stands_once() -> None:
    session = SessionFactory()
    person = PersonFactory(organisation=session.case.organisation)
    SessionParticipantFactory(session=session, person=person, name="", role="")

    with pytest.raises(IntegrityError, match="session_participant_once"), transaction.atomic():
        SessionParticipantFactory(session=session, person=person, name="", role="")
    with pytest.raises(IntegrityError, match="session_participant_named"), transaction.atomic():
        SessionParticipantFactory(session=session, person=PersonFactory(), name="Frau Seitz")
    with pytest.raises(IntegrityError, match="session_participant_case_of_person"), transaction.atomic():
        SessionParticipantFactory(session=session, case=CaseFactory())


def test_appointment_that_was_cancelled_has_no_session() -> None:
    appointment = AppointmentFactory(cancelled=True)

    with pytest.raises(IntegrityError, match="appointment_held_or_cancelled"), transaction.atomic():
        AppointmentFactory(case=appointment.case, session=SessionFactory(), cancelled_at=timezone.now())


def test_title_of_a_block_is_there_once_for_the_house_and_once_for_each_owner() -> None:
    block = TextBlockFactory()
    TextBlockFactory(organisation=block.organisation, owner=UserFactory(), title=block.title)

    with pytest.raises(IntegrityError, match="text_block_titled_once"), transaction.atomic():
        TextBlockFactory(organisation=block.organisation, title=block.title)


def test_draft_of_a_page_is_there_once() -> None:
    draft = DraftFactory()

    with pytest.raises(IntegrityError, match="draft_once"), transaction.atomic():
        Draft.objects.create(
            organisation=draft.organisation,
            user=draft.user,
            form=draft.form,
            about=draft.about,
            key=draft.key,
            sealed=draft.sealed,
            key_number=draft.key_number,
        )
