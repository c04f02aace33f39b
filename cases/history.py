"""The Verlauf of a case: what happened, told from its rows and their history, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from cases.enums import ClosingReason, GoalProgress
from cases.models import Case, CaseTransition, FollowUp, Goal, Person, Session

_MUTE = {"id", "organisation", "public_id", "sort_key", "search_key", "search_words", "search_vector", "is_invented"}
_TITLES = {
    "open": "Fall angelegt",
    "close": "Fall abgeschlossen",
    "reopen": "Fall wieder geöffnet",
    "reopen_request": "Anfrage wieder aufgenommen",
    "put_on_waiting_list": "Auf die Warteliste gesetzt",
    "begin": "Begleitung begonnen",
    "rest": "Ruht",
    "resume": "Begleitung fortgesetzt",
    "transfer": "Übergeleitet",
    "give_lead": "Zuständigkeit geändert",
    "deputy": "Vertretung",
    "hand_over": "Übergeben",
}


@dataclass(frozen=True)
class Entry:
    """One line of the Verlauf, as the timeline shows it."""

    at: datetime
    title: str
    text: str = ""
    actor: str = ""
    tone: str = ""


def history_of(case: Case) -> list[Entry]:
    """All entries, newest first; six queries, however long the case runs."""
    entries = [*_transitions(case), *_sessions(case), *_goals(case), *_person(case), *_follow_ups(case)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _transitions(case: Case) -> Iterator[Entry]:
    for step in CaseTransition.objects.filter(subject=case):
        reason = ClosingReason(case.closing_reason).label if step.name == "close" and case.closing_reason else ""
        yield Entry(
            step.happened_at,
            _TITLES[step.name],
            ". ".join(filter(None, [reason, step.comment])),
            step.actor_label,
            "success" if step.name == "open" else "info",
        )


def _sessions(case: Case) -> Iterator[Entry]:
    for session in Session.objects.filter(case=case).select_related("author"):
        kind = f"{session.get_kind_display()}, {session.duration_minutes} Minuten"
        title = f"Beratung vom {session.held_on:%d.%m.%Y} erfasst"
        yield Entry(session.created_at, title, f"{kind}: {session.topic_names}", session.author.get_full_name())


def _goals(case: Case) -> Iterator[Entry]:
    """New goals and their progress, from the history that the database keeps."""
    events: Any = Goal.pgh_event_model  # type: ignore[attr-defined]
    rows: dict[int, list[Any]] = {}
    for event in events.objects.filter(plan__case=case).order_by("pgh_id"):
        rows.setdefault(event.id, []).append(event)
    for versions in rows.values():
        yield Entry(versions[0].created_at, f"Ziel „{versions[0].title}“ aufgenommen")
        for before, after in pairwise(versions):
            if before.progress != after.progress:
                label = GoalProgress(after.progress).label
                yield Entry(
                    after.pgh_created_at, f"Ziel „{after.title}“: {label}", tone=GoalProgress(after.progress).tone
                )


def _person(case: Case) -> Iterator[Entry]:
    """Which fields of the person changed; the values themselves stay out of the Verlauf."""
    events: Any = Person.pgh_event_model  # type: ignore[attr-defined]
    labels = {f.attname: str(f.verbose_name) for f in Person._meta.concrete_fields if f.name not in _MUTE}
    for before, after in pairwise(events.objects.filter(pgh_obj=case.person_id).order_by("pgh_id")):
        changed = [label for name, label in labels.items() if getattr(before, name) != getattr(after, name)]
        if changed:
            yield Entry(after.pgh_created_at, "Angaben zur Person geändert", ", ".join(changed))


def _follow_ups(case: Case) -> Iterator[Entry]:
    for follow_up in FollowUp.objects.filter(case=case, done_at__isnull=False).select_related("done_by"):
        if follow_up.done_at and follow_up.done_by:
            actor = follow_up.done_by.get_full_name()
            yield Entry(follow_up.done_at, "Wiedervorlage erledigt", follow_up.reason, actor, "success")
