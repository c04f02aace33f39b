"""Who counsels in an organisation, and what each of them leads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.enums import OPEN_STATUSES, CaseStatus, SessionStatus
from cases.models import (
    Absence,
    Appointment,
    Case,
    FollowUp,
    HouseholdMember,
    Integrationsplan,
    PersonLanguage,
    Session,
    SessionParticipant,
    Step,
    TeamMember,
    TeamSettings,
)
from cases.team.calculations import NOTHING, LedCase, Place
from pik.accounts.models import Membership, User
from pik.accounts.permissions import PERMISSIONS
from pik.core.periods import current_on

if TYPE_CHECKING:
    from pik.accounts.models import Organisation

#: What the list of the team's cases can be narrowed to.
SILENT, OVERDUE, WITHOUT_LEAD = "ohne-kontakt", "ueberfaellig", "ohne-zustaendigkeit"


def team_of(organisation: Organisation) -> QuerySet[User]:
    """Who counsels in ``organisation`` today and can sign in, by name."""
    return User.objects.filter(Exists(_counselling(organisation)), is_active=True).order_by("sort_key", "pk")


def people_with_cases(organisation: Organisation) -> QuerySet[User]:
    """Everybody who counsels there or still leads something there, by name.

    Each with ``led_count`` (open cases), ``open_count`` (open Wiedervorlagen), ``agreed_count`` (Termine from today
    on) and ``is_in_team``: whoever has gone and left something behind is found here as well.
    """
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    cases = Case.objects.open().filter(organisation=organisation, lead=OuterRef("pk"))
    follow_ups = FollowUp.objects.open().filter(case__organisation=organisation, assigned_to=OuterRef("pk"))
    agreed = Appointment.objects.open().filter(
        case__organisation=organisation,
        case__status__in=OPEN_STATUSES,
        assigned_to=OuterRef("pk"),
        starts_at__gte=today,
    )
    return (
        User.objects.annotate(
            led_count=Coalesce(Subquery(cases.order_by().values("lead").annotate(n=Count("pk")).values("n")), 0),
            open_count=Coalesce(
                Subquery(follow_ups.order_by().values("assigned_to").annotate(n=Count("pk")).values("n")), 0
            ),
            agreed_count=Coalesce(
                Subquery(agreed.order_by().values("assigned_to").annotate(n=Count("pk")).values("n")), 0
            ),
            is_in_team=Exists(_counselling(organisation)),
        )
        .filter(Q(is_in_team=True) | Q(led_count__gt=0) | Q(open_count__gt=0) | Q(agreed_count__gt=0))
        .order_by("sort_key", "pk")
    )


def _counselling(organisation: Organisation, permission: str = "cases.view_case") -> QuerySet[Membership]:
    return Membership.objects.filter(
        current_on(timezone.localdate()),
        user=OuterRef("pk"),
        organisation=organisation,
        role__in=PERMISSIONS[permission],
    )


# --- The page of the team ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PersonLoad:
    """One row of the caseload: somebody, what she leads by need, and how much that weighs."""

    user: User
    counts: Mapping[str, int]  # active cases by level of need
    load: Decimal
    share: Decimal | None  # her part of a post, where it is known
    silent_count: int
    overdue_count: int

    @property
    def is_in_team(self) -> bool:
        """Whether she counsels here today; whoever has gone may still lead something."""
        return bool(self.user.is_in_team)  # type: ignore[attr-defined]

    @property
    def case_count(self) -> int:
        return sum(self.counts.values())

    @property
    def per_post(self) -> Decimal:
        """The load per VZÄ; whose part is not known counts as a whole post."""
        return self.load / (self.share or Decimal(1))


@dataclass(frozen=True)
class Caseload:
    """The team at a glance. The totals count the cases that nobody leads as well."""

    rows: Sequence[PersonLoad]
    case_count: int
    silent_count: int
    overdue_count: int
    without_lead_count: int

    @property
    def load(self) -> Decimal:
        return sum((row.load for row in self.rows), Decimal(0))

    @property
    def average(self) -> Decimal:
        """The load per VZÄ over all who can take cases today; 0 without anybody."""
        posts = sum((row.share or Decimal(1) for row in self.rows if row.is_in_team), Decimal(0))
        return self.load / posts if posts else Decimal(0)

    @property
    def highest(self) -> Decimal:
        return max((row.per_post for row in self.rows), default=Decimal(0))


_NOTHING: Mapping[str, Any] = {"counts": {}, "silent": 0, "overdue": 0, "open": 0}


def caseload(organisation: Organisation, team: TeamSettings, today: date) -> Caseload:
    """Everybody who counsels or still leads something, with the weighted load; two queries."""
    of_lead: dict[int | None, dict[str, Any]] = {}
    for row in _counts(organisation, team, today):
        told = of_lead.setdefault(row["lead"], {"counts": {}, "silent": 0, "overdue": 0, "open": 0})
        told["counts"][row["need"]] = row["n"]
        told["silent"] += row["silent"]
        told["overdue"] += row["overdue"]
        told["open"] += row["waiting"]
    people = _people(organisation, of_lead)
    return Caseload(
        rows=[_person_load(user, of_lead.get(user.pk, _NOTHING), team) for user in people],
        case_count=sum(n for told in of_lead.values() for n in told["counts"].values()),
        silent_count=sum(told["silent"] for told in of_lead.values()),
        overdue_count=sum(told["overdue"] for told in of_lead.values()),
        without_lead_count=of_lead.get(None, _NOTHING)["open"],
    )


def _person_load(user: Any, told: Mapping[str, Any], team: TeamSettings) -> PersonLoad:
    return PersonLoad(
        user=user,
        counts=told["counts"],
        load=sum((team.weights[need] * n for need, n in told["counts"].items()), Decimal(0)),
        share=user.share,
        silent_count=told["silent"],
        overdue_count=told["overdue"],
    )


def _counts(organisation: Organisation, team: TeamSettings, today: date) -> Iterable[Mapping[str, Any]]:
    """Active cases by lead and need: how many, how many without contact, how many with something overdue."""
    return (
        Case.objects.filter(organisation=organisation, status__in=OPEN_STATUSES)
        .order_by()
        .values("lead", "need")
        .annotate(
            n=Count("pk", filter=Q(status=CaseStatus.ACTIVE)),
            waiting=Count("pk"),
            silent=Count("pk", filter=Q(status=CaseStatus.ACTIVE) & is_silent(team, today)),
            overdue=Count("pk", filter=Q(status=CaseStatus.ACTIVE) & is_overdue(today)),
        )
    )


def _people(organisation: Organisation, leads: Iterable[int | None]) -> QuerySet[User]:
    """Who counsels there, and ``leads``. A Teamleitung leads the team; cases only where she has some already."""
    known = TeamMember.objects.filter(organisation=organisation, user=OuterRef("pk"))
    return (
        User.objects.annotate(
            is_in_team=Exists(_counselling(organisation)) & Q(is_active=True),
            counsels=Exists(_counselling(organisation, "cases.log_session")) & Q(is_active=True),
            share=Subquery(known.values("share")[:1]),
            spoken=Subquery(known.values("languages")[:1]),
        )
        .filter(Q(counsels=True) | Q(pk__in=[lead for lead in leads if lead]))
        .order_by("sort_key", "pk")
    )


def is_silent(team: TeamSettings, today: date) -> Q:
    """Condition on cases: supported for longer than the days the team has set, and no session held in them."""
    since = today - timedelta(days=team.days_without_contact)
    heard_of = Exists(Session.objects.held().filter(case=OuterRef("pk"), held_on__gte=since))
    # A talk with a relative in which she took part stands in her file too.
    joined = Exists(_joint_sessions().filter(session__held_on__gte=since))
    return Q(~heard_of & ~joined, starts_on__lte=since)


def _joint_sessions() -> QuerySet[SessionParticipant]:
    """Held sessions of relatives in which the person of the outer case took part."""
    return SessionParticipant.objects.filter(case=OuterRef("pk"), session__status=SessionStatus.HELD).order_by()


def is_overdue(today: date) -> Q:
    """Condition on cases: the plan should have been looked through by now, or a step is past its day."""
    late = Step.objects.open().filter(goal__plan__case=OuterRef("pk"), due_on__lt=today)
    waiting = Integrationsplan.objects.filter(case=OuterRef("pk"), next_review_on__lt=today)
    return Q(Exists(waiting)) | Q(Exists(late))


def team_cases(user: User, *, kind: str, lead: str, team: TeamSettings, today: date) -> QuerySet[Case]:
    """The active cases of the team, narrowed to what the Teamleitung asks; those heard of longest ago first.

    Without a lead are also requests, and who waits or rests.
    """
    found = Case.objects.visible_to(user)
    if kind == WITHOUT_LEAD:
        found = found.filter(status__in=OPEN_STATUSES, lead=None)
    else:
        found = found.filter(status=CaseStatus.ACTIVE)
    if kind == SILENT:
        found = found.filter(is_silent(team, today))
    elif kind == OVERDUE:
        found = found.filter(is_overdue(today))
    if lead:
        found = found.filter(lead=int(lead))
    late = Step.objects.open().filter(goal__plan__case=OuterRef("pk"), due_on__lt=today).order_by("due_on")
    waiting = Integrationsplan.objects.filter(case=OuterRef("pk"), next_review_on__lt=today)
    return (
        found.select_related("person", "lead")
        .with_last_contact()
        .annotate(
            review_since=Subquery(waiting.values("next_review_on")[:1]),
            step_since=Subquery(late.values("due_on")[:1]),
        )
        .order_by(F("last_contact_on").asc(nulls_first=True), F("starts_on").asc(nulls_first=True), "pk")
    )


def absent_people(organisation: Organisation, today: date) -> QuerySet[Absence]:
    """Who of the team is away today, until when, and who stands in."""
    running = Absence.objects.current(today).filter(organisation=organisation)
    return running.select_related("user", "substitute").order_by("ends_on", "pk")


# --- What sharing out computes with ---------------------------------------------------------------


def cases_to_share(organisation: Organisation, team: TeamSettings) -> list[LedCase]:
    """All open cases as the calculation needs them; one query. Only active ones weigh, the others go along."""
    today = timezone.localdate()
    homes = HouseholdMember.objects.on(today).filter(person=OuterRef("person")).order_by("pk")
    spoken = PersonLanguage.objects.filter(person=OuterRef("person")).order_by("pk")
    rows = (
        Case.objects.filter(organisation=organisation, status__in=OPEN_STATUSES)
        .annotate(home=Subquery(homes.values("household")[:1]), spoken=ArraySubquery(spoken.values("language")))
        .order_by("pk")
    )
    return [
        LedCase(
            pk,
            lead,
            team.weights[need] if status == CaseStatus.ACTIVE else NOTHING,
            home,
            frozenset(languages),
            (starts_on or today).toordinal(),
        )
        for pk, lead, status, need, home, languages, starts_on in rows.values_list(
            "pk", "lead", "status", "need", "home", "spoken", "starts_on"
        )
    ]


def places_of(organisation: Organisation, chosen: Collection[int] = ()) -> dict[int, Place]:
    """Who counsels today, and who of the team was ``chosen``, with part of a post and languages; one query."""
    found: Any = _people(organisation, chosen)
    people: Any = found.filter(is_in_team=True)
    return {user.pk: Place(user.pk, user.share or Decimal(1), frozenset(user.spoken or ())) for user in people}
