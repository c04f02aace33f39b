"""What changes cases: opening and closing them, keeping the person's data, Wiedervorlagen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.enums import CaseStatus
from cases.models import Case, CaseTransition, FollowUp, Household, Person
from cases.numbers import next_number
from cases.reminders import FOLLOW_UP, TERM_ENDS, due_follow_ups, follow_up_key, term_keys, terms_that_end
from cases.search import keys
from pik.accounts.models import User
from pik.core.periods import last_day
from pik.core.workflow import fire
from pik.regulations.enums import Key
from pik.regulations.models import Rule
from pik.regulations.queries import NoRuleInForce, rule_on
from pik.reminders.actions import ring_again, settle

IS_CLOSED = "Der Fall ist abgeschlossen. Die Teamleitung kann ihn wieder öffnen."


def demand_permission(actor: User, permission: str, case: Case | None = None) -> None:
    """Raise ``PermissionDenied`` unless ``actor`` may do ``permission`` on ``case``."""
    if not actor.has_perm(permission, case):
        raise PermissionDenied(permission)


def lock_case(case: Case) -> str:
    """Lock the row of ``case`` until the transaction ends, and return its status now.

    Whoever writes to a case locks it first, before goals, steps, persons and Wiedervorlagen: nobody closes
    it meanwhile, and no two wait for each other.
    """
    return Case.objects.select_for_update().values_list("status", flat=True).get(pk=case.pk)


def demand_open(case: Case) -> None:
    """Lock ``case``; raise ``ValidationError`` for a closed one: it is read, and changed only when reopened."""
    if lock_case(case) != CaseStatus.ACTIVE:
        raise ValidationError(IS_CLOSED)


@transaction.atomic
def open_case(
    *, actor: User, starts_on: date, person: dict[str, Any], family_member: Case | None = None, relation: str = ""
) -> Case:
    """Record a person and open her case; the actor leads it.

    ``person`` holds values of ``Person``; with ``family_member`` she joins that person's household.
    The support term follows the rule ``Key.SUPPORT_MONTHS`` in force on ``starts_on``; the case keeps its
    basis. Raises ``PermissionDenied``, or ``ValidationError`` (on ``starts_on`` when no rule is in force).
    """
    demand_permission(actor, "cases.open_case")
    membership = actor.membership
    if membership is None:
        raise PermissionDenied("cases.open_case")
    rule, ends_on = _support_term(starts_on)
    newcomer = Person(organisation=membership.organisation, **person)
    newcomer.set_keys()
    newcomer.full_clean()
    newcomer.save()
    keys.refresh(newcomer)
    if family_member:
        join_household(newcomer, family_member, relation)
    case = Case(
        number=next_number(membership.organisation, timezone.localdate().year),
        organisation=membership.organisation,
        person=newcomer,
        lead=actor,
        starts_on=starts_on,
        ends_on=ends_on,
        term_basis=rule.as_basis(),
    )
    case.full_clean()
    case.save()
    CaseTransition.objects.create(
        subject=case, name="open", source="", target=case.status, actor=actor, actor_label=actor.acting_label
    )
    return case


def _support_term(starts_on: date) -> tuple[Rule, date]:
    """The rule of the support term in force on its first day, and the last day that follows from it."""
    try:
        rule = rule_on(Key.SUPPORT_MONTHS, starts_on)
    except NoRuleInForce as error:
        raise ValidationError({"starts_on": str(error)}) from error
    if rule.number is None:
        raise ValidationError({"starts_on": str(NoRuleInForce(Key.SUPPORT_MONTHS, starts_on))})
    return rule, last_day(starts_on, int(rule.number))


@transaction.atomic
def update_person(case: Case, *, actor: User, **values: Any) -> Person:
    """Change what is known of the person of ``case``; the history keeps what stood there before.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_person", case)
    demand_open(case)
    person = Person.objects.select_for_update().get(pk=case.person_id)
    for name, value in values.items():
        setattr(person, name, value)
    person.full_clean()
    person.save()
    keys.refresh(person)
    return person


def join_household(person: Person, family_member: Case, relation: str) -> None:
    """Put ``person`` into the household of the person of ``family_member``; it comes into being if need be."""
    if family_member.organisation_id != person.organisation_id:
        raise ValidationError({"family_case": "Diese Person wird von einer anderen Organisation begleitet."})
    relative = Person.objects.select_for_update().get(pk=family_member.person_id)
    if relative.household is None:
        relative.household = Household.objects.create(
            organisation_id=relative.organisation_id, name=f"Haushalt {relative.family_name}"
        )
        relative.save(update_fields=["household"])
    person.household, person.household_relation = relative.household, relation
    person.save(update_fields=["household", "household_relation"])


@transaction.atomic
def connect_household(case: Case, *, actor: User, family_member: Case | None, relation: str = "") -> None:
    """Let the person of ``case`` live with that of ``family_member``; ``None``: alone again.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_person", case)
    demand_open(case)
    person = Person.objects.select_for_update().get(pk=case.person_id)
    if family_member is None:
        person.household, person.household_relation = None, ""
        person.save(update_fields=["household", "household_relation"])
    elif family_member.person_id == person.pk:
        raise ValidationError({"family_case": "Das ist dieser Fall selbst."})
    else:
        join_household(person, family_member, relation)


@transaction.atomic
def close_case(case: Case, *, actor: User, reason: str, comment: str = "") -> None:
    """End support today for ``reason``; nobody is reminded of the case any more.

    Raises ``PermissionDenied`` or ``TransitionRefused``.
    """
    fire(case, "close", actor=actor, comment=comment, closing_reason=reason, closed_on=timezone.localdate())
    settle(TERM_ENDS, *term_keys(case))
    settle(FOLLOW_UP, *(follow_up_key(follow_up) for follow_up in case.follow_ups.filter(done_at__isnull=True)))


@transaction.atomic
def reopen_case(case: Case, *, actor: User, comment: str) -> None:
    """Take support up again; what the closing had silenced and is still due rings again.

    Raises ``PermissionDenied`` or ``TransitionRefused``.
    """
    fire(case, "reopen", actor=actor, comment=comment, closing_reason="", closed_on=None)
    closing = case.transitions.filter(name="close").last()
    if closing:
        today, since = timezone.localdate(), closing.happened_at
        ring_again(TERM_ENDS, *terms_that_end(today).filter(pk=case.pk).values_list("key", flat=True), since=since)
        ring_again(FOLLOW_UP, *due_follow_ups(today).filter(case=case).values_list("key", flat=True), since=since)


@transaction.atomic
def add_follow_up(case: Case, *, actor: User, due_on: date, reason: str) -> FollowUp:
    """Note that the actor comes back to ``case`` on ``due_on``. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.finish_follow_up", case)
    demand_open(case)
    follow_up = FollowUp(case=case, due_on=due_on, reason=reason, assigned_to=actor)
    follow_up.full_clean()
    follow_up.save()
    return follow_up


@transaction.atomic
def finish_follow_up(follow_up: FollowUp, *, actor: User) -> FollowUp:
    """Tick a Wiedervorlage; one that is done already stays as it is. Raises ``PermissionDenied``."""
    lock_case(follow_up.case)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).select_related("case").get(pk=follow_up.pk)
    demand_permission(actor, "cases.finish_follow_up", follow_up.case)
    if follow_up.done_at is None:
        follow_up.done_at, follow_up.done_by = timezone.now(), actor
        follow_up.full_clean()
        follow_up.save()
        settle(FOLLOW_UP, follow_up_key(follow_up))
    return follow_up
