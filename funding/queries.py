"""Reads over funding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from funding.enums import PENDING, ApplicationStatus
from funding.models import Application, Consent, Decision, Member, Round
from pik.accounts.models import Organisation
from pik.core.money import MoneyField
from pik.core.names import search_key
from planning.models import PlanungsrahmenLine

if TYPE_CHECKING:
    from pik.accounts.models import User

SEARCH_RESULTS = 8


def open_rounds(day: date | None = None) -> QuerySet[Round]:
    """The rounds that take applications on ``day`` (today)."""
    return Round.objects.open_on(day or timezone.localdate()).select_related("planungsrahmen")


def line_of(funding_round: Round, organisation: Organisation) -> PlanungsrahmenLine | None:
    """The Planungsrahmen of a municipality in a round; None where it has none (a Landkreis)."""
    return PlanungsrahmenLine.objects.filter(
        planungsrahmen=funding_round.planungsrahmen_id, gemeinde=organisation
    ).first()


def lines_by_round(rounds: Sequence[Round], organisation: Organisation) -> dict[int, PlanungsrahmenLine]:
    """The Planungsrahmen of a municipality by the id of the round; a round without one is absent. One query."""
    frames = {item.planungsrahmen_id for item in rounds}
    lines = PlanungsrahmenLine.objects.filter(planungsrahmen__in=frames, gemeinde=organisation)
    by_frame = {line.planungsrahmen_id: line for line in lines}
    return {item.pk: by_frame[item.planungsrahmen_id] for item in rounds if item.planungsrahmen_id in by_frame}


def live_members(rounds: Sequence[Round], organisation: Organisation) -> dict[int, Member]:
    """The municipality's place in a live application, by the id of the round. One query."""
    members = Member.objects.filter(round__in=rounds, gemeinde=organisation, is_live=True)
    return {member.round_id: member for member in members.select_related("application")}


def possible_partners(application: Application, query: str) -> list[PlanungsrahmenLine]:
    """Municipalities by name or AGS with their Planungsrahmen; ``is_bound``: in a live application of the round.

    At most ``SEARCH_RESULTS``, those whose name begins with the query first. One query.
    """
    query = query.replace("\0", "")  # PostgreSQL stores none, and refuses to be asked for one
    wanted = search_key(query)
    if not wanted:
        return []
    # Others' applications stand behind their walls; that a municipality is bound is all the database tells.
    bound = RawSQL("SELECT * FROM funding_bound_gemeinden(%s)", [application.round_id])
    here = Member.objects.present().filter(application=application, gemeinde=OuterRef("gemeinde"))
    lines = (
        PlanungsrahmenLine.objects.filter(planungsrahmen=application.round.planungsrahmen_id)
        .filter(Q(gemeinde__search_key__contains=wanted) | Q(gemeinde__ags=query.strip()))
        .annotate(
            is_bound=ExpressionWrapper(Q(gemeinde__in=bound), BooleanField()),
            is_here=Exists(here),
            starts_so=Q(gemeinde__search_key__startswith=wanted),
        )
        .select_related("gemeinde__parent")
        .order_by("-starts_so", "gemeinde__sort_key", "pk")
    )
    return list(lines[:SEARCH_RESULTS])


def own_applications(user: User) -> QuerySet[Application]:
    """The applications an applicant sees, with the sum of the group and whether her own yes is asked for."""
    own = user.membership.organisation_id if user.membership else None
    waiting = _without_consent(own).filter(application=OuterRef("pk"))
    return (
        Application.objects.visible_to(user)
        .annotate(
            frame_sum=_sum_of_frames(),
            asks_consent=Exists(waiting) & Q(status=ApplicationStatus.DRAFT),
            leads=Q(organisation=own),
        )
        .select_related("round", "organisation")
        .order_by("-asks_consent", "-created_at", "-pk")
    )


def _without_consent(gemeinde_id: int | None) -> QuerySet[Member]:
    """The places of a municipality as a partner in which its binding yes is still to come."""
    return Member.objects.present().filter(
        ~Exists(Consent.objects.live().filter(member=OuterRef("pk"))), gemeinde=gemeinde_id, is_lead=False
    )


def consents_asked(user: User) -> QuerySet[Application]:
    """The applications that wait for the binding yes of the user's municipality (navigation)."""
    own = user.membership.organisation_id if user.membership else None
    waiting = _without_consent(own).values("application")
    return Application.objects.filter(status=ApplicationStatus.DRAFT, pk__in=waiting)


def desk(user: User) -> QuerySet[Application]:
    """What lies with the authority, oldest first, with the money at stake."""
    return (
        Application.objects.visible_to(user)
        .annotate(frame_sum=_sum_of_frames())
        .select_related("organisation__parent", "reviewer", "round")
        .order_by("submitted_at", "pk")
    )


def applications_waiting(user: User) -> QuerySet[Application]:
    """The applications that are not yet decided (navigation of the authority)."""
    return Application.objects.visible_to(user).filter(status__in=PENDING)


def decisions_of(user: User) -> QuerySet[Decision]:
    """The approved decisions of the authority, newest first."""
    return (
        Decision.objects.visible_to(user)
        .approved()
        .select_related("application__organisation__parent", "drafted_by", "approved_by", "document_job")
        # A list needs no derivations: they are long, and each has its Bescheid.
        .defer("lines", "document_job__context")
        .order_by("-approved_at", "-pk")
    )


def _sum_of_frames() -> Coalesce:
    sums = (
        Member.objects.present()
        .filter(application=OuterRef("pk"))
        .order_by()
        .values("application")
        .annotate(total=Sum(F("amount")))
        .values("total")
    )
    return Coalesce(Subquery(sums), Decimal(0), output_field=MoneyField())
