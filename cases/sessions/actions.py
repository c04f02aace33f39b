"""What records counselling: a session with all that came of it, its correction, a session of a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.actions import demand_open, demand_permission, demand_takes_sessions, lock_case
from cases.enums import OPEN_STATUSES, SessionKind, SessionStatus
from cases.models import (
    Appointment,
    Case,
    FollowUp,
    Goal,
    GroupSession,
    Offer,
    Person,
    Session,
    SessionParticipant,
    SessionTopic,
    Step,
)
from cases.offers.actions import refer
from cases.people.queries import household_of
from cases.plan.actions import store, take_up
from cases.sessions.calculations import MinutesDoNotAddUp, split_as_given
from pik.accounts.models import User
from pik.core.conflicts import demand_seen
from pik.core.formats import german_date

TO_COME = "Die Beratung liegt in der Zukunft. Erfassen Sie sie, wenn sie stattgefunden hat."
ONLY_TALKS = (
    "Der Fall ist abgeschlossen. In der Nachbetreuung wird die Beratung allein erfasst: ohne Schritte, Verweis, "
    "Termin und Wiedervorlage."
)
FOREIGN_PERSON = "Wählen lässt sich, wer zum selben Haushalt gehört; alle anderen nennen Sie bitte beim Namen."
FOREIGN_STEP = "Ein Schritt gehört zu einem anderen Fall."


def moved_meanwhile(day: date | None) -> str:
    """What is said of a step that somebody else postponed to ``day`` while the form was open."""
    now = f"auf den {german_date(day)} verschoben" if day else "ohne Termin gespeichert"
    return f"Jemand anders hat den Schritt inzwischen {now}. Bitte prüfen Sie, welcher Tag gelten soll."


@dataclass(frozen=True)
class NewStep:
    """A step agreed on in a session."""

    goal: Goal
    text: str
    owner: str
    owner_name: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class NewFollowUp:
    """A Wiedervorlage agreed on in a session."""

    due_on: date
    reason: str


@dataclass(frozen=True)
class NewAppointment:
    """The next appointment, agreed on in a session."""

    starts_at: datetime
    duration_minutes: int
    kind: str
    place: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class TookPart:
    """Somebody besides the person of the case: of the household, or a third party by name or role."""

    person: Person | None = None
    name: str = ""
    role: str = ""


# --- One session ----------------------------------------------------------------------------------


@transaction.atomic
def log_session(
    case: Case,
    *,
    actor: User,
    held_on: date,
    minutes: Mapping[str, int] | None = None,
    took_part: Iterable[TookPart] = (),
    steps_done: Iterable[Step] = (),
    postponed: Iterable[tuple[Step, date]] = (),
    new_step: NewStep | None = None,
    follow_up: NewFollowUp | None = None,
    next_appointment: NewAppointment | None = None,
    appointment: Appointment | None = None,
    offer: Offer | None = None,
    **facts: Any,
) -> Session:
    """Record a counselling session, or that nobody came, with all that came of it, in one transaction.

    ``facts`` are values of ``Session``; ``minutes`` are those of topics for which somebody said so, the rest is split
    evenly. ``steps_done`` become done on the session's day, ``postponed`` get another one. ``appointment`` is what
    this was, ``offer`` one to which the person is referred. Raises ``PermissionDenied``, or ``ValidationError`` for a
    closed case (in after-care: for what leads on), a day to come, steps of another plan or values the database would
    refuse.
    """
    demand_permission(actor, "cases.log_session", case)
    done, moved, came = list(steps_done), list(postponed), list(took_part)
    _demand_room(case, came, leads_on=bool(done or moved or new_step or follow_up or next_appointment or offer))
    _demand_past(held_on)
    session: Session = store(Session(case=case, author=actor, held_on=held_on, **_of_status(facts)))
    _write_topics(session, minutes or {})
    _write_participants(session, came)
    _move_on(session, done, moved, new_step)
    _meet_again(session, follow_up, next_appointment)
    if appointment:
        _settle_appointment(session, appointment)
    if offer:
        refer(case, offer, actor=actor, session=session)
    return session


def _lock_files(case: Case, took_part: Iterable[TookPart]) -> None:
    """Lock all cases in whose files the session will stand, in the order of their keys.

    Two of a family at once, each naming the other, would wait for each other for ever.
    """
    people = [came.person.pk for came in took_part if came.person]
    if people:
        touched = Case.objects.filter(Q(pk=case.pk) | Q(person__in=people))
        list(touched.order_by("pk").select_for_update().values_list("pk", flat=True))


def _demand_room(case: Case, took_part: Iterable[TookPart], *, leads_on: bool) -> None:
    """Lock what is touched; raise ``ValidationError`` unless ``case`` takes a talk and what it ``leads_on`` to."""
    _lock_files(case, took_part)
    demand_takes_sessions(case)
    if leads_on and lock_case(case) not in OPEN_STATUSES:
        raise ValidationError(ONLY_TALKS)


def _demand_past(held_on: date) -> None:
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": TO_COME})


def _of_status(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, without time and topics where nobody was counselled."""
    if facts.get("status", SessionStatus.HELD) == SessionStatus.HELD:
        return facts
    return {**facts, "duration_minutes": 0, "topics": []}


def _write_topics(session: Session, minutes: Mapping[str, int]) -> None:
    """Write the minutes of each topic anew; they sum up to the session's duration."""
    try:
        shares = split_as_given(session.duration_minutes, session.topics, minutes)
    except MinutesDoNotAddUp as error:
        raise ValidationError({"topics": str(error)}) from error
    session.topic_minutes.all().delete()
    rows = [SessionTopic(session=session, life_area=area, minutes=share) for area, share in shares.items()]
    SessionTopic.objects.bulk_create(rows)


def _write_participants(session: Session, took_part: Iterable[TookPart]) -> None:
    """Who was there besides; a relative with an open case of her own finds the session in her file too."""
    found = list(took_part)
    people = {came.person.pk for came in found if came.person}
    if people - set(household_of(session.case.person, session.held_on).values_list("pk", flat=True) if people else ()):
        raise ValidationError({"household": FOREIGN_PERSON})
    own = {case.person_id: case for case in Case.objects.open().filter(person__in=people)} if people else {}
    for came in found:
        case = own.get(came.person.pk) if came.person else None
        store(SessionParticipant(session=session, case=case, **vars(came)))


def _move_on(session: Session, done: list[Step], postponed: list[tuple[Step, date]], new_step: NewStep | None) -> None:
    """What the session changed in the plan."""
    _finish_steps(session, done)
    _postpone_steps(session, postponed)
    if new_step:
        _agree_step(session, new_step)


def _meet_again(session: Session, follow_up: NewFollowUp | None, appointment: NewAppointment | None) -> None:
    """What was agreed for later: both are the author's."""
    if follow_up:
        store(FollowUp(case=session.case, session=session, assigned_to=session.author, **vars(follow_up)))
    if appointment:
        store(Appointment(case=session.case, agreed_in=session, assigned_to=session.author, **vars(appointment)))


def _finish_steps(session: Session, steps: list[Step]) -> None:
    """Mark ``steps`` as done in ``session``; one that somebody ticked meanwhile keeps its date."""
    _demand_own(session.case, [step.goal_id for step in steps])
    for step in Step.objects.open().select_for_update().filter(pk__in=[s.pk for s in steps]):
        step.done_on, step.done_in = session.held_on, session
        store(step)
    take_up([step.goal_id for step in steps])


def _postpone_steps(session: Session, postponed: list[tuple[Step, date]]) -> None:
    """Give open steps another day; those done meanwhile keep theirs, one that somebody else postponed is refused."""
    _demand_own(session.case, [step.goal_id for step, _ in postponed])
    days = {step.pk: (step.due_on, day) for step, day in postponed}
    for step in Step.objects.open().select_for_update().filter(pk__in=days):
        was, day = days[step.pk]
        if step.due_on not in {was, day}:
            raise ValidationError({f"due_{step.pk}": moved_meanwhile(step.due_on)})
        step.due_on = day
        store(step)


def _agree_step(session: Session, new: NewStep) -> None:
    """Add the step that was agreed in a session to a goal of the same plan."""
    _demand_own(session.case, [new.goal.pk])
    store(Step(agreed_in=session, **vars(new)))


def _settle_appointment(session: Session, appointment: Appointment) -> None:
    """The session is what came of ``appointment``; one that has its session already keeps that."""
    found = Appointment.objects.select_for_update().filter(pk=appointment.pk, case=session.case).first()
    if found is None:
        raise ValidationError("Der Termin gehört zu einem anderen Fall.")
    if found.is_open:
        found.session = session
        store(found)


def _demand_own(case: Case, goal_ids: list[int]) -> None:
    """Raise ``ValidationError`` when a goal stands in the plan of another case."""
    if goal_ids and Goal.objects.filter(pk__in=goal_ids).exclude(plan__case=case).exists():
        raise ValidationError(FOREIGN_STEP)


# --- Correcting it --------------------------------------------------------------------------------


@transaction.atomic
def correct_session(
    session: Session,
    *,
    actor: User,
    seen: Mapping[str, str],
    not_there: Iterable[SessionParticipant] = (),
    **values: Any,
) -> Session:
    """Put a session right; the history of the row keeps what stood there before.

    ``seen`` is what the form showed (``ConflictMixin.seen``), ``not_there`` who was noted by mistake. Minutes per
    topic stay where duration and topics do, else they are split anew. Raises ``PermissionDenied``, or
    ``ValidationError``, with the code ``conflict`` when somebody stored meanwhile.
    """
    demand_permission(actor, "cases.correct_session", session)  # type: ignore[arg-type]
    demand_takes_sessions(session.case)
    session = Session.objects.select_for_update(of=("self",)).select_related("case__person").get(pk=session.pk)
    demand_seen(session, seen)
    before = (session.duration_minutes, session.topics)
    for name, value in _of_status(values).items():
        setattr(session, name, value)
    _demand_past(session.held_on)
    session.corrected_at = timezone.now()
    store(session)
    session.participants.filter(pk__in=[came.pk for came in not_there]).delete()
    if (session.duration_minutes, session.topics) != before:
        _write_topics(session, {})
    return session


# --- A group --------------------------------------------------------------------------------------


@transaction.atomic
def log_group(
    cases: Sequence[Case], *, actor: User, title: str, held_on: date, topics: list[str], **facts: Any
) -> GroupSession:
    """Record a session of a group once: each case gets a session of its own that names nobody else.

    Raises ``PermissionDenied``, or ``ValidationError`` without a case, for a closed one, or a day to come.
    """
    _demand_past(held_on)
    locked = _lock_open(cases, actor)
    group: GroupSession = store(
        GroupSession(organisation_id=locked[0].organisation_id, title=title, held_on=held_on, created_by=actor)
    )
    _write_into_files(group, locked, actor, {"topics": topics, **facts})
    return group


@transaction.atomic
def add_to_group(group: GroupSession, cases: Sequence[Case], *, actor: User) -> None:
    """Give those who were forgotten the session of their group, as the others have it; who has it keeps it.

    Raises ``PermissionDenied``, or ``ValidationError`` without a case or for a closed one.
    """
    demand_permission(actor, "cases.view_case", group)  # type: ignore[arg-type]
    locked = _lock_open(cases, actor)
    there = set(group.sessions.values_list("case", flat=True))
    like = group.sessions.held().order_by("pk").first()
    if like is None:
        raise ValidationError("Von dieser Gruppe gibt es hier keine Beratung mehr, die sich ergänzen ließe.")
    facts = {name: getattr(like, name) for name in ("duration_minutes", "topics", "place", "note")}
    _write_into_files(group, [case for case in locked if case.pk not in there], actor, facts)


def _lock_open(cases: Sequence[Case], actor: User) -> list[Case]:
    if not cases:
        raise ValidationError({"cases": "Bitte wählen Sie, wer teilgenommen hat."})
    locked = list(Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"))
    for case in locked:
        demand_permission(actor, "cases.log_session", case)
    closed = [case.number for case in locked if not case.is_open]
    if closed:
        raise ValidationError({"cases": f"Nicht mehr offen: {', '.join(closed)}. Bitte nehmen Sie sie heraus."})
    return locked


def _write_into_files(group: GroupSession, cases: list[Case], actor: User, facts: Mapping[str, Any]) -> None:
    """Write the session of ``group`` into the file of each of ``cases``."""
    rows = [
        Session(case=case, group=group, author=actor, held_on=group.held_on, kind=SessionKind.GROUP, **facts)
        for case in cases
    ]
    for row in rows[:1]:  # the others say the same
        row.clean_fields(exclude=["organisation"])
    Session.objects.bulk_create(rows)
    SessionTopic.objects.bulk_create(
        SessionTopic(session=row, life_area=area, minutes=share)
        for row in rows
        for area, share in split_as_given(row.duration_minutes, row.topics, {}).items()
    )


# --- Appointments ---------------------------------------------------------------------------------


@transaction.atomic
def plan_appointment(case: Case, *, actor: User, **values: Any) -> Appointment:
    """Agree an appointment with the actor. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.plan_appointment", case)
    demand_open(case)
    appointment: Appointment = store(Appointment(case=case, assigned_to=actor, **values))
    return appointment


@transaction.atomic
def cancel_appointment(appointment: Appointment, *, actor: User) -> Appointment:
    """Call an appointment off beforehand; one that is over or off already stays so. Raises ``PermissionDenied``."""
    demand_permission(actor, "cases.plan_appointment", appointment.case)
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if appointment.is_open:
        appointment.cancelled_at = timezone.now()
        store(appointment)
    return appointment
