"""What is there already: cases of an earlier import, persons alike, those who can lead. A few queries per batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Prefetch, Q

from cases.enums import CaseStatus, KeyKind
from cases.imports.checks import Checked, Problem
from cases.models import Case, ImportedCase, Person, SearchKey
from cases.search.keys import whole
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
    """Look for everything that concerns these rows, in a few queries."""
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
    """For each row those who are there and look like it: a name of the same sound, or a near one and the same day."""
    names = [_name(row) for row in rows]
    days = {row.values["person.birth_date"] for row in rows if "person.birth_date" in row.values}
    sounding = _ids_by_sound(organisation, {whole(name) for name in names if name})
    ids = {pk for found in sounding.values() for pk in found}
    people = {
        person.pk: person
        for person in Person.objects.filter(Q(pk__in=ids) | Q(birth_date__in=days), organisation=organisation)
        .prefetch_related(Prefetch("cases", queryset=Case.objects.order_by("-opened_at", "pk")))
        .order_by("pk")
    }
    by_day: dict[Any, list[Person]] = {}
    for person in people.values():
        by_day.setdefault(person.birth_date, []).append(person)
    return [
        _alike(name, [people[pk] for pk in sounding.get(whole(name), ())], by_day.get(day, []) if day else [])
        for name, day in ((name, row.values.get("person.birth_date")) for row, name in zip(rows, names, strict=True))
    ]


def _name(row: Checked) -> str:
    """Given and family name; empty unless both are known."""
    given, family = row.values.get("person.given_name", ""), row.values.get("person.family_name", "")
    return f"{given} {family}" if given and family else ""


def _ids_by_sound(organisation: Organisation, sounds: set[str]) -> dict[str, list[int]]:
    """The persons whose whole name, in whatever order, sounds like one of ``sounds``."""
    keys = SearchKey.objects.filter(organisation=organisation, kind=KeyKind.WHOLE, key__in=sounds)
    found: dict[str, list[int]] = {}
    for key, pk in keys.order_by("person").values_list("key", "person"):
        found.setdefault(key, []).append(pk)
    return found


def _alike(name: str, sounding: Sequence[Person], born_then: Sequence[Person]) -> list[dict[str, Any]]:
    found = {person.pk: person for person in sounding if name}
    matcher = SequenceMatcher(b=_folded(name))
    for person in born_then if name else ():
        matcher.set_seq1(_folded(f"{person.given_name} {person.family_name}"))
        if matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR:
            found[person.pk] = person
    return [_told(person) for person in list(found.values())[:MOST]]


def _folded(name: str) -> str:
    """The words of a name without accents, in a fixed order: forms of other countries swap them."""
    return " ".join(sorted(search_key(name).split()))


def _told(person: Person) -> dict[str, Any]:
    """A person there, as the row keeps it: her name, and the latest case that leads to her."""
    case = next(iter(person.cases.all()), None)
    return {
        "name": str(person),
        "number": case.number if case else "",
        "url": case.get_absolute_url() if case else "",
    }
