"""Contexts of the applicant's pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from funding import requirements
from funding.calculations import german, missing_to_threshold
from funding.forms import PartnerForm
from funding.models import Application, Decision, Member, Post, Round
from funding.queries import lines_by_round, live_members, open_rounds, possible_partners
from funding.requirements import open_points
from funding.rules import may_retry_bescheid
from funding.standing import Standing, standing_of
from pik.accounts.models import Organisation
from pik.core.formats import counted
from pik.regulations.enums import Key
from pik.regulations.models import Rule
from planning.models import PlanungsrahmenLine


@dataclass(frozen=True)
class RoundCard:
    """An open round as a municipality sees it: its own Planungsrahmen and whether that is enough."""

    round: Round
    line: PlanungsrahmenLine | None
    threshold: Decimal | None
    member: Member | None

    @property
    def missing(self) -> Decimal:
        amount = self.line.amount if self.line else Decimal(0)
        return missing_to_threshold(amount, Decimal(0), self.threshold or Decimal(0))

    @property
    def is_enough_alone(self) -> bool:
        return self.line is not None and self.threshold is not None and self.missing == 0

    @property
    def days_left(self) -> str:
        return days_left(self.round)


def days_left(funding_round: Round) -> str:
    """How long the round still takes applications, in words."""
    days = (funding_round.closes_on - timezone.localdate()).days
    if days < 0:
        return "abgelaufen"
    return "endet heute" if days == 0 else f"noch {counted(days, 'Tag', 'Tage')}"


def round_cards(user: Any) -> list[RoundCard]:
    """The open rounds for the municipality of ``user``: four queries, however many rounds there are."""
    own, rounds = user.membership.organisation, list(open_rounds())
    lines, members = lines_by_round(rounds, own), live_members(rounds, own)
    thresholds = list(Rule.objects.filter(parameter__key=Key.THRESHOLD))
    return [
        RoundCard(
            round=item,
            line=lines.get(item.pk),
            threshold=next((rule.number for rule in thresholds if rule.covers(item.rules_on)), None),
            member=members.get(item.pk),
        )
        for item in rounds
    ]


def suggested_title(cards: Iterable[RoundCard], own: Organisation) -> str:
    """A title to begin with; alone or together is decided by the Planungsrahmen."""
    is_alone = any(card.is_enough_alone for card in cards)
    return f"Antrag {own}" if is_alone else f"Gemeinsamer Antrag {own}"


def application_page(
    application: Application, user: Any, *, query: str = "", form: PartnerForm | None = None
) -> dict[str, Any]:
    """Everything the application's page shows; the partial of htmx gets the same."""
    standing = standing_of(application)
    points = open_points(standing) if application.is_draft else []
    may_edit = application.is_draft and user.has_perm("funding.edit_application", application)
    own = user.membership.organisation_id
    asked = next((item for item in standing.open_partners if item.member.gemeinde_id == own), None)
    return {
        "application": application,
        "standing": standing,
        "is_office": user.has_perm("funding.take_application", application),
        "may_edit": may_edit,
        "may_withdraw": application.is_live
        and application.status != "approved"
        and user.has_perm("funding.withdraw_application", application),
        "asks_consent": asked if application.is_draft else None,
        "tasks": tasks(application, standing, points, is_lead=may_edit),
        "reasons": [reason for _, reason in points],
        "parts": [(str(item.member.gemeinde), item.member.amount) for item in standing.members]
        + ([("Eigenbeitrag", standing.counted_contribution)] if standing.counted_contribution else []),
        "days_left": days_left(application.round),
        "query": query,
        "results": possible_partners(application, query) if may_edit else [],
        "partner_form": form,
        "decision": _decision(application),
        "may_retry": may_retry_bescheid(user, application),
        "history": history(application),
    }


def tasks(
    application: Application, standing: Standing, points: Iterable[tuple[str, str]], *, is_lead: bool
) -> list[dict[str, Any]]:
    """The sections of the application with their state; the own contribution only where it is needed."""
    points = list(points)
    sections = [(requirements.PARTNERS, "Partner und Zustimmungen", "#gruppe")]
    if (standing.gap and standing.threshold) or application.own_contribution:
        url = reverse("funding:contribution", args=[application.public_id]) if is_lead else ""
        sections.append((requirements.CONTRIBUTION, "Eigenbeitrag", url))
    sections.append((requirements.POSTS, "Stellen und Qualifikation", "#stellen"))
    url = reverse("funding:submission", args=[application.public_id]) if is_lead else ""
    sections.append((requirements.SUBMISSION, "Prüfen und einreichen", url))
    return [_task(application, standing, points, *section) for section in sections]


def _task(
    application: Application, standing: Standing, points: list[tuple[str, str]], section: str, label: str, url: str
) -> dict[str, Any]:
    own = [reason for of_section, reason in points if of_section == section]
    task = {"label": label, "url": url, "hint": "", "state": "fertig", "tone": "success"}
    if section == requirements.CONTRIBUTION:
        given = application.own_contribution
        word = f"{german(given)} €" if given else "freiwillig"
        hint = "" if given else f"schließt eine kleine Lücke, es fehlen {german(standing.gap)} €"
        return task | {"state": word, "tone": "success" if given else "neutral", "hint": hint}
    if section == requirements.SUBMISSION and application.is_draft:
        ready = not points
        state = "bereit" if ready else "gesperrt"
        return task | {"state": state, "tone": "info" if ready else "neutral", "hint": own[0] if own else ""}
    if own:
        hint = _hint(standing, section)
        return task | {"state": f"{len(own)} offen", "tone": "warning", "hint": hint}
    return task


def _hint(standing: Standing, section: str) -> str:
    """The shortest word for what is missing; the full sentence stands beside „Einreichen“."""
    if section == requirements.PARTNERS:
        if standing.missing:
            return f"bis zur Schwelle fehlen {german(standing.missing)} €"
        return "Zustimmung fehlt: " + ", ".join(str(item.member.gemeinde) for item in standing.open_partners)
    return "" if standing.posts else "noch keine Stelle"


def _decision(application: Application) -> Decision | None:
    """The decision that was approved, with the state of its Bescheid."""
    if application.status not in {"approved", "rejected"}:
        return None
    return application.decisions.approved().select_related("document_job").first()


def history(application: Application, *, is_office: bool = False) -> list[dict[str, Any]]:
    """What happened, newest first; the applicant reads nothing of the authority's drafts."""
    from funding.workflow import APPLICATION

    hidden = set() if is_office else {"draft_decision", "return_draft", "take"}
    return [
        {
            "at": step.happened_at,
            "title": APPLICATION[step.name].label,
            "actor": step.actor_label,
            "text": step.comment,
            "tone": {"approve": "success", "reject": "danger"}.get(step.name, "info"),
        }
        for step in application.transitions.order_by("-happened_at", "-pk")
        if step.name not in hidden
    ]


LAPSE = "Alle schon erteilten Zustimmungen erlöschen; die Partner stimmen dem geänderten Antrag neu zu."


def partner_removal(member: Member) -> dict[str, Any]:
    """The question before a partner is taken out."""
    application = member.application
    return {
        "title": f"{member.gemeinde} aus dem Antrag nehmen",
        "consequences": [
            f"Der Planungsrahmen der Gruppe sinkt um {german(member.amount)} € im Jahr.",
            LAPSE,
            f"{member.gemeinde} ist wieder frei für einen anderen Antrag dieser Förderrunde.",
        ],
        "submit": "Aus dem Antrag nehmen",
        "action": reverse("funding:partner_remove", args=[application.public_id, member.pk]),
        "cancel_url": reverse("funding:application", args=[application.public_id]),
    }


def post_removal(post: Post) -> dict[str, Any]:
    """The question before a post is struck out."""
    public_id = post.application.public_id
    return {
        "title": f"Stelle „{post}“ streichen",
        "consequences": ["Die Stelle und ihre Angaben werden aus dem Antrag genommen.", LAPSE],
        "submit": "Stelle streichen",
        "action": reverse("funding:post_remove", args=[public_id, post.public_id]),
        "cancel_url": reverse("funding:application", args=[public_id]),
    }


def withdrawal(application: Application) -> dict[str, Any]:
    """The question before an application is taken back."""
    return {
        "title": f"Antrag {application.number} zurückziehen",
        "consequences": [
            "Der Antrag ist damit beendet und kann nicht wieder aufgenommen werden.",
            "Alle Gemeinden des Antrags sind wieder frei für einen anderen Antrag dieser Förderrunde.",
            "Zustimmungen erlöschen; ein Entwurf der Bewilligungsstelle wird hinfällig.",
        ],
        "submit": "Antrag zurückziehen",
        "action": reverse("funding:withdraw", args=[application.public_id]),
        "cancel_url": reverse("funding:application", args=[application.public_id]),
    }
