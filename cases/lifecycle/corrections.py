"""Putting right what was recorded wrongly: a rest, the begin of support, the days and the urgency of who waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission, line_of
from cases.enums import BEFORE_SUPPORT, CaseStatus
from cases.lifecycle.actions import BEFORE_BEGIN, TO_COME, move_term
from cases.lifecycle.term_actions import NO_TERM, days_in_words
from cases.lifecycle.terms import first_term, recompute
from cases.models import Case, Suspension
from cases.reminders import TERM_ENDS, term_keys
from pik.accounts.models import User
from pik.core.conflicts import demand_seen
from pik.core.formats import german_date
from pik.core.workflow import fire
from pik.reminders.actions import settle

NOTHING_CHANGED = "Hier ist nichts geändert."
REST_IS_GONE = "Diese Ruhezeit hat inzwischen jemand gestrichen."


# --- A rest -----------------------------------------------------------------------------------------


@transaction.atomic
def correct_rest(
    rest: Suspension,
    *,
    actor: User,
    seen: Mapping[str, str],
    why: str,
    starts_on: date,
    until: date,
    reason: str,
    stops_clock: bool,
    comment: str = "",
) -> Suspension:
    """Put a rest right, and the end of the term with it; the history of the row keeps what stood there before.

    ``until`` is the last day of a rest that is over, and the day planned of one that runs. ``seen`` is what the form
    showed (``ConflictMixin.seen``). Raises ``PermissionDenied``, or ``ValidationError``, with the code ``conflict``
    when somebody stored meanwhile.
    """
    rest = _locked_rest(rest, actor)
    demand_seen(rest, seen)
    case, before = rest.case, (days_in_words(rest), rest.reason, rest.comment)
    _demand_possible(case, starts_on, until if rest.ends_on else None)
    rest.starts_on, rest.reason, rest.comment, rest.stops_clock = starts_on, reason, comment, stops_clock
    if rest.ends_on:
        rest.ends_on, rest.planned_until = until, max(rest.planned_until, starts_on)
    else:
        rest.planned_until = until
    if (days_in_words(rest), rest.reason, rest.comment) == before:
        raise ValidationError(NOTHING_CHANGED)
    _store(rest)
    # Why somebody rests may say that she is ill: that stands in the row alone.
    changed = "Grund oder Bemerkung" if days_in_words(rest) == before[0] else f"jetzt {days_in_words(rest)}"
    line_of(case, "correct_rest", f"{before[0]}: {changed}. {why}", actor=actor).save()
    return rest


@transaction.atomic
def remove_rest(rest: Suspension, *, actor: User, why: str) -> None:
    """Take back a rest that never was; of one that runs, support goes on. The end of the term is computed anew.

    The history of the row keeps what stood there. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    rest = _locked_rest(rest, actor)
    case, days, is_running = rest.case, days_in_words(rest), rest.ends_on is None
    rest.delete()
    if is_running:
        fire(case, "resume", actor=actor, resting_since=None, rests_until=None)
    move_term(case)
    line_of(case, "remove_rest", f"{days}. {why}", actor=actor).save()


def _locked_rest(rest: Suspension, actor: User) -> Suspension:
    """The rest as it is now, locked after its case."""
    demand_permission(actor, "cases.rest_case", rest.case)
    demand_open(rest.case)
    rows = Suspension.objects.select_for_update(of=("self",)).select_related("case__person")
    found = rows.filter(pk=rest.pk).first()
    if found is None:
        raise ValidationError(REST_IS_GONE)
    return found


def _store(rest: Suspension) -> None:
    """Store a rest; the case that rests rests with it, and its term moves."""
    rest.full_clean()
    rest.save()
    case = rest.case
    if rest.ends_on is None:
        case.resting_since, case.rests_until = rest.starts_on, rest.planned_until
        case.full_clean()
        case.save(update_fields=["resting_since", "rests_until"])
    move_term(case)


def _demand_possible(case: Case, starts_on: date, ends_on: date | None) -> None:
    today = timezone.localdate()
    if case.starts_on and starts_on < case.starts_on:
        raise ValidationError({"starts_on": BEFORE_BEGIN})
    if starts_on > today:
        raise ValidationError({"starts_on": TO_COME})
    if ends_on and ends_on > today:
        raise ValidationError({"ends_on": "Diese Ruhezeit ist vorbei. Ihr letzter Tag liegt nicht in der Zukunft."})


# --- The begin of support ---------------------------------------------------------------------------


@transaction.atomic
def correct_begin(case: Case, *, actor: User, seen: Mapping[str, str], starts_on: date, why: str) -> None:
    """Let support have begun on ``starts_on``: the rule in force on that day gives the term, and the end moves.

    Extensions and rests stay as they are. Raises ``PermissionDenied``, or ``ValidationError`` before support has begun,
    where a rest would lie before it, or with the code ``conflict`` when somebody stored meanwhile.
    """
    demand_permission(actor, "cases.correct_begin", case)
    demand_open(case)
    case.refresh_from_db(fields=["status", "starts_on", "ends_on", "term_basis", "lead"])
    demand_seen(case, seen)
    if not case.is_in_support:
        raise ValidationError(NO_TERM)
    if starts_on == case.starts_on:
        raise ValidationError({"starts_on": NOTHING_CHANGED})
    early = case.suspensions.filter(starts_on__lt=starts_on).order_by("starts_on").first()
    if early:
        rest = f"Am {german_date(early.starts_on)} beginnt eine Ruhezeit. Bitte berichtigen Sie zuerst diese."
        raise ValidationError({"starts_on": rest})
    before, end_before, old_keys = case.starts_on, case.ends_on, term_keys(case)
    rule, ends_on = first_term(starts_on)
    case.starts_on, case.ends_on, case.term_basis = starts_on, ends_on, rule.as_basis()
    case.full_clean()
    case.save(update_fields=["starts_on", "ends_on", "term_basis"])
    recompute(case)
    if case.ends_on != end_before:
        settle(TERM_ENDS, *old_keys)
    line_of(case, "correct_begin", f"{german_date(before)}: jetzt {german_date(starts_on)}. {why}", actor=actor).save()


# --- Before support begins --------------------------------------------------------------------------


@transaction.atomic
def correct_waiting(
    case: Case,
    *,
    actor: User,
    seen: Mapping[str, str],
    requested_on: date | None = None,
    waiting_since: date | None = None,
    priority: int | None = None,
    why: str = "",
) -> None:
    """Change since when somebody asks or waits, and how urgent it is.

    On the waiting list all three may change, of a request its day alone. Raises ``PermissionDenied``, or
    ``ValidationError`` once support has begun, or with the code ``conflict`` when somebody stored meanwhile.
    """
    demand_permission(actor, "cases.admit_case", case)
    demand_open(case)
    case.refresh_from_db(fields=["status", "requested_on", "waiting_since", "priority"])
    demand_seen(case, seen)
    if case.status not in BEFORE_SUPPORT:
        raise ValidationError("Die Begleitung hat schon begonnen.")
    before = _waiting_of(case)
    case.requested_on = requested_on
    if case.status == CaseStatus.WAITING:
        case.waiting_since, case.priority = waiting_since, priority
    changed = [
        f"{label}: {now}" for (label, was), (_, now) in zip(before, _waiting_of(case), strict=True) if was != now
    ]
    if not changed:
        raise ValidationError(NOTHING_CHANGED)
    _demand_past(case, "requested_on", "waiting_since")
    case.full_clean()
    case.save(update_fields=["requested_on", "waiting_since", "priority"])
    line_of(case, "correct_waiting", ". ".join(filter(None, [", ".join(changed), why.strip()])), actor=actor).save()


def _demand_past(case: Case, *names: str) -> None:
    for name in names:
        if (day := getattr(case, name)) and day > timezone.localdate():
            raise ValidationError({name: TO_COME})


def _waiting_of(case: Case) -> list[tuple[str, str]]:
    return [
        ("Anfrage vom", german_date(case.requested_on)),
        ("wartet seit", german_date(case.waiting_since)),
        ("Dringlichkeit", case.get_priority_display() or ""),
    ]
