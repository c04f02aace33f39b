"""What the Verlauf tells of sessions, appointments, states, goals, steps, the person, prints and Wiedervorlagen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.urls import reverse

from cases.enums import ClosingReason, GoalProgress
from cases.models import Appointment, CaseTransition, FollowUp, Goal, Person, PlanPrint, Session, Step
from cases.sessions.timeline import Entry, Scope, register
from pik.core.formats import german_date

_MUTE = {"id", "organisation", "public_id", "sort_key", "search_key", "search_words", "search_vector", "is_invented"}
_TITLES = {
    "open": "Fall angelegt",
    "close": "Fall abgeschlossen",
    "reopen": "Fall wieder geöffnet",
    "hand_over": "Übergeben",
    "give_lead": "Zuständigkeit",
    "request": "Anfrage aufgenommen",
    "put_on_waiting_list": "Auf die Warteliste gesetzt",
    "begin": "Begleitung begonnen",
    "rest": "Begleitung ruht",
    "resume": "Begleitung fortgesetzt",
    "transfer": "Übergeleitet",
    "reopen_request": "Anfrage wieder aufgenommen",
}
_SESSION_LABELS = {
    "held_on": "Datum",
    "kind": "Art",
    "status": "Ausgang",
    "duration_minutes": "Dauer",
    "topics": "Themen",
    "note": "Ergebnis",
}


def _sessions(scope: Scope) -> Iterator[Entry]:
    """Sessions of her own cases, and those of relatives in which she took part."""
    mine = Q(case__in=scope.case_ids) | Q(participants__case__in=scope.case_ids)
    found = Session.objects.filter(mine).select_related("author", "case", "group").distinct()
    for session in found:
        what = f"{session.get_kind_display()}, {session.duration_minutes} Minuten: {session.topic_names}"
        title = f"Beratung vom {session.held_on:%d.%m.%Y}"
        url = f"{reverse('cases:case_sessions', args=[session.case.public_id])}#beratung-{session.pk}"
        actor = session.author.get_full_name()
        if session.is_held:
            yield Entry(session.held_on, title, what, actor, url=url)
        else:
            yield Entry(session.held_on, f"{title}: {session.get_status_display()}", "", actor, "warning", url)


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


def _appointments(scope: Scope) -> Iterator[Entry]:
    """What was agreed and did not become a session yet, or was called off; the rest is told by its session."""
    for appointment in Appointment.objects.filter(case__in=scope.case_ids).select_related("assigned_to"):
        actor = appointment.assigned_to.get_full_name()
        place = ", ".join(filter(None, [appointment.get_kind_display(), appointment.place, appointment.purpose]))
        if appointment.cancelled_at:
            yield Entry(appointment.cancelled_at, f"{appointment} abgesagt", place, actor, "info")
        elif appointment.session_id is None:
            yield Entry(appointment.starts_at, str(appointment), place, actor)


def _transitions(scope: Scope) -> Iterator[Entry]:
    for step in CaseTransition.objects.filter(subject__in=scope.case_ids).select_related("subject"):
        case = step.subject
        reason = ClosingReason(case.closing_reason).label if step.name == "close" and case.closing_reason else ""
        yield Entry(
            step.happened_at,
            _TITLES.get(step.name, step.name),
            ". ".join(filter(None, [reason, step.comment])),
            step.actor_label,
            "success" if step.name == "open" else "info",
        )


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


def _steps(scope: Scope) -> Iterator[Entry]:
    for step in Step.objects.filter(goal__plan__case__in=scope.case_ids, done_on__isnull=False):
        if step.done_on:
            yield Entry(step.done_on, "Schritt erledigt", step.text, step.who, "success")


def _person(scope: Scope) -> Iterator[Entry]:
    """Which fields of the person changed; the values themselves stay out of the Verlauf."""
    events: Any = Person.pgh_event_model  # type: ignore[attr-defined]
    labels = {f.attname: str(f.verbose_name) for f in Person._meta.concrete_fields if f.name not in _MUTE}
    for before, after in pairwise(events.objects.filter(pgh_obj=scope.person.pk).order_by("pgh_id")):
        changed = [label for name, label in labels.items() if getattr(before, name) != getattr(after, name)]
        if changed:
            yield Entry(after.pgh_created_at, "Angaben zur Person geändert", ", ".join(changed))


def _follow_ups(scope: Scope) -> Iterator[Entry]:
    for follow_up in FollowUp.objects.filter(case__in=scope.case_ids).select_related("done_by", "assigned_to"):
        if follow_up.done_at and follow_up.done_by:
            actor = follow_up.done_by.get_full_name()
            yield Entry(follow_up.done_at, "Wiedervorlage erledigt", follow_up.reason, actor, "success")
        else:
            title = f"Wiedervorlage am {german_date(follow_up.due_on)}"
            yield Entry(follow_up.due_on, title, follow_up.reason, follow_up.assigned_to.get_full_name())


def _documents(scope: Scope) -> Iterator[Entry]:
    for printed in PlanPrint.objects.filter(plan__case__in=scope.case_ids).select_related("job__requested_by"):
        yield Entry(
            printed.created_at, "Dokument erstellt", printed.job.title, printed.job.requested_by.get_full_name()
        )


register("beratungen", "Beratungen", _sessions)
register("berichtigungen", "Berichtigungen", _corrections)
register("termine", "Termine", _appointments)
register("wiedervorlagen", "Wiedervorlagen", _follow_ups)
register("stand", "Stand und Zuständigkeit", _transitions)
register("ziele", "Ziele", _goals)
register("schritte", "Schritte", _steps)
register("person", "Angaben zur Person", _person)
register("dokumente", "Dokumente", _documents)
