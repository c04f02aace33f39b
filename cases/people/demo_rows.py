"""Dated rows of the invented people: titles, homes, languages, schools, work, measures."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cases.enums import (
    AccommodationKind,
    ContactKind,
    DatePrecision,
    EducationKind,
    GermanLevel,
    LanguageLevel,
    Literacy,
    MeasureResult,
    NameKind,
    Recognition,
    ResidenceGroup,
    ResultBasis,
)
from cases.models import (
    Accommodation,
    Competence,
    ContactWay,
    Education,
    Employment,
    GermanResult,
    Measure,
    Person,
    PersonLanguage,
    PersonName,
    ResidenceTitle,
)
from cases.people import demo_texts as texts
from pik.core.periods import add_months

if TYPE_CHECKING:
    from cases.people.demo import About

_LEVELS = list(GermanLevel)
_GROWN_UP_YEARS = 17


class Rows:
    """Collects rows by model and writes them in bulk."""

    def __init__(self, rng: random.Random, today: date, place: str) -> None:
        self.rng, self.today, self.place = rng, today, place
        self.rows: dict[type[Any], list[Any]] = {}

    def store(self) -> None:
        """Write all rows, model by model."""
        for model, rows in self.rows.items():
            model.objects.bulk_create(rows)

    def add(self, person: Person, about: About) -> None:
        """Invent the rows of one person."""
        self._stay(person, about)
        self._languages(person, about)
        is_grown = person.birth_date is None or person.birth_date.year < self.today.year - _GROWN_UP_YEARS
        if is_grown:
            self._put(
                ContactWay(
                    person=person,
                    kind=ContactKind.MOBILE,
                    value=f"0151 555 {self.rng.randrange(1000, 9999)}",
                    is_preferred=True,
                )
            )
            self._background(person)
        if about.is_zahra:
            self._zahra(person)

    def _put(self, row: Any) -> None:
        self.rows.setdefault(type(row), []).append(row)

    def _stay(self, person: Person, about: About) -> None:
        arrived = person.arrived_on or self.today
        begun = max(add_months(about.title_ends_on, -36), arrived) if about.title_ends_on else arrived
        self._put(
            ResidenceTitle(
                person=person,
                group=_group_of(about.title),
                paragraph=about.title.removeprefix("Duldung (").removesuffix(")"),
                authority="Ausländerbehörde Rhein-Neckar-Kreis",
                starts_on=min(begun, self.today),
                ends_on=about.title_ends_on,
            )
        )
        if (begun - arrived).days > 1:
            self._put(
                ResidenceTitle(
                    person=person,
                    group=ResidenceGroup.ASYLUM_PROCEDURE,
                    paragraph="§ 55 AsylG",
                    starts_on=arrived,
                    ends_on=min(begun, self.today) - timedelta(days=1),
                )
            )
        self._homes(person, about)

    def _homes(self, person: Person, about: About) -> None:
        moved = person.arrived_in_gemeinde_on or self.today
        arrived = person.arrived_on or moved
        if moved > arrived:
            self._put(
                Accommodation(
                    person=person,
                    kind=AccommodationKind.PROVISIONAL,
                    place="Sinsheim",
                    starts_on=arrived,
                    ends_on=moved - timedelta(days=1),
                )
            )
        self._put(
            Accommodation(
                person=person,
                kind=texts.HOMES[len(about.street) % len(texts.HOMES)],
                street=about.street,
                place=self.place,
                starts_on=moved,
            )
        )

    def _languages(self, person: Person, about: About) -> None:
        for position, language in enumerate(about.languages):
            self._put(
                PersonLanguage(
                    person=person,
                    language=language,
                    level=LanguageLevel.SOME if position else LanguageLevel.MOTHER_TONGUE,
                    literacy=self.rng.choices(list(Literacy), weights=(80, 8, 12))[0],
                )
            )
        if not about.level:
            return
        reached = _LEVELS.index(GermanLevel(about.level))
        for back, level in enumerate(reversed(_LEVELS[max(reached - 2, 0) : reached + 1])):
            day = add_months(self.today, -2 - 7 * back) - timedelta(days=self.rng.randrange(25))
            if person.arrived_on and day < person.arrived_on:
                break
            is_exam = level in {GermanLevel.A2, GermanLevel.B1, GermanLevel.B2, GermanLevel.C1}
            self._put(
                GermanResult(
                    person=person,
                    level=level,
                    dated_on=day,
                    basis=ResultBasis.EXAM if is_exam else ResultBasis.PLACEMENT,
                    name=f"Prüfung {level.label}" if is_exam else "Einstufung an der VHS",
                    certificate_seen=is_exam and bool(self.rng.randrange(4)),
                )
            )

    def _background(self, person: Person) -> None:
        self._learned(person, born=person.birth_date.year if person.birth_date else 1990)
        if self.rng.randrange(2):
            self._worked(person)
        if self.rng.randrange(4) == 0:
            kind, title, employer = self._one_of(texts.JOBS_HERE)
            begun = add_months(self.today, -self.rng.randrange(1, 14)).replace(day=1)
            self._put(
                Employment(person=person, kind=kind, title=title, employer=employer, country="DE", starts_on=begun)
            )
        self._potentials(person)

    def _learned(self, person: Person, born: int) -> None:
        done = [row for row in texts.EDUCATIONS if born + row[3] + row[4] < self.today.year]
        kind, title, school, age, years, recognises = self._one_of(done)
        self._put(
            Education(
                person=person,
                kind=kind,
                title=title,
                institution=school,
                country=person.nationalities[0],
                starts_on=date(born + age, 1, 1),
                ends_on=date(born + age + years, 12, 31),
                starts_precision=DatePrecision.YEAR,
                ends_precision=DatePrecision.YEAR,
                is_completed=True,
                recognition=self.rng.choice((Recognition.NOT_APPLIED, Recognition.APPLIED)) if recognises else "",
            )
        )

    def _worked(self, person: Person) -> None:
        kind, title, employer = self._one_of(texts.JOBS)
        left = (person.arrived_on or self.today).year - 1
        self._put(
            Employment(
                person=person,
                kind=kind,
                title=title,
                employer=employer,
                country=person.nationalities[0],
                starts_on=date(left - self.rng.randrange(1, 5), 1, 1),
                ends_on=date(left, 12, 31),
                starts_precision=DatePrecision.YEAR,
                ends_precision=DatePrecision.YEAR,
            )
        )

    def _potentials(self, person: Person) -> None:
        kind, text, shown_by = self._one_of(texts.COMPETENCES)
        noted_on = add_months(self.today, -self.rng.randrange(1, 12))
        self._put(Competence(person=person, kind=kind, text=text, shown_by=shown_by, noted_on=noted_on))
        if self.rng.randrange(3):
            kind, title, provider, result = self._one_of(texts.MEASURES)
            begun = add_months(self.today, -self.rng.randrange(7, 18)).replace(day=1)
            self._put(
                Measure(
                    person=person,
                    kind=kind,
                    title=title,
                    provider=provider,
                    starts_on=begun,
                    ends_on=add_months(begun, 6),
                    starts_precision=DatePrecision.MONTH,
                    ends_precision=DatePrecision.MONTH,
                    result=MeasureResult.FINISHED,
                    result_note=result,
                )
            )

    def _zahra(self, person: Person) -> None:
        """What runs through manual and pictures: a midwife whose training is to be recognised."""
        married_on, note = date(2014, 6, 30), "Name bis zur Heirat"
        self._put(PersonName(person=person, kind=NameKind.FORMER, family_name="Ahmadi", ends_on=married_on, note=note))
        self._put(
            Education(
                person=person,
                kind=EducationKind.VOCATIONAL,
                title="Hebamme",
                institution="Institut für Gesundheitsberufe, Herat",
                country="AF",
                starts_on=date(2009, 1, 1),
                ends_on=date(2012, 12, 31),
                starts_precision=DatePrecision.YEAR,
                ends_precision=DatePrecision.YEAR,
                is_completed=True,
                recognition=Recognition.APPLIED,
                recognition_applied_on=self.today - timedelta(days=40),
                recognition_authority="Regierungspräsidium Stuttgart",
            )
        )
        note = "Sprachnachrichten auf Dari"
        self._put(ContactWay(person=person, kind=ContactKind.MESSENGER, value="0151 555 1203", note=note))

    def _one_of(self, choices: Sequence[Any]) -> Any:
        return self.rng.choice(choices)


def _group_of(title: str) -> str:
    if title.startswith("Duldung"):
        return ResidenceGroup.TOLERATED
    return ResidenceGroup.TEMPORARY_PROTECTION if title.startswith("§ 24 ") else ResidenceGroup.PERMIT
