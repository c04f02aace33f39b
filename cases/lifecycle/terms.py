"""The support term of a case: which rule gives it, when it ends, and what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import CaseStatus, ExtensionStatus
from cases.lifecycle.calculations import Added, Derivation, Period, Rest, derive
from cases.models import Case
from pik.core.formats import german_date
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


def derivation_of(case: Case) -> Derivation | None:
    """How the end of the term of ``case`` comes about, from its rows; None before support has begun.

    The months are those of the rule that the case keeps (``term_basis``), not those of a rule of today.
    """
    if case.starts_on is None:
        return None
    granted = case.extensions.filter(status=ExtensionStatus.GRANTED).select_related("decided_by")
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
            for rest in case.suspensions.all()
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
        ("Begleitung endet", case.ends_on),
    ]
    found = min(((on, label) for label, on in days if on), default=None)
    return Due(found[1], found[0], found[0] < today) if found else None
