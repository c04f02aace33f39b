"""What the Verlauf tells of sessions, appointments, states, goals, steps, the person, prints and Wiedervorlagen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from cases.enums import GoalProgress, LifeArea, SessionKind, SessionStatus, StepOwner
from cases.models import (
    Appointment,
    CaseTransition,
    FollowUp,
    Goal,
    Person,
    PlanPrint,
    Session,
    SessionParticipant,
    Step,
)
from cases.sessions.timeline import Entry, Row, Scope, as_rows, full_name, register, register_rows
from pik.core.formats import german_date

_MUTE = {"id", "organisation", "public_id", "sort_key", "is_invented"}
_TITLES = {
    "open": "Fall angelegt",
    "close": "Fall abgeschlossen",
    "reopen": "Fall wieder geöffnet",
    "hand_over": "Übergeben",
    "give_lead": "Zuständigkeit",
    "deputy": "Vertretung",
    "request": "Anfrage aufgenommen",
    "put_on_waiting_list": "Auf die Warteliste gesetzt",
    "begin": "Begleitung begonnen",
    "rest": "Begleitung ruht",
    "resume": "Begleitung fortgesetzt",
    "record_rest": "Ruhezeit nachgetragen",
    "correct_rest": "Ruhezeit berichtigt",
    "remove_rest": "Ruhezeit gestrichen",
    "correct_begin": "Beginn der Begleitung berichtigt",
    "correct_waiting": "Wartezeit oder Dringlichkeit geändert",
    "transfer": "Übergeleitet",
    "reopen_request": "Anfrage wieder aufgenommen",
    "part": "Personen wieder getrennt",
    "arrive": "Von einer anderen Stelle übernommen",
}
_SESSION_LABELS = {
    "held_on": "Datum",
    "kind": "Art",
    "status": "Ausgang",
    "duration_minutes": "Dauer",
    "topics": "Themen",
    "note": "Ergebnis",
}


def _sessions(scope: Scope) -> QuerySet[Any, Any]:
    """Sessions of her own cases, and those of relatives in which she took part."""
    joined = SessionParticipant.objects.filter(case__in=scope.case_ids).order_by().values("session")
    found = Session.objects.filter(Q(case__in=scope.case_ids) | Q(pk__in=joined))
    group = Coalesce(F("group__public_id"), Value(""))
    where = Concat(
        F("case__public_id"), Value(" "), Cast("pk", TextField()), Value(" "), group, output_field=TextField()
    )
    what = Concat(F("kind"), Value(" "), Cast("duration_minutes", TextField()), output_field=TextField())
    texts = ["status", what, "topics", where]
    return as_rows(found, "beratungen", on="held_on", actor=full_name("author"), texts=texts)


def _session(row: Row) -> Iterator[Entry]:
    public_id, pk, group = row.d.split(" ")
    url = f"{reverse('cases:case_sessions', args=[public_id])}#beratung-{pk}"
    title = f"Beratung vom {german_date(row.on)}"
    if group:
        url, title = reverse("cases:group_detail", args=[group]), f"Gruppenberatung vom {german_date(row.on)}"
    kind, _, minutes = row.b.partition(" ")
    if row.a != SessionStatus.HELD:
        yield Entry(row.when, f"{title}: {SessionStatus(row.a).label}", "", row.actor, "warning", url)
        return
    topics = ", ".join(LifeArea(topic).label for topic in row.c.strip("{}").split(",") if topic)
    yield Entry(row.when, title, f"{SessionKind(kind).label}, {minutes} Minuten: {topics}", row.actor, url=url)


def _corrections(scope: Scope) -> Iterator[Entry]:
    """Which fields of a session were put right, when and by whom; what stood there stays in the history of the row."""
    events: Any = Session.pgh_event_model  # type: ignore[attr-defined]
    ids = Session.objects.filter(case__in=scope.case_ids, corrected_at__isnull=False).order_by().values("pk")
    rows: dict[int, list[Any]] = {}
    for event in events.objects.filter(pgh_obj__in=ids).order_by("pgh_id"):
        rows.setdefault(event.id, []).append(event)
    for versions in rows.values():
        for before, after in pairwise(versions):
            changed = [
                label for name, label in _SESSION_LABELS.items() if getattr(before, name) != getattr(after, name)
            ]
            if changed:
                title = f"Beratung vom {before.held_on:%d.%m.%Y} berichtigt"
                yield Entry(after.pgh_created_at, title, ", ".join(changed), tone="info")


def _appointments(scope: Scope) -> QuerySet[Any, Any]:
    """What was agreed and did not become a session yet, or was called off; the rest is told by its session."""
    found = Appointment.objects.filter(case__in=scope.case_ids, session__isnull=True)
    texts = ["kind", "place", "purpose", "cancelled_at"]
    return as_rows(found, "termine", at="starts_at", actor=full_name("assigned_to"), texts=texts)


def _appointment(row: Row) -> Iterator[Entry]:
    place = ", ".join(filter(None, [SessionKind(row.a).label, row.b, row.c]))
    if row.d:
        yield Entry(row.when, "Termin abgesagt", place, row.actor, "info")
    else:
        yield Entry(row.when, "Termin", place, row.actor)


def _transitions(scope: Scope) -> QuerySet[Any, Any]:
    found = CaseTransition.objects.filter(subject__in=scope.case_ids)
    return as_rows(found, "stand", at="happened_at", actor=F("actor_label"), texts=["name", "comment"])


def _transition(row: Row) -> Iterator[Entry]:
    if row.a == "merge":  # told with the way to where it is undone (timeline_of_case.py)
        return
    yield Entry(row.when, _TITLES.get(row.a, row.a), row.b, row.actor, "success" if row.a == "open" else "info")


def _goals(scope: Scope) -> Iterator[Entry]:
    """New goals and their progress, from the history that the database keeps."""
    events: Any = Goal.pgh_event_model  # type: ignore[attr-defined]
    rows: dict[int, list[Any]] = {}
    for event in events.objects.filter(plan__case__in=scope.case_ids).order_by("pgh_id"):
        rows.setdefault(event.id, []).append(event)
    for versions in rows.values():
        yield Entry(versions[0].created_at, f"Ziel „{versions[0].title}“ aufgenommen")
        for before, after in pairwise(versions):
            if before.progress != after.progress:
                label, tone = GoalProgress(after.progress).label, GoalProgress(after.progress).tone
                yield Entry(after.pgh_created_at, f"Ziel „{after.title}“: {label}", tone=tone)


def _steps(scope: Scope) -> QuerySet[Any, Any]:
    found = Step.objects.filter(goal__plan__case__in=scope.case_ids, done_on__isnull=False)
    return as_rows(found, "schritte", on="done_on", texts=["text", "owner", "owner_name"])


def _step(row: Row) -> Iterator[Entry]:
    yield Entry(row.when, "Schritt erledigt", row.a, row.c or StepOwner(row.b).label, "success")


def _person(scope: Scope) -> Iterator[Entry]:
    """Which fields of the person changed; the values themselves stay out of the Verlauf."""
    events: Any = Person.pgh_event_model  # type: ignore[attr-defined]
    labels = {f.attname: str(f.verbose_name) for f in Person._meta.concrete_fields if f.name not in _MUTE}
    for before, after in pairwise(events.objects.filter(pgh_obj=scope.person.pk).order_by("pgh_id")):
        changed = [label for name, label in labels.items() if getattr(before, name) != getattr(after, name)]
        if changed:
            yield Entry(after.pgh_created_at, "Angaben zur Person geändert", ", ".join(changed))


def _follow_ups(scope: Scope) -> QuerySet[Any, Any]:
    found = FollowUp.objects.filter(case__in=scope.case_ids)
    actor = Case(When(done_by__isnull=True, then=full_name("assigned_to")), default=full_name("done_by"))
    return as_rows(found, "wiedervorlagen", at="done_at", on="due_on", actor=actor, texts=["reason"])


def _follow_up(row: Row) -> Iterator[Entry]:
    if row.at:
        yield Entry(row.at, "Wiedervorlage erledigt", row.a, row.actor, "success")
    else:
        yield Entry(row.when, f"Wiedervorlage am {german_date(row.on)}", row.a, row.actor)


def _documents(scope: Scope) -> QuerySet[Any, Any]:
    found = PlanPrint.objects.filter(plan__case__in=scope.case_ids)
    return as_rows(found, "dokumente", at="created_at", actor=full_name("job__requested_by"), texts=["job__title"])


def _document(row: Row) -> Iterator[Entry]:
    yield Entry(row.when, "Dokument erstellt", row.a, row.actor)


register_rows("beratungen", "Beratungen", _sessions, _session)
register("berichtigungen", "Berichtigungen", _corrections)
register_rows("termine", "Termine", _appointments, _appointment)
register_rows("wiedervorlagen", "Wiedervorlagen", _follow_ups, _follow_up)
register_rows("stand", "Stand und Zuständigkeit", _transitions, _transition)
register("ziele", "Ziele", _goals)
register_rows("schritte", "Schritte", _steps, _step)
register("person", "Angaben zur Person", _person)
register_rows("dokumente", "Dokumente", _documents, _document)
