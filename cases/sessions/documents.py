"""The print of the Verlauf: its kind, and its context as plain text and lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.accesses import subject_of
from cases.actions import demand_permission
from cases.models import Case, TimelinePrint
from cases.sessions import timeline
from pik.accounts.access import Subject
from pik.accounts.models import User
from pik.core.formats import german_date, german_datetime
from pik.documents.actions import order_document
from pik.documents.kinds import DocumentKind, register

TIMELINE = "cases.verlauf"


def _subject(case_id: int) -> Subject | None:
    case = Case.objects.filter(pk=case_id).first()
    return subject_of(case) if case else None


register(
    DocumentKind(
        name=TIMELINE,
        template="cases/documents/verlauf.html",
        holds_person=True,
        access=lambda case_id: (_subject(case_id), "Verlauf"),
    )
)


@transaction.atomic
def print_timeline(case: Case, *, actor: User, told: Iterable[timeline.Entry], choice: str) -> TimelinePrint:
    """Order the entries ``told`` as PDF; ``choice`` says in words what of the Verlauf they are.

    Raises ``PermissionDenied``.
    """
    demand_permission(actor, "cases.print_plan", case)
    job = order_document(
        TIMELINE,
        subject_id=case.pk,
        organisation=case.organisation,
        requested_by=actor,
        title=f"Verlauf {case.number}",
        filename=f"Verlauf_{case.number}.pdf",
        context=timeline_context(case, told, choice),
    )
    return TimelinePrint.objects.get_or_create(job=job, defaults={"case": case})[0]


def timeline_context(case: Case, told: Iterable[timeline.Entry], choice: str) -> dict[str, Any]:
    """What stands in the print; every value is text, so that the stored order says what was printed."""
    person, today = case.person, timezone.localdate()
    return {
        "title": "Verlauf",
        "issued_at": today.isoformat(),
        "date": german_date(today),
        "file_number": case.number,
        "issuer": {
            "name": case.organisation.name,
            "unit": "Integrationsmanagement",
            "address": case.organisation.address.splitlines(),
            "contact": [{"label": "Zuständig", "text": case.lead_name}],
        },
        "name": f"{person.given_name} {person.family_name}",
        "choice": choice,
        "entries": [
            {
                "when": german_datetime(entry.at) if entry.at else german_date(entry.on),
                "title": entry.title,
                "text": entry.text,
                "actor": entry.actor,
            }
            for entry in told
        ],
    }
