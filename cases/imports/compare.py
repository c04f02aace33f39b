"""What is there already: cases of an earlier import, persons alike, those who can lead. A few queries per batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Prefetch, Q

from cases.enums import CaseStatus
from cases.imports.checks import Checked, Problem
from cases.models import Case, ImportedCase, Person
from cases.team.queries import team_of
from pik.accounts.models import Organisation
from pik.core.names import search_key
from pik.core.periods import last_day
from pik.regulations.enums import Key
from pik.regulations.models import Rule

#: From here on two names with the same birth date are taken for spellings of one, as when a case is opened.
NEAR = 0.75
MOST = 3


class Terms:
    """The rule of the support term on any day, and the end that follows; one query for a whole file."""

    def __init__(self) -> None:
        rules = Rule.objects.filter(parameter__key=Key.SUPPORT_MONTHS).select_related("parameter", "regulation")
        self.rules = [rule for rule in rules if rule.number is not None]

    def of(self, starts_on: date) -> tuple[Rule, date] | None:
        """The rule in force on the first day, and the last day; None where no rule is in force."""
        rule = next((rule for rule in self.rules if rule.covers(starts_on)), None)
        return (rule, last_day(starts_on, int(rule.number or 0))) if rule else None


@dataclass(frozen=True)
class Known:
    """What a batch of rows is compared with."""

    keys: set[str]
    leads: dict[str, int]
    terms: Terms
    alike: list[list[dict[str, Any]]]


def compared_with(organisation: Organisation, rows: Sequence[Checked], keys: Sequence[str]) -> Known:
    """Look for everything that concerns these rows, in four queries."""
    return Known(
        keys=set(ImportedCase.objects.filter(organisation=organisation, key__in=keys).values_list("key", flat=True)),
        leads=leads_by_email(organisation),
        terms=Terms(),
        alike=alike_persons(organisation, rows),
    )


def leads_by_email(organisation: Organisation) -> dict[str, int]:
    """Who can lead a case here today, by address; one query."""
    return dict(team_of(organisation).values_list("email", "pk"))


def problems_beyond_the_file(row: Checked, known: Known) -> list[Problem]:
    """What only the database can say of a row: its lead counsels here, a rule is in force when it begins."""
    found = []
    lead = row.values.get("case.lead")
    if lead and lead not in known.leads:
        found.append(Problem("lead", f"„{lead}“ berät heute nicht in Ihrer Organisation"))
    starts_on = row.values.get("case.starts_on")
    if starts_on and row.state == CaseStatus.ACTIVE and known.terms.of(starts_on) is None:
        found.append(Problem("starts_on", "für diesen Tag kennt das Regelwerk keine Dauer der Begleitung"))
    return found


# --- Persons alike --------------------------------------------------------------------------------


def alike_persons(organisation: Organisation, rows: Sequence[Checked]) -> list[list[dict[str, Any]]]:
    """For each row those who are there and look like it: the same name, or a near one with the same birth date."""
    names = [_names(row) for row in rows]
    days = {row.values["person.birth_date"] for row in rows if "person.birth_date" in row.values}
    wanted = {key for pair in names for key in pair if key}
    found = (
        Person.objects.filter(Q(search_key__in=wanted) | Q(birth_date__in=days), organisation=organisation)
        .prefetch_related(Prefetch("cases", queryset=Case.objects.order_by("-opened_at", "pk")))
        .order_by("pk")
    )
    by_name: dict[str, list[Person]] = {}
    by_day: dict[Any, list[Person]] = {}
    for person in found:
        by_name.setdefault(person.search_key, []).append(person)
        by_day.setdefault(person.birth_date, []).append(person)
    return [
        _alike(pair, row.values.get("person.birth_date"), by_name, by_day)
        for row, pair in zip(rows, names, strict=True)
    ]


def _names(row: Checked) -> tuple[str, str]:
    """Family and given name in either order, since forms of other countries swap them."""
    family = search_key(row.values.get("person.family_name", ""))
    given = search_key(row.values.get("person.given_name", ""))
    return (f"{family} {given}", f"{given} {family}") if family and given else ("", "")


def _alike(
    names: tuple[str, str], day: Any, by_name: dict[str, list[Person]], by_day: dict[Any, list[Person]]
) -> list[dict[str, Any]]:
    found = {person.pk: person for name in names for person in by_name.get(name, []) if name}
    matcher = SequenceMatcher(b=" ".join(sorted(names[0].split())))
    for person in by_day.get(day, []) if day and names[0] else []:
        matcher.set_seq1(" ".join(sorted(person.search_key.split())))
        if matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR:
            found[person.pk] = person
    return [_told(person) for person in list(found.values())[:MOST]]


def _told(person: Person) -> dict[str, Any]:
    """A person there, as the row keeps it: her name, and the latest case that leads to her."""
    case = next(iter(person.cases.all()), None)
    return {
        "name": str(person),
        "number": case.number if case else "",
        "url": case.get_absolute_url() if case else "",
    }
