"""Invented people to show the product with: families, plans, sessions, Wiedervorlagen. Nobody is real."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases import demo_texts as texts
from cases.enums import CaseStatus, ClosingReason, GoalProgress, SessionKind, StepOwner
from cases.models import Case, CaseTransition, FollowUp, Goal, Household, Integrationsplan, Person, Session, Step
from cases.numbers import reserve_numbers
from pik.accounts.enums import Profession, Role
from pik.accounts.models import Membership, Organisation, User
from pik.core.periods import add_months, last_day
from pik.regulations.enums import Key
from pik.regulations.queries import rule_on

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
# How many months ago support began: most of the term is behind some, a few end in six, three, one month.
_MONTHS_AGO = (*range(1, 17), *range(1, 17), 18, 19, 21, 23)


@dataclass
class Summary:
    """How much was made, as a German sentence."""

    persons: int = 0
    cases: int = 0
    sessions: int = 0
    places: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.persons} erfundene Personen, {self.cases} Fälle und {self.sessions} Beratungen "
            f"in {', '.join(self.places)}"
        )


def fill(rng: random.Random, today: date) -> Summary:
    """Invent people, cases, plans, sessions and Wiedervorlagen; the same ``rng`` and ``today`` give the same."""
    summary = Summary()
    organisations = {o.name: o for o in Organisation.objects.gemeinden().filter(name__in=PLACES)}
    for name, (families, addresses) in PLACES.items():
        leads = [_manager(address, organisations[name]) for address in addresses]
        made = _Place(rng, today, organisations[name], leads).fill(families, with_zahra=name == "Ladenburg")
        summary.persons += made.persons
        summary.cases += made.cases
        summary.sessions += made.sessions
        summary.places.append(name)
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


class _Place:
    """The people of one municipality, made in bulk."""

    def __init__(self, rng: random.Random, today: date, organisation: Organisation, leads: Sequence[User]) -> None:
        self.rng, self.today, self.organisation, self.leads = rng, today, organisation, leads
        self.taken: set[tuple[str, str, date | None]] = set()

    def fill(self, families: int, *, with_zahra: bool) -> Summary:
        persons = [person for _ in range(families) for person in self._family()]
        if with_zahra:
            persons = [*self._zahras_family(), *persons]
        for person in persons:
            person.set_keys()
        Person.objects.bulk_create(persons)
        # Small children have no case of their own.
        grown = [p for p in persons if p.birth_date is None or p.birth_date <= add_months(self.today, -12 * 15)]
        cases = self._cases(grown)
        plans = self._plans(cases)
        sessions = self._sessions(cases)
        self._goals(plans)
        self._steps(plans, sessions)
        self._follow_ups(cases, sessions)
        return Summary(len(persons), len(cases), sum(len(group) for group in sessions.values()))

    # --- People ---

    def _family(self) -> Iterator[Person]:
        origin = self.rng.choices(texts.ORIGINS, weights=[o.weight for o in texts.ORIGINS])[0]
        family = self.rng.choice(origin.family_names)
        size = self.rng.choices((1, 2, 3, 4, 5), weights=(52, 13, 13, 14, 8))[0]
        arrived = self._day(add_months(self.today, -84), add_months(self.today, -20))
        title, title_months = self.rng.choice(origin.titles)
        ends = add_months(self.today, title_months + self.rng.randrange(-4, 9)) if title_months else None
        household = self._household(family[0]) if size > 1 else None
        for position in range(size):
            yield self._person(origin, family, position, household, arrived, title, ends)

    def _household(self, family_name: str) -> Household:
        return Household.objects.create(organisation=self.organisation, name=f"Haushalt {family_name}")

    def _person(
        self,
        origin: texts.Origin,
        family: tuple[str, str],
        position: int,
        household: Household | None,
        arrived: date,
        title: str,
        ends: date | None,
    ) -> Person:
        is_child = position > 1
        is_female = bool(self.rng.randrange(2)) if is_child or household is None else position == 1
        born = self._birth_date(is_child=is_child, unknown_in=origin.unknown_birth_date_in)
        given = self._free_name(origin.female if is_female else origin.male, family[0], born)
        relation = "child" if is_child else "partner" if position else "adult"
        level = self.rng.choices(("none", "A1", "A2", "B1", "B2", "C1"), weights=(8, 22, 30, 26, 11, 3))[0]
        return Person(
            organisation=self.organisation,
            family_name=family[0],
            given_name=given[0],
            name_original=" ".join(filter(None, (given[1], family[1]))),
            birth_date=born,
            sex="female" if is_female else "male",
            nationalities=[origin.country],
            languages=self.rng.choice(origin.languages),
            interpreter_language=self.rng.choice(origin.languages)[0] if level in {"none", "A1"} else "",
            german_level=level,
            residence_title=title,
            residence_ends_on=ends,
            arrived_on=max(arrived, born) if born else arrived,
            household=household,
            household_relation=relation if household else "",
            is_invented=True,
        )

    def _birth_date(self, *, is_child: bool, unknown_in: int) -> date | None:
        if not is_child and unknown_in and self.rng.randrange(unknown_in) == 0:
            return None
        years = self.rng.randrange(1, 19) if is_child else self.rng.randrange(20, 61)
        return add_months(self.today, -12 * years) - timedelta(days=self.rng.randrange(365))

    def _free_name(self, names: Sequence[tuple[str, str]], family: str, born: date | None) -> tuple[str, str]:
        """A given name that nobody of the same family name and birth date has."""
        given = self.rng.choice(names)
        while (family, given[0], born) in self.taken and len(names) > 1:
            given = self.rng.choice(names)
            born = None if born is None else born
            if all((family, name[0], born) in self.taken for name in names):
                break
        self.taken.add((family, given[0], born))
        return given

    def _zahras_family(self) -> list[Person]:
        """The family of the example that runs through manual and pictures."""
        household = self._household("Rahimi")
        shared: dict[str, Any] = {
            "organisation": self.organisation,
            "family_name": "Rahimi",
            "nationalities": ["AF"],
            "languages": ["Dari"],
            "household": household,
            "residence_title": "§ 25 Abs. 2 AufenthG",
            "residence_ends_on": date(self.today.year + 1, 2, 11),
            "arrived_on": date(self.today.year - 3, 10, 4),
            "is_invented": True,
        }
        members = (
            ("Zahra", "زهرا رحیمی", date(1991, 3, 14), "female", "adult", "A2"),
            ("Mohammad", "محمد رحیمی", date(1988, 8, 2), "male", "partner", "B1"),
            ("Parwin", "پروین رحیمی", date(2016, 5, 21), "female", "child", "B2"),
            ("Omid", "امید رحیمی", date(2021, 11, 9), "male", "child", ""),
        )
        return [
            Person(
                **shared,
                given_name=given,
                name_original=original,
                birth_date=born,
                sex=sex,
                household_relation=relation,
                german_level=level,
                interpreter_language="Dari" if given == "Zahra" else "",
            )
            for given, original, born, sex, relation, level in members
        ]

    # --- Cases ---

    def _cases(self, persons: list[Person]) -> list[Case]:
        starts = {p.pk: self._start(p) for p in persons}
        numbers = {
            year: reserve_numbers(self.organisation, year, sum(d.year == year for d in starts.values()))
            for year in sorted({d.year for d in starts.values()})
        }
        queues = {year: iter(given) for year, given in numbers.items()}
        rule = rule_on(Key.SUPPORT_MONTHS, self.today)
        assert rule.number is not None
        cases = []
        for person in sorted(persons, key=lambda p: (starts[p.pk], p.pk)):
            starts_on = starts[person.pk]
            cases.append(
                Case(
                    number=next(queues[starts_on.year]),
                    organisation=self.organisation,
                    person=person,
                    lead=self._lead(person),
                    starts_on=starts_on,
                    ends_on=last_day(starts_on, int(rule.number)),
                    term_basis=rule.as_basis(),
                    opened_at=self._moment(starts_on, 9),
                    **self._ending(person, starts_on),
                )
            )
        Case.objects.bulk_create(cases)
        CaseTransition.objects.bulk_create(log for case in cases for log in self._log(case))
        return cases

    def _start(self, person: Person) -> date:
        if self._is_zahra(person):
            # Seven months are left of two years.
            return add_months(self.today.replace(day=1), -16)
        ago = add_months(self.today, -self.rng.choice(_MONTHS_AGO))
        return ago.replace(day=1) if self.rng.randrange(3) else ago - timedelta(days=self.rng.randrange(25))

    def _lead(self, person: Person) -> User:
        if self._is_zahra(person):
            return self.leads[0]
        # A household is led by one person.
        return self.leads[(person.household_id or person.pk) % len(self.leads)]

    def _is_zahra(self, person: Person) -> bool:
        return (
            person.family_name == "Rahimi" and person.given_name == "Zahra" and person.birth_date == date(1991, 3, 14)
        )

    def _ending(self, person: Person, starts_on: date) -> dict[str, Any]:
        is_closed = not self._is_zahra(person) and self.rng.randrange(12) == 0 and (self.today - starts_on).days > 200
        if not is_closed:
            return {}
        closed_on = self._day(starts_on + timedelta(days=150), self.today - timedelta(days=5))
        reason = self.rng.choice((ClosingReason.GOALS_REACHED, ClosingReason.MOVED, ClosingReason.NO_CONTACT))
        return {"status": CaseStatus.CLOSED, "closed_on": closed_on, "closing_reason": reason}

    def _log(self, case: Case) -> Iterator[CaseTransition]:
        actor = case.lead
        yield CaseTransition(
            subject=case,
            name="open",
            source="",
            target=CaseStatus.ACTIVE,
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
                happened_at=self._moment(case.closed_on, 16),
            )

    # --- Plans and sessions ---

    def _plans(self, cases: list[Case]) -> dict[int, tuple[Case, Integrationsplan, list[texts.GoalText]]]:
        """A plan for nearly each case; those opened lately may still wait for theirs."""
        plans, rows = [], {}
        for case in cases:
            is_new = (self.today - case.starts_on).days < 45
            if not self._is_zahra(case.person) and self.rng.randrange(3 if is_new else 25) == 0:
                continue
            plan = Integrationsplan(
                case=case, created_by=case.lead, created_at=self._moment(self._soon_after(case.starts_on, 30), 11)
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
                        progress=text.progress or self._progress(case),
                        created_at=plan.created_at,
                    )
                )
                self.goal_texts.append(text)
        self.goals = Goal.objects.bulk_create(goals)

    def _goal_due(self, case: Case) -> date:
        return add_months(case.starts_on, self.rng.randrange(8, 24))

    def _progress(self, case: Case) -> str:
        if (self.today - case.starts_on).days < 60:
            return GoalProgress.OPEN
        return self.rng.choices(list(GoalProgress), weights=(15, 55, 25, 5))[0]

    def _sessions(self, cases: list[Case]) -> dict[int, list[Session]]:
        sessions: dict[int, list[Session]] = {}
        for case in cases:
            last = case.closed_on or self.today
            day = case.starts_on + timedelta(days=self.rng.randrange(10))
            most = 23 if self._is_zahra(case.person) else self.rng.randrange(2, 14)
            gap = max((last - case.starts_on).days // most, 7)
            while day <= last and len(sessions.get(case.pk, [])) < most:
                day += timedelta(days=max(0, (7 - day.weekday()) % 7) if day.weekday() > 4 else 0)
                if day > last:
                    break
                sessions.setdefault(case.pk, []).append(self._session(case, day))
                day += timedelta(days=self.rng.randrange(max(gap - 3, 3), gap + 3))
        Session.objects.bulk_create(session for group in sessions.values() for session in group)
        return sessions

    def _session(self, case: Case, day: date) -> Session:
        topics, note = self.rng.choice(texts.NOTES)
        return Session(
            case=case,
            held_on=day,
            kind=self.rng.choices(list(SessionKind), weights=(50, 18, 18, 4, 10))[0],
            duration_minutes=self.rng.choices((15, 30, 45, 60, 90), weights=(12, 30, 32, 20, 6))[0],
            topics=list(topics),
            note=note,
            author=case.lead,
            created_at=self._moment(day, 15),
        )

    def _steps(
        self,
        plans: dict[int, tuple[Case, Integrationsplan, list[texts.GoalText]]],
        sessions: dict[int, list[Session]],
    ) -> None:
        case_of = {plan.pk: case for case, plan, _ in plans.values()}
        steps = []
        for goal, text in zip(self.goals, self.goal_texts, strict=True):
            case = case_of[goal.plan_id]
            for step_text in text.steps:
                steps.append(self._step(goal, step_text, case, sessions.get(case.pk, [])))
        Step.objects.bulk_create(steps)

    def _step(self, goal: Goal, text: texts.StepText, case: Case, sessions: list[Session]) -> Step:
        step = Step(goal=goal, text=text.text, owner=text.owner, owner_name=text.owner_name)
        if text.due_in is not None:
            step.due_on = self.today + timedelta(days=text.due_in)
        else:
            step.due_on = self._day(case.starts_on + timedelta(days=30), self.today + timedelta(days=120))
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
            if not case.is_active:
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

    # --- Days ---

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange(max((last - first).days, 1)))

    def _soon_after(self, day: date, within: int) -> date:
        return min(day + timedelta(days=self.rng.randrange(1, within)), self.today)

    def _moment(self, day: date, hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, self.rng.randrange(60))))
