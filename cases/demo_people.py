"""Invented people and families; nobody is real."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from cases import demo_texts as texts
from cases.models import Household, Person
from pik.accounts.models import Organisation
from pik.core.periods import add_months


class People:
    """Makes the people of one municipality, family by family."""

    def __init__(self, rng: random.Random, today: date, organisation: Organisation) -> None:
        self.rng, self.today, self.organisation = rng, today, organisation
        self.taken: set[tuple[str, str, date | None]] = set()

    def family(self) -> Iterator[Person]:
        origin = self.rng.choices(texts.ORIGINS, weights=[o.weight for o in texts.ORIGINS])[0]
        family = self.rng.choice(origin.family_names)
        size = self.rng.choices((1, 2, 3, 4, 5), weights=(52, 13, 13, 14, 8))[0]
        arrived = self.day(add_months(self.today, -84), add_months(self.today, -20))
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

    def zahras_family(self) -> list[Person]:
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

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange(max((last - first).days, 1)))
