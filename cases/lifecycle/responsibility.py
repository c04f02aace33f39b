"""Who acts for a case: its lead, its deputies, and whoever stands in for an absent lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from cases.actions import IS_CLOSED, line_of
from cases.enums import OPEN_STATUSES
from cases.lifecycle.reminders import LEAD_GIVEN, LEAD_TAKEN, leads_given, leads_taken
from cases.models import Absence, Appointment, Case, CaseTransition, Deputy, FollowUp, LeadPeriod
from cases.reminders import FOLLOW_UP, TERM_ENDS, due_follow_ups, follow_up_key, term_keys, terms_that_end
from cases.rules import Duty
from cases.team.queries import team_of
from pik.accounts.models import User
from pik.reminders.actions import create_now, ring_again, settle

NOT_IN_TEAM = "Übernehmen kann nur, wer heute in dieser Organisation berät."


# --- Who acts -----------------------------------------------------------------------------------


def acts_for(user: User, case: Case, on: date) -> bool:
    """Whether ``user`` acts for ``case`` on a day: as its lead, as a deputy, or for a lead who is absent."""
    return case.lead_id == user.pk or stands_in_for(user, case, on)


def stands_in_for(user: User, case: Case, on: date) -> bool:
    """Whether ``user`` acts for ``case`` in place of its lead."""
    return Case.objects.filter(covered_by(user, on), pk=case.pk).exists()


def covered_by(user: User, on: date, case: str = "") -> Q:
    """Filter: rows whose case (under ``case``, such as „case__“) ``user`` stands in for on a day."""
    deputised = Deputy.objects.current(on).filter(user=user, case=OuterRef(f"{case}pk"))
    absent = Absence.objects.of_substitute(user, on).filter(
        user=OuterRef(f"{case}lead"), organisation=OuterRef(f"{case}organisation")
    )
    return Q(Exists(deputised)) | Q(Exists(absent))


def acted_for(user: User, on: date, case: str = "") -> Q:
    """Filter: rows whose case ``user`` acts for on a day, in her own name or in that of another."""
    return Q(**{f"{case}lead": user}) | covered_by(user, on, case)


def substitute_of(case: Case, on: date) -> Absence | None:
    """The running absence of the lead of ``case``, with who stands in; None while she is there."""
    if case.lead_id is None:
        return None
    running = Absence.objects.current(on).filter(user=case.lead_id, organisation=case.organisation_id)
    return running.select_related("substitute").first()


def duty_of(case: Case, on: date) -> Duty:
    """Who answers for ``case`` on a day, for the rules of sealed notes: two queries."""
    absences = Absence.objects.current(on).filter(organisation=case.organisation_id)
    return Duty(
        lead_id=case.lead_id,
        deputies=frozenset(Deputy.objects.current(on).filter(case=case).values_list("user", flat=True)),
        substitutes=dict(absences.values_list("user", "substitute")),
    )


# --- Giving a case to another lead ----------------------------------------------------------------


@transaction.atomic
def give_lead(case: Case, to: User | None, *, actor: User, reason: str = "") -> None:
    """Let ``to`` lead ``case`` from now on; None: nobody. The receiver, and a giver who is not the actor, are told.

    Raises ``PermissionDenied``, or ``ValidationError`` when the case is not open or ``to`` is not of the team.
    """
    give_leads([case], to, actor=actor, reason=reason)


@transaction.atomic
def give_leads(
    cases: Iterable[Case], to: User | None, *, actor: User, reason: str = "", tells: bool = True
) -> list[Case]:
    """The same for several cases at once; returns those whose lead changed.

    Not told (``tells``) are the people only where the caller gives more and calls ``tell_of_leads`` at the end.
    """
    return take_over(cases, to, actor=actor, reason=reason, tells=tells, permission="cases.give_lead")


def take_over(
    cases: Iterable[Case],
    to: User | None,
    *,
    actor: User,
    reason: str = "",
    tells: bool = True,
    permission: str = "",
) -> list[Case]:
    """Change the lead of ``cases`` and what hangs on it. Without ``permission`` the caller has asked already.

    Locks the cases in the order of their keys, so that two at once wait for each other and never in a ring, and asks
    ``permission`` of the rows as they are then: whoever led a case when the page was opened may lead it no more.
    Raises ``PermissionDenied``, or ``ValidationError`` when a case is not open or ``to`` is not of its team. Runs in a
    transaction.
    """
    wanted = {case.pk: case for case in cases}
    locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=wanted).select_related("lead", "organisation")
    held = list(locked.order_by("pk"))
    if permission and not all(actor.has_perm(permission, case) for case in held):
        raise PermissionDenied(permission)
    _demand_possible(held, to)
    moved = [case for case in held if case.lead_id != (to.pk if to else None)]
    pks = [case.pk for case in moved]
    write_lead(pks, to, actor=actor, reason=reason)
    CaseTransition.objects.bulk_create(_log(case, to, actor, reason) for case in moved)
    _pass_on(moved, to)
    if tells:
        tell_of_leads({case.organisation_id for case in moved})
    for pk in pks:
        wanted[pk].lead = to
    return [wanted[pk] for pk in pks]


def _demand_possible(cases: list[Case], to: User | None) -> None:
    for organisation in {case.organisation for case in cases}:
        if to is not None and not team_of(organisation).filter(pk=to.pk).exists():
            raise ValidationError({"to": NOT_IN_TEAM})
    if not all(case.is_open for case in cases):
        raise ValidationError(IS_CLOSED)


def write_lead(cases: Sequence[int], to: User | None, *, actor: User, reason: str = "") -> None:
    """Write the lead of locked cases (by key), and into its history who gave it and why: the one place that does."""
    now_led = LeadPeriod.objects.filter(case__in=cases, ends_at__isnull=True)
    now_led.update(ended_by=actor)
    Case.objects.filter(pk__in=cases).update(lead=to)  # a trigger ends the old periods and begins the new ones
    now_led.update(reason=reason[:250], given_by=actor)


def _pass_on(cases: list[Case], to: User | None) -> None:
    """What the old leads had noted in these cases goes along; what rang at them rings at the new one, at once.

    ``cases`` still hold their old leads.
    """
    today = timezone.localdate()
    settle(TERM_ENDS, *(key for case in cases for key in term_keys(case)))
    noted = _noted_by_their_leads(cases) if to is not None else []
    settle(FOLLOW_UP, *(follow_up_key(follow_up) for follow_up in noted))
    FollowUp.objects.filter(pk__in=[follow_up.pk for follow_up in noted]).update(assigned_to=to)
    if to is not None:
        for lead in {case.lead for case in cases if case.lead}:
            appointments_ahead([case.pk for case in cases if case.lead_id == lead.pk], lead).update(assigned_to=to)
    terms = terms_that_end(today).filter(pk__in=[case.pk for case in cases])
    due = due_follow_ups(today).filter(pk__in=[follow_up.pk for follow_up in noted])
    for home in {case.organisation_id for case in cases}:
        create_now(TERM_ENDS, terms, organisation_id=home)
        create_now(FOLLOW_UP, due, organisation_id=home)
    had_before = LeadPeriod.objects.filter(case__in=cases, lead=to, ends_at__isnull=False)
    since = had_before.aggregate(last=Max("ends_at"))["last"]
    if since:
        # She had some of it before: those reminders are there, and silent since she gave it away.
        ring_again(TERM_ENDS, *terms.values_list("key", flat=True), since=since)
        ring_again(FOLLOW_UP, *due.values_list("key", flat=True), since=since)


def tell_of_leads(organisations: Iterable[int]) -> None:
    """Tell whoever was given cases, and whoever they were taken from, of all that one transaction moved at once."""
    today = timezone.localdate()
    for home in organisations:
        create_now(LEAD_GIVEN, leads_given(today), organisation_id=home)
        create_now(LEAD_TAKEN, leads_taken(today), organisation_id=home)


def appointments_ahead(cases: Iterable[int] | None, of: User) -> QuerySet[Appointment]:
    """Appointments of ``of`` from today on with the persons of ``cases`` (keys; None: of all that are worked on)."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    ahead = Appointment.objects.open().filter(starts_at__gte=today, assigned_to=of)
    if cases is None:
        return ahead.filter(case__status__in=OPEN_STATUSES)
    return ahead.filter(case__in=list(cases))


def _noted_by_their_leads(cases: list[Case]) -> list[FollowUp]:
    """The open Wiedervorlagen that the leads of ``cases`` have in them, locked."""
    leads = {case.pk: case.lead_id for case in cases}
    noted = FollowUp.objects.select_for_update(of=("self",)).filter(case__in=leads, done_at__isnull=True)
    return [follow_up for follow_up in noted.order_by("pk") if follow_up.assigned_to_id == leads[follow_up.case_id]]


def _log(case: Case, to: User | None, actor: User, reason: str) -> CaseTransition:
    before, after = case.lead_name, to.get_full_name() if to else "niemanden"
    whom = f"Zuständigkeit von {before} an {after}" + (f". {reason}" if reason else "")
    return line_of(case, "give_lead", whom, actor=actor)
