"""Invented people and families; nobody is real."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cases import demo_texts as texts
from cases.enums import BirthPrecision
from cases.models import Household, HouseholdMember, Person
from cases.people import demo_texts as rows
from cases.people.demo_rows import Rows
from pik.accounts.models import Organisation
from pik.core.periods import add_months


@dataclass
class About:
    """What is known of an invented person beside her own row."""

    household: Household | None
    title: str
    title_ends_on: date | None
    street: str
    relation: str = ""
    languages: list[str] = field(default_factory=list)
    level: str = ""
    is_zahra: bool = False


class People:
    """Makes the people of one municipality, family by family."""

    def __init__(self, rng: random.Random, today: date, organisation: Organisation) -> None:
        self.rng, self.today, self.organisation = rng, today, organisation
        self.about: list[tuple[Person, About]] = []
        self.home_of: dict[int, int] = {}
        self.taken: set[tuple[str, str, date | None]] = set()

    def family(self) -> Iterator[Person]:
        origin = self.rng.choices(texts.ORIGINS, weights=[o.weight for o in texts.ORIGINS])[0]
        family = self.rng.choice(origin.family_names)
        size = self.rng.choices((1, 2, 3, 4, 5), weights=(52, 13, 13, 14, 8))[0]
        arrived = self.day(add_months(self.today, -84), add_months(self.today, -20))
        title, title_months = self.rng.choice(origin.titles)
        ends = add_months(self.today, title_months + self.rng.randrange(-4, 9)) if title_months else None
        household = self._household(family[0]) if size > 1 else None
        street = f"{self.rng.choice(rows.STREETS)} {self.rng.randrange(1, 90)}"
        for position in range(size):
            about = About(household=household, title=title, title_ends_on=ends, street=street)
            yield self._person(origin, family, position, arrived, about)

    def _household(self, family_name: str) -> Household:
        return Household.objects.create(organisation=self.organisation, name=f"Haushalt {family_name}")

    def _person(
        self, origin: texts.Origin, family: tuple[str, str], position: int, arrived: date, about: About
    ) -> Person:
        is_child = position > 1
        is_female = bool(self.rng.randrange(2)) if is_child or about.household is None else position == 1
        born = self._birth_date(is_child=is_child, unknown_in=origin.unknown_birth_date_in)
        given = self._free_name(origin.female if is_female else origin.male, family[0], born)
        about.relation = "child" if is_child else "partner" if position else "head"
        about.level = self.rng.choices(("none", "A1", "A2", "B1", "B2", "C1"), weights=(8, 22, 30, 26, 11, 3))[0]
        about.languages = self.rng.choice(origin.languages)
        needs_interpreter = about.level in {"none", "A1"} and not is_child
        arrived = max(arrived, born) if born else arrived
        estimated = not is_child and born is not None and origin.unknown_birth_date_in and not self.rng.randrange(4)
        person = Person(
            organisation=self.organisation,
            family_name=family[0],
            given_name=given[0],
            name_original=" ".join(filter(None, (given[1], family[1]))),
            birth_date=born.replace(month=1, day=1) if estimated and born else born,
            birth_precision=BirthPrecision.ESTIMATED if estimated else BirthPrecision.DAY,
            sex="female" if is_female else "male",
            nationalities=[origin.country],
            interpreter_language=about.languages[0] if needs_interpreter else "",
            arrived_on=arrived,
            arrived_in_gemeinde_on=min(arrived + timedelta(days=self.rng.randrange(200, 560)), self.today),
            is_invented=True,
        )
        person.anschlussunterbringung_on = person.arrived_in_gemeinde_on
        self.about.append((person, about))
        return person

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

    def zahras_family(self) -> list[Person]:
        """The family of the example that runs through manual and pictures."""
        household = self._household("Rahimi")
        shared: dict[str, Any] = {
            "organisation": self.organisation,
            "family_name": "Rahimi",
            "nationalities": ["AF"],
            "arrived_on": date(self.today.year - 3, 10, 4),
            "arrived_in_gemeinde_on": date(self.today.year - 2, 11, 15),
            "anschlussunterbringung_on": date(self.today.year - 2, 11, 15),
            "is_invented": True,
        }
        members = (
            ("Zahra", "زهرا رحیمی", date(1991, 3, 14), "female", "head", "A2"),
            ("Mohammad", "محمد رحیمی", date(1988, 8, 2), "male", "partner", "B1"),
            ("Parwin", "پروین رحیمی", date(2016, 5, 21), "female", "child", "B2"),
            ("Omid", "امید رحیمی", date(2021, 11, 9), "male", "child", ""),
        )
        for given, original, born, sex, relation, level in members:
            interpreter = "Dari" if given == "Zahra" else ""
            person = Person(
                **shared,
                given_name=given,
                name_original=original,
                birth_date=born,
                sex=sex,
                interpreter_language=interpreter,
                interpreter_sex="female" if interpreter else "",
            )
            about = About(
                household=household,
                relation=relation,
                languages=["Dari"],
                level=level,
                title="§ 25 Abs. 2 AufenthG",
                title_ends_on=date(self.today.year + 1, 2, 11),
                street="Neckarstraße 12",
                is_zahra=given == "Zahra",
            )
            self.about.append((person, about))
        return [person for person, about in self.about if about.household is household]

    def store(self) -> list[Person]:
        """Write all whom ``family`` and ``zahras_family`` invented, with their households and dated rows."""
        persons = [person for person, _ in self.about]
        for person in persons:
            person.set_keys()
        Person.objects.bulk_create(persons)
        self.home_of = {person.pk: about.household.pk for person, about in self.about if about.household}
        HouseholdMember.objects.bulk_create(
            HouseholdMember(household=about.household, person=person, relation=about.relation)
            for person, about in self.about
            if about.household
        )
        made = Rows(self.rng, self.today, self.organisation.name)
        for person, about in self.about:
            made.add(person, about)
        made.store()
        return persons

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange(max((last - first).days, 1)))
