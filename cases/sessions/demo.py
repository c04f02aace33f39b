"""Invented sessions with all that belongs to them: outcomes, minutes, company, appointments, groups, text blocks."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.enums import Interpreter, LifeArea, SessionKind, SessionStatus, Understanding
from cases.models import (
    Appointment,
    Case,
    GroupSession,
    HouseholdMember,
    Person,
    Session,
    SessionParticipant,
    SessionTopic,
    TextBlock,
)
from cases.sessions.calculations import split_evenly
from pik.accounts.models import Organisation, User

_KINDS = {
    SessionKind.IN_PERSON: 48,
    SessionKind.OUTREACH: 16,
    SessionKind.PHONE: 16,
    SessionKind.VIDEO: 3,
    SessionKind.MESSAGE: 8,
    SessionKind.ACCOMPANIMENT: 9,
}
_PLACES = {
    SessionKind.IN_PERSON: ("Rathaus, Zimmer 14", "Rathaus, Zimmer 14", "Treff am Markt", ""),
    SessionKind.OUTREACH: ("in der Wohnung", "Unterkunft Weststraße"),
    SessionKind.ACCOMPANIMENT: ("Jobcenter", "Ausländerbehörde", "Grundschule", "Kinderarztpraxis"),
}
_COMPANY = (("Frau Seitz", "Schulsozialarbeit"), ("Herr Bauer", "Jobcenter"), ("", "Patin vom Helferkreis"))
_PURPOSES = ("Kursplatz und Betreuung", "Unterlagen für das Jobcenter", "Wohnungssuche", "Zwischenstand zum Plan")
_GROUP = "Mülltrennung, Lüften, Hausordnung: was in der Wohnung gilt. Fragen zu Nebenkosten sind beantwortet."
_BLOCKS = (
    ("language", "Kurs angemeldet", "{Vorname} ist seit {Datum} zum Kurs angemeldet. Die Zusage kommt per Post."),
    ("language", "Fahrtkosten erklärt", "Fahrtkosten zum Kurs sind erklärt, der Antrag ist gemeinsam ausgefüllt."),
    (
        "work",
        "Bewerbung vorbereitet",
        "Lebenslauf und Anschreiben sind vorbereitet. Nächster Schritt zum Ziel „{Ziel}“.",
    ),
    ("housing", "Wohnungssuche besprochen", "Suchradius, Miete und Unterlagen für die Wohnungssuche sind besprochen."),
    ("authorities", "Bescheid erklärt", "Der Bescheid vom {Datum} ist erklärt. Widerspruch ist nicht nötig."),
    (
        "",
        "Schweigepflicht erklärt",
        "{Vorname} {Nachname} kennt die Schweigepflicht und weiß, was an wen weitergegeben wird.",
    ),
)


def facts(rng: random.Random, author: User) -> dict[str, Any]:
    """How an invented session took place: mostly it was held, now and then nobody came."""
    kind = rng.choices(list(_KINDS), weights=list(_KINDS.values()))[0]
    found: dict[str, Any] = {"kind": kind, "author": author, "place": rng.choice(_PLACES.get(kind, ("",)))}
    if rng.randrange(14) == 0:
        status = rng.choice((SessionStatus.NO_SHOW, SessionStatus.EXCUSED, SessionStatus.CANCELLED))
        return {**found, "status": status, "topics": [], "duration_minutes": 0, "note": ""}
    if rng.randrange(3) == 0:
        found |= {"interpreter": rng.choice(list(Interpreter)), "understanding": rng.choice(list(Understanding)[:2])}
    return found


def fill(
    rng: random.Random,
    today: date,
    organisation: Organisation,
    leads: Sequence[User],
    sessions: Mapping[int, list[Session]],
) -> None:
    """Minutes and company for ``sessions`` (by case), and what lies ahead; all in bulk."""
    found = [session for group in sessions.values() for session in group]
    # Nobody meets those for whom nobody is responsible yet.
    led = [session.case for session in found if session.case.is_open and session.case.lead]
    cases = list({case.pk: case for case in led}.values())
    groups = _groups(rng, today, organisation, leads, cases)
    _topics([*found, *groups])
    _company(rng, found)
    _appointments(rng, today, cases)
    TextBlock.objects.bulk_create(
        TextBlock(organisation=organisation, owner=None, life_area=area, title=title, text=text)
        for area, title, text in _BLOCKS
    )
    own = "Erreichbar per Messenger, am besten vormittags. Rückruf vereinbart."
    TextBlock.objects.create(organisation=organisation, owner=leads[0], title="Erreichbarkeit", text=own)


def _topics(sessions: Iterable[Session]) -> None:
    SessionTopic.objects.bulk_create(
        SessionTopic(session=session, life_area=area, minutes=minutes)
        for session in sessions
        for area, minutes in split_evenly(session.duration_minutes, session.topics).items()
    )


def _company(rng: random.Random, sessions: list[Session]) -> None:
    """Now and then a third party, or a relative: who has an open case of her own finds it in her file too."""
    held = [session for session in sessions if session.is_held]
    people = [session.case.person_id for session in held]
    home_of = dict(HouseholdMember.objects.filter(person__in=people).values_list("person", "household"))
    at_home: dict[int, list[Person]] = {}
    own: dict[int, Case] = {}
    for case in {session.case_id: session.case for session in sessions}.values():
        if case.person_id in home_of and case.is_open:
            at_home.setdefault(home_of[case.person_id], []).append(case.person)
            own[case.person_id] = case
    rows = []
    for session in held:
        home = home_of.get(session.case.person_id, 0)
        relatives = [p for p in at_home.get(home, []) if p.pk != session.case.person_id]
        if relatives and rng.randrange(9) == 0:
            rows.append(SessionParticipant(session=session, person=relatives[0], case=own[relatives[0].pk]))
        if rng.randrange(16) == 0:
            name, role = rng.choice(_COMPANY)
            rows.append(SessionParticipant(session=session, name=name, role=role))
    SessionParticipant.objects.bulk_create(rows)


def _groups(
    rng: random.Random, today: date, organisation: Organisation, leads: Sequence[User], cases: list[Case]
) -> list[Session]:
    """One evening for some of the cases."""
    if len(cases) < len(_BLOCKS):
        return []
    held_on = today - timedelta(days=20)
    group = GroupSession.objects.create(
        organisation=organisation, title="Gut wohnen in Deutschland", held_on=held_on, created_by=leads[0]
    )
    taking_part = [
        case for case in rng.sample(cases, min(9, len(cases))) if case.starts_on and case.starts_on <= held_on
    ]
    return Session.objects.bulk_create(
        Session(
            case=case,
            group=group,
            held_on=held_on,
            kind=SessionKind.GROUP,
            duration_minutes=90,
            topics=[LifeArea.HOUSING, LifeArea.PARTICIPATION],
            place="Bürgersaal",
            note=_GROUP,
            author=leads[0],
            created_at=_moment(held_on, 18, 0),
        )
        for case in taking_part
    )


def _appointments(rng: random.Random, today: date, cases: list[Case]) -> None:
    """Some ahead, a few today; of one from last week nobody has said yet what came of it."""
    rows = []
    for place, case in enumerate(cases):
        days = rng.choice((1, 2, 3, 6, 8, 9, 13, 15, 21)) if place >= len(cases) // 25 else 0
        if days and rng.randrange(4):
            continue
        kind = rng.choice((SessionKind.IN_PERSON, SessionKind.IN_PERSON, SessionKind.OUTREACH, SessionKind.PHONE))
        rows.append(
            Appointment(
                case=case,
                starts_at=_moment(today + timedelta(days=days), rng.randrange(9, 16), rng.choice((0, 30))),
                duration_minutes=rng.choice((30, 45, 60)),
                kind=kind,
                place=rng.choice(_PLACES.get(kind, ("",))),
                purpose=rng.choice(_PURPOSES),
                assigned_to=case.lead,
            )
        )
    if rows:
        rows[-1].starts_at -= timedelta(days=rows[-1].starts_at.day % 5 + 30)
    Appointment.objects.bulk_create(rows)


def _moment(day: date, hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
