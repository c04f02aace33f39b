"""Fortschreibung: freezing the plan as a numbered Fassung, and signing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import demand_open, demand_permission
from cases.models import Case, Fassung, FassungSignature, Integrationsplan
from cases.models.fassung import MAX_SCAN_BYTES
from cases.plan.actions import Reviewed, review_by, review_goals, store
from cases.plan.calculations import Content, checksum
from cases.plan.content import content_of
from cases.plan.queries import plan_of
from pik.accounts.models import User

WITHOUT_GOALS = "Der Plan hat noch kein Ziel. Eine Fassung ohne Ziele hält nichts fest."
TO_COME = "Eine Vereinbarung liegt nicht in der Zukunft."
REVIEW_BEFORE = "Die nächste Fortschreibung liegt nach dem Tag der Vereinbarung."
IS_SUPERSEDED = "Es gibt schon eine neuere Fassung. Unterschrieben wird die jeweils letzte."
TOO_LARGE = "Die Datei ist zu groß. Erlaubt sind 5 MB."
NO_SCAN = "Diese Datei ist kein PDF, JPEG oder PNG."

#: The first bytes of the files a scanner makes.
_BEGINNINGS = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}


@transaction.atomic
def freeze_plan(
    case: Case,
    *,
    actor: User,
    agreed_on: date,
    next_review_on: date,
    reviewed: Iterable[Reviewed] = (),
    **described: Any,
) -> Fassung:
    """Freeze the plan as the next Fassung; from then on the database refuses any change of it.

    ``reviewed``: what was said of its goals on the same page; it is stored first, so that the Fassung holds it.
    ``described``: ``people_present`` and, with an interpreter, ``interpreter_language``, ``interpreter_quality``
    and perhaps ``interpreter_name``. The locked case makes two at once wait for each other, so that numbers have
    no gap. Raises ``PermissionDenied``, or ``ValidationError`` for a closed case, a plan without goals, days that
    do not fit, nobody present; ``GoalRefused`` for a goal that can't be stored as it was sent.
    """
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    review_goals(case, actor=actor, reviewed=reviewed)
    plan = plan_of(case)
    if plan is None or not plan.goals.all():
        raise ValidationError(WITHOUT_GOALS)
    _demand_days(agreed_on, next_review_on)
    described |= {"agreed_on": agreed_on, "next_review_on": next_review_on}
    fassung: Fassung = store(_next_fassung(plan, actor, content_of(plan), described))
    review_by(plan, next_review_on)
    return fassung


def _next_fassung(plan: Integrationsplan, actor: User, content: Content, described: dict[str, Any]) -> Fassung:
    return Fassung(
        plan=plan,
        number=plan.fassungen.count() + 1,
        assessment=plan.assessments.order_by("-assessed_on", "-pk").first(),
        content=content,
        sha256=checksum(content),
        created_by=actor,
        author_label=actor.get_full_name(),
        **described,
    )


def _demand_days(agreed_on: date, next_review_on: date) -> None:
    if agreed_on > timezone.localdate():
        raise ValidationError({"agreed_on": TO_COME})
    if next_review_on <= agreed_on:
        raise ValidationError({"next_review_on": REVIEW_BEFORE})


@transaction.atomic
def sign_fassung(
    fassung: Fassung, *, actor: User, name: str, role: str, drawing: str = "", scan: bytes | None = None
) -> FassungSignature:
    """Add a signature to the newest Fassung of its plan: a drawing as path, or the bytes of a scan.

    Raises ``PermissionDenied``, or ``ValidationError`` for a closed case, an older Fassung, a file that is too
    large or of another kind, or what the database would refuse.
    """
    case = fassung.plan.case
    demand_permission(actor, "cases.edit_plan", case)
    demand_open(case)
    if fassung.number < fassung.plan.fassungen.count():
        raise ValidationError(IS_SUPERSEDED)
    values: dict[str, Any] = {"kind": "drawn", "drawing": drawing}
    if scan is not None:
        values = {"kind": "scan", "scan": scan, "scan_type": scan_type(scan)}
    signature: FassungSignature = store(
        FassungSignature(fassung=fassung, name=name, role=role, recorded_by=actor, **values)
    )
    return signature


def scan_type(scan: bytes) -> str:
    """The type of a scan, read from its content and not from its name. Raises ``ValidationError``."""
    if len(scan) > MAX_SCAN_BYTES:
        raise ValidationError({"scan": TOO_LARGE})
    for kind, beginning in _BEGINNINGS.items():
        if scan.startswith(beginning):
            return kind
    raise ValidationError({"scan": NO_SCAN})
