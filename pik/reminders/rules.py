"""Reminder rules: each app says in ``<app>/reminders.py`` what is due; and who may finish a reminder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from pik.accounts.rules import about, allow, is_own_organisation

# What a rule's queryset gives, by these names and in any order.
COLUMNS = ("key", "recipient_id", "organisation_id", "due_on", "title", "url")


@dataclass(frozen=True)
class ReminderRule:
    """What is due, for whom, and why they are told.

    ``due(day)`` returns a queryset of ``.values(*COLUMNS)`` over all rows due on ``day`` or before, also those
    that were reminded of already: ``key`` (text, unique within the rule) makes that each is created once.
    Whoever must be reminded anew after a hand-over puts the recipient's id into the key. ``url`` is the
    address that leads to where the thing is done.
    """

    kind: str  # "cases.term_end"
    label: str  # „Begleitung endet“
    why: str  # a sentence: why am I told this
    due: Callable[[date], QuerySet[Any, Any]]


_rules: dict[str, ReminderRule] = {}


def register(*rules: ReminderRule) -> None:
    """Make rules known; called once per app when it is ready."""
    for rule in rules:
        if _rules.setdefault(rule.kind, rule) != rule:
            raise ValueError(f"Two reminder rules are called {rule.kind}.")


def reminder_rules() -> Mapping[str, ReminderRule]:
    """All registered rules by kind."""
    return dict(_rules)


@about
def is_recipient(user: Any, reminder: Any) -> bool:
    """The reminder is meant for the user."""
    return reminder.recipient_id == user.pk


allow("reminders.finish_reminder", is_recipient, is_own_organisation)
