"""Contexts of the authority's pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from funding.checks import FAIL, WARN, checks_of
from funding.enums import DECIDED, ApplicationStatus
from funding.models import Application, Decision
from funding.pages.applicant import history
from funding.reference import court_for
from funding.rules import may_retry_bescheid
from funding.standing import Standing, standing_of
from funding.workflow import objection
from pik.accounts.models import Organisation
from pik.core.formats import counted
from pik.regulations.enums import Confidence, Key

# From how many days on the list shows an application's age in red; no deadline, a nudge.
LATE_AFTER = 30
CONDITIONS = (
    "Der Verwendungsnachweis ist innerhalb von {proof} nach dem Ende des Bewilligungszeitraums der am längsten "
    "geförderten Person vorzulegen.\n\n"
    "Änderungen bei den benannten Personen, ihrer Qualifikation oder dem Stellenanteil sind unverzüglich anzuzeigen."
)


def desk_rows(applications: Iterable[Application]) -> list[dict[str, Any]]:
    """The rows of the list with the age in days."""
    today = timezone.localdate()
    rows = []
    for application in applications:
        days = (today - timezone.localdate(application.submitted_at)).days if application.submitted_at else 0
        rows.append(
            {
                "application": application,
                "age": counted(days, "Tag", "Tage"),
                "is_late": days > LATE_AFTER and application.status not in DECIDED,
                "kreis": _kreis_of(application.organisation),
            }
        )
    return rows


def _kreis_of(organisation: Organisation) -> Organisation | None:
    """The Kreis of who applies; a Stadtkreis is municipality and Kreis in one."""
    return organisation if organisation.is_kreis else organisation.parent


def review_page(application: Application, user: Any) -> dict[str, Any]:
    """An application as the authority reads it, with the checks done."""
    standing = standing_of(application)
    checks = checks_of(standing)
    made = list(application.decisions.select_related("drafted_by", "approved_by", "document_job"))
    open_decision = next((decision for decision in made if decision.returned_at is None), None)
    return {
        "application": application,
        "standing": standing,
        "checks": checks,
        "failed": sum(check.result == FAIL for check in checks),
        "to_look_at": sum(check.result == WARN for check in checks),
        "parts": [(str(item.member.gemeinde), item.member.amount) for item in standing.members]
        + ([("Eigenbeitrag", standing.counted_contribution)] if standing.counted_contribution else []),
        "decision": open_decision,
        "job": _own_job(open_decision, user),
        "may_retry": may_retry_bescheid(user, application),
        "returned": [decision for decision in made if decision.returned_at is not None],
        "may_take": application.status == ApplicationStatus.SUBMITTED,
        "may_draft": application.status == ApplicationStatus.IN_REVIEW,
        "is_drafted": application.status == ApplicationStatus.DECISION_DRAFTED,
        "may_approve": user.has_perm("funding.approve_decision", application),
        "rule_notes": _rule_notes(application, standing),
        "history": history(application, is_office=True),
    }


def _own_job(decision: Any, user: Any) -> Any:
    """The job of the Bescheid while it is being made, with its progress; only who ordered it may ask for that."""
    job = decision.document_job if decision else None
    return job if job is not None and job.is_unfinished and job.requested_by_id == user.pk else None


def _rule_notes(application: Application, standing: Standing) -> list[str]:
    """What the decision rests on without being proved; for the office, before it signs."""
    notes = []
    rule = standing.rules.get(Key.APPEAL_MONTHS)
    if rule is not None and rule.confidence != Confidence.CONFIRMED:
        notes.append(f"Klagefrist ({Confidence(rule.confidence).label}): {rule.source}")
    court = court_for(application.organisation, timezone.localdate())
    if court is None:
        notes.append("Für den Sitz der Antragstellenden ist kein Verwaltungsgericht hinterlegt.")
    elif court.confidence != Confidence.CONFIRMED:
        notes.append(f"{court.name} ({Confidence(court.confidence).label}): {court.source}")
    return notes


def decision_initial(standing: Standing, returned: Sequence[Decision] = ()) -> dict[str, str]:
    """The words to begin with, those of the draft returned last if there is one; everything can be changed."""
    if returned:
        last = returned[0]
        return {"outcome": last.outcome, "reasons": last.reasons, "conditions": last.conditions}
    months = standing.number(Key.PROOF_MONTHS)
    proof = counted(int(months), "Monat", "Monaten") if months else "der festgelegten Frist"
    reasons = (
        "Die Voraussetzungen der Verwaltungsvorschrift liegen vor. Der Planungsrahmen erreicht die Schwelle für die "
        "Antragsberechtigung, die benannten Personen sind qualifiziert und die Stellenanteile ausreichend."
    )
    return {"outcome": "approve", "reasons": reasons, "conditions": CONDITIONS.format(proof=proof)}


def approval_page(application: Application, user: Any) -> dict[str, Any]:
    """The draft before the second pair of eyes, with the reason why this one may not approve."""
    context = review_page(application, user)
    reason = objection(context["decision"], user)
    return context | {"reasons_against": [reason] if reason else []}
