"""Invented people to show the product with: families, plans, sessions, Wiedervorlagen. Nobody is real."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases import demo_texts as texts
from cases.enums import CaseStatus, ClosingReason, GoalPriority, GoalProgress
from cases.enums.plan import WITH_REASON
from cases.lifecycle.demo import Life, entry
from cases.models import Case, CaseTransition, FollowUp, Goal, Integrationsplan, Person, SealedNote, Session, Step
from cases.models.sealed import SEALED_NOTE
from cases.numbers import reserve_numbers
from cases.offers import demo as offers_demo
from cases.people.demo import People
from cases.plan.demo import fill_catalogue, fill_plans
from cases.plan.reference import load_catalogue
from cases.search import demo as search_demo
from cases.sessions import demo as sessions_demo
from cases.team import demo as team_demo
from cases.transfer import demo as transfer_demo
from pik.accounts.enums import Profession, Role
from pik.accounts.models import Membership, Organisation, User
from pik.accounts.sealing import seal_field
from pik.core.periods import add_months, last_day
from pik.regulations.enums import Key
from pik.regulations.models import Rule
from pik.regulations.queries import number_on, rule_on

#: Families by place; the accounts that lead their cases are found or made by their address.
PLACES: dict[str, tuple[int, tuple[str, ...]]] = {
    "Ladenburg": (112, ("im.ladenburg", "im2.ladenburg")),
    "Sinsheim": (28, ("im.sinsheim",)),
    "Wehr": (16, ("im.wehr",)),
    "Mauer": (8, ("im.mauer",)),
}
_MORE_MANAGERS = {
    "im.sinsheim": ("Carla", "Petersen"),
    "im.wehr": ("David", "Okoro"),
    "im.mauer": ("Lena", "Hofmann"),
}
# How many months of the term are left: most of it is behind some, a few end in six, three, one month.
_MONTHS_LEFT = (-1, *range(1, 35), *range(8, 35), 1, 2, 3, 6)


@dataclass
class Summary:
    """How much was made, as a German sentence."""

    persons: int = 0
    cases: int = 0
    sessions: int = 0
    referrals: int = 0
    places: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.persons} erfundene Personen, {self.cases} Fälle, {self.sessions} Beratungen und "
            f"{self.referrals} Vermittlungen "
            f"in {', '.join(self.places)}"
        )


def fill(rng: random.Random, today: date) -> Summary:
    """Invent people, cases, plans, sessions and Wiedervorlagen; the same ``rng`` and ``today`` give the same."""
    load_catalogue()
    summary = Summary()
    organisations = {o.name: o for o in Organisation.objects.gemeinden().filter(name__in=PLACES)}
    for name, (families, addresses) in PLACES.items():
        leads = [_manager(address, organisations[name]) for address in addresses]
        made = _Place(rng, today, organisations[name], leads).fill(families, with_zahra=name == "Ladenburg")
        summary.persons += made.persons
        summary.cases += made.cases
        summary.sessions += made.sessions
        summary.places.append(name)
    summary.referrals = offers_demo.fill(rng, today)
    team_demo.fill()
    search_demo.fill(today, _manager("im2.ladenburg", organisations["Ladenburg"]))
    transfer_demo.fill(today)
    return summary


def _manager(local_part: str, organisation: Organisation) -> User:
    """The Integrationsmanager:in of this address; invented, without a password, where no account is known."""
    email = f"{local_part}@demo.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        first, last = _MORE_MANAGERS[local_part]
        user = User(email=email, first_name=first, last_name=last, profession=Profession.SOCIAL_WORKER)
        user.set_unusable_password()
        user.save()
        Membership.objects.create(
            user=user, organisation=organisation, role=Role.INTEGRATIONSMANAGER, starts_on=date(2025, 1, 1)
        )
    return user


class _Place(People):
    """The people of one municipality, made in bulk."""

    def __init__(self, rng: random.Random, today: date, organisation: Organisation, leads: Sequence[User]) -> None:
        super().__init__(rng, today, organisation)
        self.leads = leads
        self.months = int(number_on(Key.SUPPORT_MONTHS, today))
        self.homes: dict[tuple[str, int], int] = {}  # in the order they were met: keys differ from run to run

    def fill(self, families: int, *, with_zahra: bool) -> Summary:
        if with_zahra:
            self.zahras_family()
        for _ in range(families):
            list(self.family())
        persons = self.store()
        # Small children have no case of their own.
        grown = [p for p in persons if p.birth_date is None or p.birth_date <= add_months(self.today, -12 * 15)]
        cases = self._cases(grown)
        begun = [case for case in cases if case.starts_on]
        plans = self._plans(begun)
        sessions = self._sessions(begun)
        self._goals(plans)
        self._steps(plans, sessions)
        fill_plans(self.rng, self.today, [(case, plan) for case, plan, _ in plans.values()], self._is_zahra)
        fill_catalogue(self.organisation)
        self._follow_ups(begun, sessions)
        self._sealed_notes(cases)
        Life(self.rng, self.today, self.organisation, self.leads).fill(begun)
        return Summary(len(persons), len(cases), sum(len(group) for group in sessions.values()))

    # --- Cases ---

    def _cases(self, persons: list[Person]) -> list[Case]:
        starts = {p.pk: self._start(p) for p in persons}
        numbers = {
            year: reserve_numbers(self.organisation, year, sum(d.year == year for d in starts.values()))
            for year in sorted({d.year for d in starts.values()})
        }
        queues = {year: iter(given) for year, given in numbers.items()}
        rule = rule_on(Key.SUPPORT_MONTHS, self.today)
        cases = []
        for person in sorted(persons, key=lambda p: (starts[p.pk], p.pk)):
            starts_on = starts[person.pk]
            cases.append(
                Case(
                    number=next(queues[starts_on.year]),
                    organisation=self.organisation,
                    person=person,
                    opened_at=self._moment(min(starts_on, self.today), 9),
                    **self._standing(person, starts_on, rule),
                )
            )
        Case.objects.bulk_create(cases)
        CaseTransition.objects.bulk_create(log for case in cases for log in self._log(case))
        return cases

    def _standing(self, person: Person, starts_on: date, rule: Rule) -> dict[str, Any]:
        """How the case stands: asked for, waiting, running, or closed."""
        not_begun = None if self._is_zahra(person) else entry(self.rng, self.today)
        if not_begun:
            return not_begun
        return {
            "lead": self._lead(person),
            "starts_on": starts_on,
            "ends_on": last_day(starts_on, self.months),
            "term_basis": rule.as_basis(),
            **self._ending(person, starts_on),
        }

    def _start(self, person: Person) -> date:
        if self._is_zahra(person):
            # Seven months are left.
            return add_months(self.today.replace(day=1), 8 - self.months)
        ago = add_months(self.today, self.rng.choice(_MONTHS_LEFT) - self.months)
        return ago.replace(day=1) if self.rng.randrange(3) else ago - timedelta(days=self.rng.randrange(25))

    def _lead(self, person: Person) -> User:
        if self._is_zahra(person):
            return self.leads[0]
        # A household is led by one person.
        household = self.home_of.get(person.pk)
        home = ("household", household) if household else ("person", person.pk)
        return self.leads[self.homes.setdefault(home, len(self.homes)) % len(self.leads)]

    def _is_zahra(self, person: Person) -> bool:
        return (
            person.family_name == "Rahimi" and person.given_name == "Zahra" and person.birth_date == date(1991, 3, 14)
        )

    def _ending(self, person: Person, starts_on: date) -> dict[str, Any]:
        is_closed = not self._is_zahra(person) and self.rng.randrange(12) == 0 and (self.today - starts_on).days > 200
        if not is_closed:
            return {}
        closed_on = self.day(starts_on + timedelta(days=150), self.today - timedelta(days=5))
        reason = self.rng.choice((ClosingReason.GOALS_REACHED, ClosingReason.MOVED, ClosingReason.NO_CONTACT))
        return {"status": CaseStatus.CLOSED, "closed_on": closed_on, "closing_reason": reason}

    def _log(self, case: Case) -> Iterator[CaseTransition]:
        actor = case.lead or self.leads[0]
        yield CaseTransition(
            subject=case,
            name="open",
            source="",
            target=CaseStatus.ACTIVE if case.starts_on else case.status,
            actor=actor,
            actor_label=actor.acting_label,
            happened_at=case.opened_at,
        )
        if case.closed_on:
            yield CaseTransition(
                subject=case,
                name="close",
                source=CaseStatus.ACTIVE,
                target=CaseStatus.CLOSED,
                actor=actor,
                actor_label=actor.acting_label,
                comment=case.get_closing_reason_display(),
                happened_at=self._moment(case.closed_on, 16),
            )

    # --- Plans and sessions ---

    def _plans(self, cases: list[Case]) -> dict[int, tuple[Case, Integrationsplan, list[texts.GoalText]]]:
        """A plan for nearly each case; those opened lately may still wait for theirs."""
        plans, rows = [], {}
        for case in cases:
            starts_on = self._begin(case)
            is_new = (self.today - starts_on).days < 45
            if not self._is_zahra(case.person) and self.rng.randrange(3 if is_new else 25) == 0:
                continue
            plan = Integrationsplan(
                case=case, created_by=case.lead, created_at=self._moment(self._soon_after(starts_on, 30), 11)
            )
            count = self.rng.randrange(1, 4)
            goals = texts.ZAHRAS_GOALS if self._is_zahra(case.person) else self.rng.sample(texts.GOALS, count)
            plans.append(plan)
            rows[case.pk] = (case, plan, list(goals))
        Integrationsplan.objects.bulk_create(plans)
        return rows

    def _goals(self, plans: dict[int, tuple[Case, Integrationsplan, list[texts.GoalText]]]) -> None:
        goals = []
        self.goal_texts: list[texts.GoalText] = []
        for case, plan, wanted in plans.values():
            for text in wanted:
                due = text.due(self.today) if text.months_ahead is not None else self._goal_due(case)
                goals.append(
                    Goal(
                        plan=plan,
                        life_area=text.area,
                        title=text.title,
                        criterion=text.criterion,
                        due_on=due,
                        priority=self.rng.choices(list(GoalPriority), weights=(25, 60, 15))[0],
                        **self._outcome(text.progress or self._progress(case)),
                        created_at=plan.created_at,
                    )
                )
                self.goal_texts.append(text)
        self.goals = Goal.objects.bulk_create(goals)

    def _begin(self, case: Case) -> date:
        """The first day of a case that has begun."""
        if case.starts_on is None:
            raise ValueError(f"{case} has not begun.")
        return case.starts_on

    def _goal_due(self, case: Case) -> date:
        return add_months(self._begin(case), self.rng.randrange(8, 24))

    def _progress(self, case: Case) -> str:
        if (self.today - self._begin(case)).days < 60:
            return GoalProgress.OPEN
        return self.rng.choices(list(GoalProgress), weights=(15, 50, 22, 6, 4, 3))[0]

    def _outcome(self, progress: str) -> dict[str, str]:
        reason = self.rng.choice(texts.OUTCOMES) if progress in WITH_REASON else ""
        return {"progress": progress, "outcome_reason": reason}

    def _sessions(self, cases: list[Case]) -> dict[int, list[Session]]:
        sessions: dict[int, list[Session]] = {}
        for case in cases:
            last = case.closed_on or self.today
            starts_on = self._begin(case)
            day = starts_on + timedelta(days=self.rng.randrange(10))
            most = 23 if self._is_zahra(case.person) else self.rng.randrange(2, 14)
            gap = max((last - starts_on).days // most, 7)
            while day <= last and len(sessions.get(case.pk, [])) < most:
                day += timedelta(days=max(0, (7 - day.weekday()) % 7) if day.weekday() > 4 else 0)
                if day > last:
                    break
                sessions.setdefault(case.pk, []).append(self._session(case, day))
                day += timedelta(days=self.rng.randrange(max(gap - 3, 3), gap + 3))
        Session.objects.bulk_create(session for group in sessions.values() for session in group)
        sessions_demo.fill(self.rng, self.today, self.organisation, self.leads, sessions)
        return sessions

    def _session(self, case: Case, day: date) -> Session:
        topics, note = self.rng.choice(texts.NOTES)
        return Session(
            case=case,
            held_on=day,
            created_at=self._moment(day, 15),
            **{
                "duration_minutes": self.rng.choices((15, 30, 45, 60, 90), weights=(12, 30, 32, 20, 6))[0],
                "topics": list(topics),
                "note": note,
                **sessions_demo.facts(self.rng, case.lead or self.leads[0]),
            },
        )

    def _steps(
        self,
        plans: dict[int, tuple[Case, Integrationsplan, list[texts.GoalText]]],
        sessions: dict[int, list[Session]],
    ) -> None:
        case_of = {plan.pk: case for case, plan, _ in plans.values()}
        steps: list[Step] = []
        for goal, text in zip(self.goals, self.goal_texts, strict=True):
            case = case_of[goal.plan_id]
            steps.extend(self._step(goal, step_text, case, sessions.get(case.pk, [])) for step_text in text.steps)
        Step.objects.bulk_create(steps)

    def _step(self, goal: Goal, text: texts.StepText, case: Case, sessions: list[Session]) -> Step:
        step = Step(goal=goal, text=text.text, owner=text.owner, owner_name=text.owner_name)
        if text.due_in is not None:
            step.due_on = self.today + timedelta(days=text.due_in)
        else:
            step.due_on = self.day(self._begin(case) + timedelta(days=30), self.today + timedelta(days=120))
        is_done = goal.progress == GoalProgress.REACHED or (text.due_in is None and step.due_on < self.today)
        if text.is_done or (is_done and not (text.due_in is not None) and self.rng.randrange(14)):
            before = [s for s in sessions if s.held_on <= step.due_on] or sessions
            step.done_in = self.rng.choice(before) if before else None
            step.done_on = step.done_in.held_on if step.done_in else case.starts_on
        elif text.due_in is None and step.due_on < self.today:
            # What is late is late by days, not by a year.
            step.due_on = self.today + timedelta(days=self.rng.randrange(-12, 40))
        return step

    def _follow_ups(self, cases: list[Case], sessions: dict[int, list[Session]]) -> None:
        rows = []
        for case in cases:
            if not case.is_open:
                continue
            session = sessions[case.pk][-1] if sessions.get(case.pk) else None
            due_in = self.rng.choice((-3, 0, 1, 4, 9, 16, 25, 40, 60, 90, 120))
            # A few a day are what one person can do; the others lie ahead.
            if due_in <= 0 and self.rng.randrange(4):
                due_in += 20
            if self._is_zahra(case.person):
                due_in = 0
            if session or self.rng.randrange(2):
                rows.append(
                    FollowUp(
                        case=case,
                        session=session,
                        due_on=self.today + timedelta(days=due_in),
                        reason=self.rng.choice(texts.REASONS),
                        assigned_to=case.lead,
                    )
                )
        FollowUp.objects.bulk_create(rows)

    def _sealed_notes(self, cases: list[Case]) -> None:
        """What is sealed in Zahra's case: two notes of her lead, and one of the colleague that the lead can't read."""
        for case in filter(lambda case: self._is_zahra(case.person), cases):
            for kind, lead_writes, days_ago, text in texts.ZAHRAS_SEALED_NOTES:
                note = SealedNote(
                    case=case,
                    organisation=self.organisation,
                    kind=kind,
                    author=case.lead if lead_writes else self.leads[-1],
                    created_at=self._moment(self.today - timedelta(days=days_ago), 10),
                )
                seal_field(SEALED_NOTE, note, text)
                note.save()

    # --- Days ---

    def _soon_after(self, day: date, within: int) -> date:
        return min(day + timedelta(days=self.rng.randrange(1, within)), self.today)

    def _moment(self, day: date, hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, self.rng.randrange(60))))
