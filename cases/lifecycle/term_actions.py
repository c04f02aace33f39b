"""What moves the end of a support term: extensions asked and decided, rests recorded and prolonged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from cases.actions import demand_open, demand_permission, line_of
from cases.enums import CaseStatus
from cases.lifecycle.actions import BEFORE_BEGIN, move_term
from cases.lifecycle.calculations import months_text, months_to_grant
from cases.lifecycle.reminders import (
    EXTENSION_ASKED,
    EXTENSION_DECIDED,
    extensions_asked,
    extensions_decided,
    settle_asked,
)
from cases.lifecycle.terms import months_of
from cases.models import Case, Extension, ExtensionTransition, Suspension
from pik.accounts.models import User
from pik.core.formats import german_date
from pik.core.workflow import fire
from pik.regulations.enums import Key
from pik.regulations.models import Rule
from pik.regulations.queries import rules_on
from pik.reminders.actions import create_now

NO_TERM = "Die Begleitung hat noch nicht begonnen. Eine Dauer gibt es erst danach."


@dataclass(frozen=True)
class Limits:
    """How far a term may be extended, and by which rules; a rule that is not recorded is None."""

    months: int  # those of the case now, extensions included
    regular: Rule | None
    exception: Rule | None

    @property
    def most(self) -> Rule | None:
        """The rule that ends it all: that of the reasoned single case, else the regular limit."""
        return self.exception or self.regular

    @property
    def left(self) -> int:
        """Months that may still be granted; 0 where no rule allows any."""
        return months_to_grant(self.months, 0, int(self.most.number or 0)) if self.most else 0

    @property
    def left_in_words(self) -> str:
        return f"Möglich {'ist' if self.left == 1 else 'sind'} noch {months_text(self.left)}."


def limits_of(case: Case, today: date, granted: int | None = None) -> Limits:
    """The limits in force when the case began; where none was recorded then, those of today.

    ``granted``: the months granted so far, where they are known already.

    The VwV of 2017 names none, as far as it is known here. A case of that time that still runs is extended
    under the rule of the day on which it is asked.
    """
    keys = (Key.SUPPORT_MONTHS_LIMIT, Key.SUPPORT_MONTHS_EXCEPTION)
    rules = rules_on(case.starts_on, keys) if case.starts_on else {}
    if not rules:
        rules = rules_on(today, keys)
    if granted is None:
        granted = case.extensions.granted().aggregate(n=Sum("months"))["n"] or 0
    months = months_of(case) + granted if case.starts_on else 0
    return Limits(months, rules.get(Key.SUPPORT_MONTHS_LIMIT), rules.get(Key.SUPPORT_MONTHS_EXCEPTION))


@transaction.atomic
def ask_extension(case: Case, *, actor: User, months: int, reason: str) -> Extension:
    """Ask for ``months`` more; the Teamleitung is told. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.ask_extension", case)
    demand_open(case)
    if not case.is_in_support:
        raise ValidationError(NO_TERM)
    limits = _demand_within(case, months)
    extension = Extension(
        case=case,
        organisation_id=case.organisation_id,
        months=months,
        reason=reason.strip(),
        asked_by=actor,
        basis=limits.most.as_basis() if limits.most else {},
    )
    extension.full_clean()
    extension.save()
    ExtensionTransition.objects.create(
        subject=extension, name="ask", source="", target=extension.status, actor=actor, actor_label=actor.acting_label
    )
    today = timezone.localdate()
    create_now(EXTENSION_ASKED, extensions_asked(today).filter(pk=extension.pk), organisation_id=case.organisation_id)
    return extension


def _demand_within(case: Case, months: int) -> Limits:
    limits = limits_of(case, timezone.localdate())
    if months > limits.left:
        most = limits.most
        longest = f"{months_text(int(most.number or 0))} ({most.regulation})" if most else "unbekannt"
        raise ValidationError({"months": f"{limits.left_in_words} Die Höchstdauer der Begleitung ist {longest}."})
    return limits


@transaction.atomic
def decide_extension(extension: Extension, *, actor: User, is_granted: bool, comment: str) -> None:
    """Grant or refuse what was asked; granted, the term's end moves at once. Whoever asked is told.

    Raises ``PermissionDenied``, ``TransitionRefused`` (four eyes, no reason), or ``ValidationError`` beyond the limit.
    """
    case = extension.case
    demand_open(case)
    if is_granted:
        _demand_within(case, extension.months)
    fire(
        extension,
        "grant" if is_granted else "refuse",
        actor=actor,
        comment=comment,
        decided_by=actor,
        decided_at=timezone.now(),
        decision=comment.strip(),
    )
    settle_asked(extension)
    if is_granted:
        move_term(case)
    today = timezone.localdate()
    create_now(
        EXTENSION_DECIDED, extensions_decided(today).filter(pk=extension.pk), organisation_id=case.organisation_id
    )


@transaction.atomic
def withdraw_extension(extension: Extension, *, actor: User) -> None:
    """Whoever asked takes it back. Raises ``PermissionDenied`` or ``TransitionRefused``."""
    fire(extension, "withdraw", actor=actor)
    settle_asked(extension)


@transaction.atomic
def record_rest(
    case: Case, *, actor: User, starts_on: date, ends_on: date, reason: str, stops_clock: bool, comment: str = ""
) -> Suspension:
    """Record afterwards that support rested; the end moves if the clock stood. Raises as ``let_rest``."""
    demand_permission(actor, "cases.rest_case", case)
    demand_open(case)
    if not case.is_in_support or case.starts_on is None:
        raise ValidationError(NO_TERM)
    if starts_on < case.starts_on:
        raise ValidationError({"starts_on": BEFORE_BEGIN})
    if ends_on >= timezone.localdate():
        raise ValidationError({"ends_on": "Nachgetragen wird, was vorbei ist. Für die Zeit ab heute lassen Sie ruhen."})
    suspension = Suspension(
        case=case,
        organisation_id=case.organisation_id,
        starts_on=starts_on,
        ends_on=ends_on,
        planned_until=max(starts_on, ends_on),
        reason=reason,
        comment=comment,
        stops_clock=stops_clock,
        recorded_by=actor,
    )
    suspension.full_clean()
    suspension.save()
    move_term(case)
    line_of(case, "record_rest", days_in_words(suspension), actor=actor).save()
    return suspension


def days_in_words(rest: Suspension) -> str:
    """The days of a rest and whether they count. Why somebody rests may say that she is ill: it is told nowhere."""
    until = german_date(rest.ends_on) if rest.ends_on else f"voraussichtlich {german_date(rest.planned_until)}"
    return f"{german_date(rest.starts_on)} – {until}, zählt {'nicht ' if rest.stops_clock else ''}zur Dauer"


@transaction.atomic
def prolong_rest(case: Case, *, actor: User, until: date) -> None:
    """Let a resting case rest until about ``until``, later or earlier than planned. Raises as ``let_rest``."""
    demand_permission(actor, "cases.rest_case", case)
    demand_open(case)
    case.refresh_from_db(fields=["status", "resting_since", "rests_until", "ends_on"])
    if case.status != CaseStatus.RESTING:
        raise ValidationError("Der Fall ruht nicht.")
    suspension = case.suspensions.select_for_update(of=("self",)).get(ends_on__isnull=True)
    suspension.planned_until = until
    suspension.full_clean()
    suspension.save(update_fields=["planned_until"])
    case.rests_until = until
    case.full_clean()
    case.save(update_fields=["rests_until"])
    move_term(case)
