"""The support term of a case: which rule gives it, when it ends, and what is due next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import CaseStatus, ExtensionStatus
from cases.lifecycle.calculations import Added, Derivation, Period, Rest, derive
from cases.models import Case, Extension, Suspension
from pik.core.formats import counted, german_date, remaining
from pik.core.periods import last_day
from pik.regulations.enums import Key
from pik.regulations.models import Rule
from pik.regulations.queries import NoRuleInForce, rule_on


@dataclass(frozen=True)
class Due:
    """What comes next in a case, and when."""

    label: str
    on: date
    is_late: bool


@dataclass(frozen=True)
class Term:
    """The term of a case as head, list and reminders show it; without a day before support has begun."""

    starts_on: date | None
    ends_on: date | None
    today: date
    is_running: bool
    is_resting: bool
    next_due: Due | None

    @property
    def days_left(self) -> int | None:
        """Days from today to the end; 0 on the last day, negative when it has passed."""
        return (self.ends_on - self.today).days if self.ends_on else None

    @property
    def percent_gone(self) -> int:
        """How much of the term has passed, from 0 to 100."""
        if not (self.starts_on and self.ends_on):
            return 0
        whole = (self.ends_on - self.starts_on).days + 1
        return min(max((self.today - self.starts_on).days * 100 // whole, 0), 100)

    @property
    def in_words(self) -> str:
        """What is left: „noch 7 Monate“, „abgelaufen seit 12 Tagen“; nothing before support has begun."""
        if not (self.starts_on and self.ends_on):
            return ""
        if self.is_past:
            days = (self.today - self.ends_on).days
            return f"abgelaufen seit {counted(days, 'Tag', 'Tagen')}"
        return remaining(self.starts_on, self.ends_on, self.today)

    @property
    def is_past(self) -> bool:
        """The case is still supported and the term has ended."""
        return self.is_running and self.ends_on is not None and self.ends_on < self.today


def first_term(starts_on: date) -> tuple[Rule, date]:
    """The rule of the support term in force on its first day, and the last day that follows from it.

    Raises ``ValidationError`` on ``starts_on`` where no rule is in force.
    """
    try:
        rule = rule_on(Key.SUPPORT_MONTHS, starts_on)
    except NoRuleInForce as error:
        raise ValidationError({"starts_on": str(error)}) from error
    if rule.number is None:
        raise ValidationError({"starts_on": str(NoRuleInForce(Key.SUPPORT_MONTHS, starts_on))})
    return rule, last_day(starts_on, int(rule.number))


def derivation_of(
    case: Case, extensions: Iterable[Extension] | None = None, suspensions: Iterable[Suspension] | None = None
) -> Derivation | None:
    """How the end of the term of ``case`` comes about, from its rows; None before support has begun.

    The months are those of the rule that the case keeps (``term_basis``), not those of a rule of today. A page that
    has read the rows already hands them in.
    """
    if case.starts_on is None:
        return None
    rows = case.extensions.order_by("asked_at", "pk") if extensions is None else extensions
    granted = [extension for extension in rows if extension.status == ExtensionStatus.GRANTED]
    return derive(
        case.starts_on,
        months_of(case),
        basis=_basis_in_words(case.term_basis),
        added=[
            Added(extension.months, f"genehmigt am {german_date(timezone.localtime(extension.decided_at).date())}")
            for extension in granted
            if extension.decided_at
        ],
        rests=[
            Rest(
                Period(rest.starts_on, rest.ends_on or rest.planned_until),
                rest.stops_clock,
                rest.get_reason_display() if rest.ends_on else f"{rest.get_reason_display()}, voraussichtliches Ende",
            )
            for rest in (case.suspensions.all() if suspensions is None else suspensions)
        ],
    )


def months_of(case: Case) -> int:
    """The months of the rule that applied when the case began."""
    value = case.term_basis.get("value")
    if value is None and case.starts_on is not None:  # a case without a kept basis follows the rule of its first day
        value = first_term(case.starts_on)[0].number
    return int(float(str(value)))


def _basis_in_words(basis: dict[str, Any]) -> str:
    return ", ".join(str(basis[key]) for key in ("regulation", "source") if basis.get(key))


def recompute(case: Case) -> bool:
    """Store the end that follows from the rows of ``case``; whether it moved. The one place that writes it.

    The caller has locked the case.
    """
    derivation = derivation_of(case)
    if derivation is None or derivation.ends_on == case.ends_on:
        return False
    case.ends_on = derivation.ends_on
    case.full_clean()
    case.save(update_fields=["ends_on"])
    return True


def term_of(case: Case, today: date | None = None) -> Term:
    """The term of ``case`` on a day, from its own fields and annotations (``with_next_due``): no query."""
    today = today or timezone.localdate()
    return Term(
        starts_on=case.starts_on,
        ends_on=case.ends_on,
        today=today,
        is_running=case.is_in_support,
        is_resting=case.status == CaseStatus.RESTING,
        next_due=next_due_of(case, today),
    )


def next_due_of(case: Case, today: date) -> Due | None:
    """The earliest of what a case waits for: a Wiedervorlage, the Fortschreibung, the end of a rest or of the term."""
    if not case.is_open:
        return None
    days = [
        ("Wiedervorlage", getattr(case, "next_follow_up_on", None)),
        ("Fortschreibung", getattr(case, "next_review_on", None)),
        ("Ruhezeit endet", case.rests_until),
        # A term that has passed is told by a badge of its own, and hides nothing else.
        ("Begleitung endet", case.ends_on if case.ends_on and case.ends_on >= today else None),
    ]
    found = min(((on, label) for label, on in days if on), default=None)
    return Due(found[1], found[0], found[0] < today) if found else None
