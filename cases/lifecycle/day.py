"""„Mein Tag“: what waits for somebody today, her own and what she does for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from cases.enums import OPEN_STATUSES, CaseStatus
from cases.models import Absence, Appointment, Case, Extension, FollowUp, PlanMember, Step
from cases.plan.assessment_forms import ASSESSMENT_DRAFT
from cases.sessions.forms import SESSION_DRAFT
from cases.sessions.group_forms import GROUP_DRAFT
from pik.accounts.enums import Role
from pik.accounts.models import Draft
from pik.core.periods import add_months

if TYPE_CHECKING:
    from pik.accounts.models import User

#: How many rows of a kind „Mein Tag“ shows; the rest stands in the lists.
MOST = 10
MONTHS_AHEAD = 1
#: How many days before its day a Fortschreibung is shown, and after it an appointment of which nobody said anything.
REVIEW_AHEAD = timedelta(days=14)
UNTOLD_FOR = timedelta(days=7)
TERMS, REVIEWS, WITHOUT_PLAN, RESTS, LEADLESS, ASKED = "terms", "reviews", "plans", "rests", "leadless", "asked"


@dataclass(frozen=True)
class DraftKind:
    """A form of which drafts are kept: what it is called, and where it goes on."""

    label: str
    url_name: str
    query: str = ""
    in_aftercare: bool = False


_DRAFTS = {
    SESSION_DRAFT: DraftKind("Beratung", "cases:case_plan", "?erfassen=1", in_aftercare=True),
    ASSESSMENT_DRAFT: DraftKind("Einschätzung", "cases:assessment_edit"),
    GROUP_DRAFT: DraftKind("Gruppenberatung", "cases:group_new"),
}


@dataclass(frozen=True)
class Part:
    """One part of the day: its first rows, and whether there are more."""

    rows: Sequence[Any] = ()
    has_more: bool = False

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class OpenDraft:
    """A form somebody began and did not store: what it is, of which case (a group has none), and where it goes on."""

    label: str
    case: Case | None
    saved_at: datetime
    url: str


@dataclass(frozen=True)
class MyDay:
    """What waits for somebody today. ``absences``: those in which she stands in; their work is among hers, marked."""

    absences: Sequence[Absence]
    appointments: Part
    follow_ups: Part
    drafts: Sequence[OpenDraft]
    steps: Part
    leads_the_team: bool
    cases: dict[str, Part] = field(default_factory=dict)
    leadless_count: int = 0

    @property
    def terms(self) -> Part:
        return self.cases.get(TERMS, Part())

    @property
    def reviews(self) -> Part:
        return self.cases.get(REVIEWS, Part())

    @property
    def without_plan(self) -> Part:
        return self.cases.get(WITHOUT_PLAN, Part())

    @property
    def rests(self) -> Part:
        return self.cases.get(RESTS, Part())

    @property
    def asked(self) -> Part:
        return self.cases.get(ASKED, Part())

    def case_numbers(self) -> list[str]:
        """The numbers of all cases that the day shows."""
        return [
            *(row.case.number for row in (*self.appointments.rows, *self.follow_ups.rows)),
            *(draft.case.number for draft in self.drafts if draft.case),
            *(step.goal.plan.case.number for step in self.steps.rows),
            *(case.number for part in self.cases.values() for case in part.rows),
        ]

    @property
    def is_empty(self) -> bool:
        own = (self.appointments, self.follow_ups, self.drafts, self.steps, self.leadless_count)
        return not (any(own) or any(self.cases.values()))


def my_day(user: User, today: date) -> MyDay:
    """One's own work and that of whoever one stands in for; for the Teamleitung that of the whole team.

    Seven queries, whatever the size.
    """
    membership = user.membership
    leads_the_team = membership is not None and membership.role == Role.TEAMLEITUNG
    absences = list(Absence.objects.visible_to(user).of_substitute(user, today).select_related("user"))
    people = [user.pk, *(absence.user_id for absence in absences)]
    drafts = list(
        Draft.objects.visible_to(user).filter(form__in=_DRAFTS).defer("sealed").order_by("-saved_at", "-pk")[:MOST]
    )
    keys = _keys_of_cases(user, today, None if leads_the_team else people)
    cases, by_public_id = _cases(user, keys, {draft.about for draft in drafts})
    return MyDay(
        absences=absences,
        appointments=_part(_appointments(user, today, people)),
        follow_ups=_part(_follow_ups(user, today, None if leads_the_team else people)),
        drafts=_open_drafts(drafts, by_public_id),
        steps=_part(_steps(user, today, None if leads_the_team else people)),
        leads_the_team=leads_the_team,
        cases=cases,
        leadless_count=next((number for number, part in keys if part == LEADLESS), 0),
    )


def _open_drafts(drafts: Iterable[Draft], cases: Mapping[str, Case]) -> list[OpenDraft]:
    """The newest draft of each form, as long as it can still be stored."""
    found: dict[tuple[str, str], OpenDraft] = {}
    for draft in drafts:
        kind, case = _DRAFTS[draft.form], cases.get(draft.about)
        if case:
            is_taken, place = case.takes_sessions if kind.in_aftercare else case.is_open, {"public_id": case.public_id}
        else:
            is_taken, place = draft.form == GROUP_DRAFT, {}
        if is_taken:
            url = reverse(kind.url_name, kwargs=place) + kind.query
            found.setdefault((draft.form, draft.about), OpenDraft(kind.label, case, draft.saved_at, url))
    return list(found.values())


def _appointments(user: User, today: date, people: list[int]) -> QuerySet[Appointment]:
    """Today's appointments, also for the Teamleitung one's own; and those of late of which nobody said anything."""
    first, last = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (today - UNTOLD_FOR, today + timedelta(days=1))
    )
    found = Appointment.objects.visible_to(user).open().filter(starts_at__gte=first, starts_at__lt=last)
    return (
        found.filter(assigned_to__in=people, case__status__in=OPEN_STATUSES)
        .select_related("case__person", "assigned_to")
        .order_by("starts_at", "pk")
    )


def _follow_ups(user: User, today: date, people: list[int] | None) -> QuerySet[FollowUp]:
    due = FollowUp.objects.visible_to(user).due(today)
    due = due if people is None else due.filter(assigned_to__in=people)
    return due.select_related("case__person", "assigned_to").order_by("due_on", "pk")


def _steps(user: User, today: date, people: list[int] | None) -> QuerySet[Step]:
    late = Step.objects.visible_to(user).open().filter(goal__plan__case__status__in=OPEN_STATUSES, due_on__lt=today)
    late = late if people is None else late.filter(goal__plan__case__lead__in=people)
    return late.select_related("goal__plan__case__person").order_by("due_on", "pk")


# --- What waits for a whole case --------------------------------------------------------------------------


def _keys_of_cases(user: User, today: date, people: list[int] | None) -> list[tuple[int, str]]:
    """Keys of the first cases of each part, and the count of those without a lead, in one query."""
    everybody = Case.objects.visible_to(user)
    mine = everybody if people is None else everybody.filter(lead__in=people)
    running = mine.in_support()
    covered = PlanMember.objects.live().filter(person=OuterRef("person"))
    parts = [
        (TERMS, running.filter(ends_on__lte=add_months(today, MONTHS_AHEAD)).order_by("ends_on", "pk")),
        (
            REVIEWS,
            running.filter(plan__next_review_on__lte=today + REVIEW_AHEAD).order_by("plan__next_review_on", "pk"),
        ),
        (WITHOUT_PLAN, running.filter(~Exists(covered), plan__isnull=True).order_by("-opened_at", "pk")),
        (RESTS, mine.filter(status=CaseStatus.RESTING, rests_until__lte=today).order_by("rests_until", "pk")),
    ]
    found = [_keys(rows, name) for name, rows in parts]
    if people is None:
        asked = mine.open().filter(pk__in=_asked_of_others(user)).order_by("pk")
        found.append(_keys(asked, ASKED))
        leadless = everybody.without_lead().order_by().values("organisation").annotate(n=Count("pk"))
        found.append(leadless.values_list("n", _word(LEADLESS)))
    first, *others = found
    return [(int(key), str(part)) for key, part in first.union(*others, all=True)]


def _asked_of_others(user: User) -> Any:
    return Extension.objects.asked().exclude(asked_by=user).order_by().values("case")


def _keys(rows: QuerySet[Case], part: str) -> QuerySet[Case, Any]:
    return rows.values_list(F("pk"), _word(part))[: MOST + 1]


def _word(part: str) -> Any:
    return Value(part, output_field=CharField())


def _cases(user: User, keys: Iterable[tuple[int, str]], drafted: set[str]) -> tuple[dict[str, Part], dict[str, Case]]:
    """The cases behind the keys, part by part, and those of open drafts by their public id: one query."""
    wanted = [(key, part) for key, part in keys if part != LEADLESS]
    among = Q(pk__in={key for key, _ in wanted}) | Q(public_id__in=drafted)
    rows = Case.objects.visible_to(user).filter(among).select_related("person", "lead")
    found = list(rows.annotate(next_review_on=F("plan__next_review_on")))
    by_key = {case.pk: case for case in found}
    grouped: dict[str, list[Case]] = {}
    for key, part in wanted:
        grouped.setdefault(part, []).append(by_key[key])
    orders: dict[str, Any] = {
        TERMS: lambda case: (case.ends_on, case.pk),
        REVIEWS: lambda case: (case.next_review_on, case.pk),
        RESTS: lambda case: (case.rests_until, case.pk),
        WITHOUT_PLAN: lambda case: (-case.opened_at.timestamp(), case.pk),
        ASKED: lambda case: case.pk,
    }
    parts = {name: sorted(group, key=orders[name]) for name, group in grouped.items()}
    shown = {name: Part(group[:MOST], len(group) > MOST) for name, group in parts.items()}
    return shown, {case.public_id: case for case in found if case.public_id in drafted}


def _part(rows: QuerySet[Any]) -> Part:
    found = list(rows[: MOST + 1])
    return Part(found[:MOST], len(found) > MOST)
