"""Creating reminders, each exactly once, and finishing them."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.utils import timezone

from pik.accounts.acting import acting_for, organisations_at_work
from pik.reminders.models import Reminder
from pik.reminders.rules import ReminderRule, reminder_rules


def create_due(day: date) -> int:
    """Create what all rules name as due on ``day``; returns how many reminders are new.

    However often it runs, however many at once: a reminder is there once, since its key is unique. A day
    on which it did not run is made up for at the next run, since rules name all that is due until ``day``.
    One organisation after the other, so that nobody ever sees the rows of two.
    """
    return sum(_create_for(organisation_id, day) for organisation_id in organisations_at_work())


def _create_for(organisation_id: int, day: date) -> int:
    with acting_for(organisation_id):
        return sum(_create(rule, day, organisation_id) for rule in reminder_rules().values())


@transaction.atomic
def _create(rule: ReminderRule, day: date, organisation_id: int) -> int:
    """One statement per rule, however many rows: the database reads what is due and writes what is new."""
    try:
        due_sql, due_params = rule.due(day).order_by().query.sql_with_params()
    except EmptyResultSet:
        return 0
    prefix = f"{rule.kind}:"
    table = Reminder._meta.db_table
    # No text from outside stands in the statement: the rule's query brings its own parameters.
    statement = f"""
        INSERT INTO {table} (kind, key, recipient_id, organisation_id, due_on, title, url, created_at)
        SELECT %s, %s || due.key::text, due.recipient_id, due.organisation_id, due.due_on::date,
               due.title, due.url, now()
        FROM ({due_sql}) AS due
        WHERE due.organisation_id = %s
          AND NOT EXISTS (SELECT 1 FROM {table} known WHERE known.key = %s || due.key::text)
        ON CONFLICT (key) DO NOTHING
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [rule.kind, prefix, *due_params, organisation_id, prefix])
        return int(cursor.rowcount)


def finish(reminder: Reminder) -> None:
    """The person has done it, or needs no reminder any more; a second time changes nothing."""
    if not reminder.is_done:
        reminder.done_at = timezone.now()
        reminder.save(update_fields=["done_at"])


def reopen(reminder: Reminder) -> None:
    """Take „erledigt“ back."""
    reminder.done_at = None
    reminder.save(update_fields=["done_at"])


def settle(kind: str, *keys: str) -> int:
    """Finish the open reminders of a rule under these keys, since the thing itself is done; returns how many.

    For actions of the app to which the rule belongs: a Wiedervorlage ticked off in the case must not go on
    ringing in the inbox.
    """
    stored = [f"{kind}:{key}" for key in keys]
    return Reminder.objects.filter(key__in=stored, done_at__isnull=True).update(done_at=timezone.now())


def ring_again(kind: str, *keys: str, since: datetime) -> int:
    """Take ``settle`` back for what was finished under these keys from ``since`` on; returns how many.

    For actions of the app to which the rule belongs. What somebody had finished before stays so.
    """
    stored = [f"{kind}:{key}" for key in keys]
    return Reminder.objects.filter(key__in=stored, done_at__gte=since).update(done_at=None)
