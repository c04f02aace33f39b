"""The Bescheid as a document: its content made ready as text, then ordered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from funding.enums import Outcome
from funding.models import Decision
from funding.reference import court_for, letterhead_of
from pik.accounts.models import Organisation
from pik.core.formats import counted, euro, german_date, number, period
from pik.documents.actions import order_document
from pik.documents.kinds import DocumentKind, register
from pik.regulations.enums import Confidence, Key

if TYPE_CHECKING:
    from pik.accounts.models import User

BESCHEID = DocumentKind(name="funding.bescheid", template="funding/documents/bescheid.html")
register(BESCHEID)


def order_bescheid(decision: Decision, *, requested_by: User) -> None:
    """Order the Bescheid of an approved decision and tie the job to it (its only change from here on)."""
    application = decision.application
    if application.authority is None:
        raise ValueError("An approved decision belongs to an application with an authority.")
    decision.document_job = order_document(
        BESCHEID.name,
        subject_id=decision.pk,
        organisation=application.authority,
        readers=[application.organisation_id, *application.partners],
        requested_by=requested_by,
        title=f"Bescheid {application.number}",
        filename=f"Bescheid_{application.number}.pdf",
        context=bescheid_context(decision, application.authority),
    )
    decision.save(update_fields=["document_job"])


def bescheid_context(decision: Decision, authority: Organisation) -> dict[str, Any]:
    """Everything that stands in the Bescheid, as text ready to print, from the stored derivation alone."""
    approved_at = decision.approved_at or timezone.now()
    day = timezone.localdate(approved_at)
    return {
        "title": _title(decision),
        "issued_at": approved_at.isoformat(),
        "date": german_date(day),
        **_letter(decision, authority, day),
        **_grant(decision),
        "reasons": decision.reasons,
        "conditions": decision.conditions,
        **_legal_remedy(decision, day),
        "drafted_by": str(decision.drafted_by),
        "approved_by": str(decision.approved_by),
    }


def _letter(decision: Decision, authority: Organisation, day: date) -> dict[str, Any]:
    """Who writes to whom about which application."""
    application, letterhead = decision.application, letterhead_of(authority, day)
    return {
        "file_number": application.number,
        "issuer": {
            "name": authority.name,
            "unit": letterhead.unit,
            "address": list(letterhead.address),
            "contact": [{"label": "Bearbeitung", "text": str(decision.drafted_by)}],
        },
        "email": letterhead.email,
        "recipient": _recipient(application.organisation),
        "copies": [item["name"] for item in decision.lines["members"] if not item["is_lead"]],
        "round": application.round.title,
        "is_exercise": application.round.is_exercise,
        "application_date": german_date(application.submitted_at),
    }


def _grant(decision: Decision) -> dict[str, Any]:
    """The operative part and its derivation: amounts, posts, municipalities, rules."""
    lines = decision.lines
    return {
        "is_approval": decision.outcome == Outcome.APPROVE,
        "amount_year": euro(decision.amount_year),
        "amount_total": euro(decision.amount_total),
        "own_contribution": _euro_or_empty(lines["own_contribution"]),
        "posts": [_post(post) for post in lines["posts"]],
        "members": [_member(member) for member in lines["members"]],
        "frame_sum": euro(lines["frame_sum"]),
        "lines": [{**line, "amount": euro(line["amount"])} for line in lines["lines"]],
        "rules_on": german_date(date.fromisoformat(lines["rules_on"])),
        "rules": [_rule(rule) for rule in lines["rules"] if rule["parameter"] != Key.APPEAL_MONTHS],
    }


def _legal_remedy(decision: Decision, day: date) -> dict[str, Any]:
    """By when and where the addressee may go to court."""
    court = court_for(decision.application.organisation, day)
    return {"appeal": _appeal(decision), "court": court.name if court else "", "seat": court.seat if court else ""}


def _title(decision: Decision) -> str:
    word = "Bewilligung" if decision.outcome == Outcome.APPROVE else "Ablehnung"
    return f"{word} einer Zuwendung für das Integrationsmanagement"


def _recipient(organisation: Organisation) -> list[str]:
    what = "Landratsamt" if organisation.kind == "landkreis" else "Bürgermeisteramt"
    name = organisation.official_name or organisation.name
    return [what, name, *organisation.address.splitlines()][:6]


def _post(post: dict[str, Any]) -> dict[str, str]:
    starts_on, ends_on = (date.fromisoformat(post[name]) if post[name] else None for name in ("starts_on", "ends_on"))
    return {
        "label": post["label"],
        "qualification": post["qualification"],
        "share": number(post["share"], 2),
        "rate": euro(post["rate"]),
        "period": period(starts_on, ends_on),
        "amount_year": euro(post["amount_year"]),
        "total": euro(post["total"]),
    }


def _member(member: dict[str, Any]) -> dict[str, Any]:
    return {**member, "persons": number(member["persons"]), "amount": euro(member["amount"])}


def _rule(rule: dict[str, Any]) -> dict[str, str]:
    """A rule as the addressee reads it; how well it is founded is said as well."""
    return {
        "label": rule["label"],
        "value": _value(rule),
        "regulation": rule["regulation"],
        "source": rule["source"],
        "confidence": str(Confidence(rule["confidence"]).label),
    }


def _value(rule: dict[str, Any]) -> str:
    unit = rule["unit"]
    if unit == "text":
        return str(rule["value"])
    if unit == "vzae":
        return f"{number(rule['value'], 2)} VZÄ"
    if unit in {"months", "days"}:
        return f"{number(Decimal(rule['value']), 0)} {'Monate' if unit == 'months' else 'Tage'}"
    return euro(rule["value"])


def _appeal(decision: Decision) -> str:
    """The time for a complaint in words, from the rule kept with the decision; empty when none was in force."""
    for rule in decision.lines["rules"]:
        if rule["parameter"] == Key.APPEAL_MONTHS:
            months = int(Decimal(rule["value"]))
            return "eines Monats" if months == 1 else f"von {counted(months, 'Monat', 'Monaten')}"
    return ""


def _euro_or_empty(amount: str) -> str:
    return euro(amount) if Decimal(amount) else ""
