"""What moves a case from state to state. Terms: term_actions.py; who answers for it: responsibility.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.actions import demand_permission, lock_case
from cases.enums import BEFORE_SUPPORT, CaseStatus, ClosingReason, ExtensionStatus
from cases.lifecycle.reminders import settle_asked
from cases.lifecycle.responsibility import take_over
from cases.lifecycle.terms import first_term, recompute
from cases.models import Appointment, Case, CaseTransition, Person, Suspension
from cases.numbers import next_number
from cases.offers.actions import lapse_referrals
from cases.people.actions import join_household, record_person
from cases.reminders import FOLLOW_UP, TERM_ENDS, due_follow_ups, follow_up_key, term_keys, terms_that_end
from cases.transfer.closing import end_with_case
from pik.accounts.models import User
from pik.core.formats import german_datetime
from pik.core.workflow import fire
from pik.reminders.actions import ring_again, settle

TO_COME = "Dieser Tag liegt in der Zukunft."
BEFORE_BEGIN = "Vor dem Beginn der Begleitung kann sie nicht ruhen."
NO_REASON_TO_REFUSE = "Bitte begründen Sie, warum die Anfrage abgelehnt wird."


# --- Opening --------------------------------------------------------------------------------------


@transaction.atomic
def open_case(
    *,
    actor: User,
    person: dict[str, Any] | Person,
    starts_on: date | None = None,
    family_member: Case | None = None,
    relation: str = "",
    **entry: Any,
) -> Case:
    """Record a person and open her case: active from ``starts_on``, or as ``entry`` says.

    ``person`` holds what ``record_person`` takes, or is somebody known already; with ``family_member`` she joins that
    person's household.
    ``entry`` may hold ``status`` (REQUEST, WAITING, ACTIVE), ``requested_on``, ``waiting_since``, ``priority``
    and ``lead`` (None: nobody yet; left out: the actor). The support term follows the rule in force on ``starts_on``.
    Raises ``PermissionDenied``, or ``ValidationError`` (on ``starts_on`` when no rule is in force).
    """
    demand_permission(actor, "cases.open_case")
    membership = actor.membership
    if membership is None:
        raise PermissionDenied("cases.open_case")
    term = _entry(starts_on, entry)  # before anything is stored: its errors belong to the form
    newcomer = person if isinstance(person, Person) else record_person(membership.organisation, **person)
    if family_member:
        join_household(newcomer, family_member, relation)
    return _opened(newcomer, actor, {"lead": actor, **entry, **term})


def _entry(starts_on: date | None, entry: dict[str, Any]) -> dict[str, Any]:
    """The term of a case that begins at once; of a request or on the waiting list there is none yet."""
    if entry.get("status", CaseStatus.ACTIVE) in BEFORE_SUPPORT:
        return {}
    if starts_on is None:
        raise ValidationError({"starts_on": "Bitte nennen Sie den Beginn der Begleitung."})
    rule, ends_on = first_term(starts_on)
    return {"starts_on": starts_on, "ends_on": ends_on, "term_basis": rule.as_basis()}


def _opened(person: Person, actor: User, values: dict[str, Any]) -> Case:
    organisation = person.organisation
    number = next_number(organisation, timezone.localdate().year)
    case = Case(number=number, organisation=organisation, person=person, **values)
    case.full_clean()
    case.save()
    CaseTransition.objects.create(
        subject=case, name="open", source="", target=case.status, actor=actor, actor_label=actor.acting_label
    )
    return case


# --- Before support begins ------------------------------------------------------------------------


def put_on_waiting_list(case: Case, *, actor: User, waiting_since: date, priority: int, comment: str = "") -> None:
    """Accept a request for which there is no room yet. Raises ``PermissionDenied`` or ``TransitionRefused``."""
    changes = {"waiting_since": waiting_since, "priority": priority}
    fire(case, "put_on_waiting_list", actor=actor, comment=comment, **changes)


@transaction.atomic
def begin(case: Case, *, actor: User, starts_on: date, lead: User | None = None, comment: str = "") -> None:
    """Begin support on ``starts_on``: the term is that of the rule in force on that day, and the case keeps it.

    ``lead`` leads it from now on; where nobody is named and nobody led it, the actor does if she counsels herself.
    Raises ``PermissionDenied``, ``TransitionRefused``, or ``ValidationError`` on ``starts_on``.
    """
    rule, ends_on = first_term(starts_on)
    changes = {"starts_on": starts_on, "ends_on": ends_on, "term_basis": rule.as_basis()}
    fire(case, "begin", actor=actor, comment=comment, **changes)
    if lead is None and case.lead is None and actor.has_perm("cases.log_session", case):
        lead = actor
    if lead is not None:
        take_over([case], lead, actor=actor)


# --- Resting ----------------------------------------------------------------------------------------


@transaction.atomic
def let_rest(
    case: Case, *, actor: User, since: date, until: date, reason: str, stops_clock: bool, comment: str = ""
) -> Suspension:
    """Let support rest from ``since`` until about ``until``; the term's end moves if the clock stops.

    A rest begins today or has begun: whoever rests from a day to come would be resting before it.
    Raises ``PermissionDenied``, ``TransitionRefused`` or ``ValidationError``.
    """
    fire(case, "rest", actor=actor, comment=comment, resting_since=since, rests_until=until)
    if case.starts_on and since < case.starts_on:
        raise ValidationError({"since": BEFORE_BEGIN})
    if since > timezone.localdate():
        raise ValidationError({"since": TO_COME})
    suspension = Suspension(
        case=case,
        organisation_id=case.organisation_id,
        starts_on=since,
        planned_until=until,
        reason=reason,
        comment=comment[:250],
        stops_clock=stops_clock,
        recorded_by=actor,
    )
    suspension.full_clean()
    suspension.save()
    move_term(case)
    return suspension


@transaction.atomic
def resume(case: Case, *, actor: User, last_day: date, comment: str = "") -> None:
    """Take support up again after ``last_day`` of the rest; the end is computed with the days it really took.

    Raises ``PermissionDenied``, ``TransitionRefused``, or ``ValidationError`` on ``last_day``.
    """
    fire(case, "resume", actor=actor, comment=comment, resting_since=None, rests_until=None)
    suspension = case.suspensions.select_for_update(of=("self",)).get(ends_on__isnull=True)
    if last_day < suspension.starts_on:
        raise ValidationError({"last_day": "Der letzte Tag der Ruhezeit liegt vor ihrem Beginn."})
    suspension.ends_on = last_day
    suspension.full_clean()
    suspension.save(update_fields=["ends_on"])
    move_term(case)


def move_term(case: Case) -> None:
    """Compute the end anew; where it moved, the reminders of the old end are settled and those of the new one come.

    The caller has locked the case; what stood in hand before may be older.
    """
    case.refresh_from_db(fields=["status", "lead", "starts_on", "ends_on", "term_basis"])
    old_keys = term_keys(case)
    if recompute(case):
        settle(TERM_ENDS, *old_keys)


# --- Closing, reopening -----------------------------------------------------------------


@transaction.atomic
def close_case(case: Case, *, actor: User, reason: str, comment: str = "", aftercare_until: date | None = None) -> None:
    """End the case today for ``reason``; nobody is reminded of it any more.

    Until ``aftercare_until`` talks may still be logged (Nachbetreuung), and Termine until then are kept; later ones are
    called off. A rest ends with the case, a pending extension and places not yet taken lapse, an Überleitung under way
    is taken back, what other offices see of it ends, and a request is refused with a reason. Reason and Termine stand
    in the Verlauf, whatever becomes of the case later.
    Raises ``PermissionDenied``, ``TransitionRefused`` or ``ValidationError``.
    """
    if reason == ClosingReason.REFUSED and not comment.strip():
        raise ValidationError({"comment": NO_REASON_TO_REFUSE})
    today = timezone.localdate()
    lock_case(case)
    off = list(appointments_to_call_off(case, aftercare_until))
    fire(
        case,
        "close",
        actor=actor,
        comment=_told_of_closing(reason, comment, off),
        closing_reason=reason,
        closed_on=today,
        aftercare_until=aftercare_until,
        resting_since=None,
        rests_until=None,
    )
    Appointment.objects.filter(pk__in=[appointment.pk for appointment in off]).update(cancelled_at=timezone.now())
    put_down(case, today)
    _lapse_extensions(case)
    lapse_referrals(case)
    end_with_case(case, actor=actor)


def appointments_to_call_off(case: Case, aftercare_until: date | None) -> QuerySet[Appointment]:
    """The Termine still ahead that nobody will keep when the case closes: after-care keeps those until its last day."""
    ahead = case.appointments.open().filter(starts_at__gte=timezone.now())
    if aftercare_until is not None:
        ahead = ahead.filter(starts_at__date__gt=aftercare_until)
    return ahead.order_by("starts_at", "pk")


def _told_of_closing(reason: str, comment: str, off: list[Appointment]) -> str:
    days = ", ".join(german_datetime(appointment.starts_at) for appointment in off)
    parts = [dict(ClosingReason.choices).get(reason, ""), comment.strip(), f"Abgesagt: {days}" if days else ""]
    return ". ".join(filter(None, parts))


def _lapse_extensions(case: Case) -> None:
    """What was asked for a case that has ended is decided by nobody any more."""
    for extension in case.extensions.filter(status=ExtensionStatus.ASKED):
        fire(extension, "lapse", actor=None)
        settle_asked(extension)


def put_down(case: Case, today: date) -> None:
    """What still ran in a case that is no longer worked on ends: a rest, and the reminders.

    Should the case be reopened, its term has moved by the days for which it really rested.
    """
    for suspension in case.suspensions.filter(ends_on__isnull=True):
        suspension.ends_on = max(today, suspension.starts_on)
        suspension.save(update_fields=["ends_on"])
        move_term(case)
    settle(TERM_ENDS, *term_keys(case))
    settle(FOLLOW_UP, *(follow_up_key(follow_up) for follow_up in case.follow_ups.filter(done_at__isnull=True)))


@transaction.atomic
def reopen_case(case: Case, *, actor: User, comment: str) -> None:
    """Take up again what was closed: support, or the request where it had not begun.

    What the closing had silenced and is still due rings again. Raises ``PermissionDenied`` or ``TransitionRefused``.
    """
    name = "reopen" if case.starts_on else "reopen_request"
    changes: dict[str, Any] = {"closing_reason": "", "closed_on": None, "aftercare_until": None}
    if not case.starts_on and case.requested_on is None:
        changes["requested_on"] = timezone.localdate(case.opened_at)
    fire(case, name, actor=actor, comment=comment, **changes)
    closing = case.transitions.filter(name="close").last()
    if closing:
        today, since = timezone.localdate(), closing.happened_at
        ring_again(TERM_ENDS, *terms_that_end(today).filter(pk=case.pk).values_list("key", flat=True), since=since)
        ring_again(FOLLOW_UP, *due_follow_ups(today).filter(case=case).values_list("key", flat=True), since=since)
