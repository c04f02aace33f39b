"""Making persons, households and cases of checked rows: a few statements for hundreds of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from cases.enums import CaseStatus, ContactKind, HouseholdRelation, NameKind, NeedLevel, ResultBasis, WaitingPriority
from cases.imports.checks import Checked
from cases.imports.compare import Terms
from cases.models import (
    Accommodation,
    Case,
    CaseTransition,
    ContactWay,
    GermanResult,
    Household,
    HouseholdMember,
    ImportedCase,
    ImportRow,
    ImportRun,
    Person,
    PersonLanguage,
    PersonName,
    ResidenceTitle,
)
from cases.numbers import reserve_numbers
from cases.search.keys import refresh_all, with_names
from pik.core.names import search_key

#: Which rows of their own the groups of columns become, with what no column says.
PARTS: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "former": (PersonName, {"kind": NameKind.FORMER}),
    "title": (ResidenceTitle, {}),
    "home": (Accommodation, {}),
    "phone": (ContactWay, {"kind": ContactKind.PHONE, "is_preferred": True}),
    "email": (ContactWay, {"kind": ContactKind.EMAIL}),
    "german": (GermanResult, {"basis": ResultBasis.ESTIMATE}),
}


@dataclass
class Entry:
    """A row on its way to becoming a case."""

    row: ImportRow
    checked: Checked
    person: Person = field(init=False)
    case: Case = field(init=False)


@dataclass
class Homes:
    """Which household stands for an entry of the column „Haushalt“, and whom it was called after."""

    made: dict[str, Household]
    run: ImportRun

    @classmethod
    def of(cls, run: ImportRun, entries: Iterable[Entry]) -> Homes:
        """Those that came of this file already, and of mended ones before: the same entry and family name."""
        wanted = {entry.checked.values.get("household.key") for entry in entries} - {None}
        rows = ImportRow.objects.filter(
            organisation=run.organisation_id, case__isnull=False, cells__household__in=sorted(wanted)
        )
        persons = {
            person: (search_key(said), of_run == run.pk)
            for person, said, of_run in rows.values_list("case__person", "cells__household", "run")
        }
        members = HouseholdMember.objects.filter(person__in=persons).select_related("household", "person")
        made: dict[str, Household] = {}
        for member in members.order_by("pk"):
            said, is_own = persons[member.person_id]
            # In this very file the entry alone says who lives together; elsewhere the name has to fit too.
            made.setdefault(said if is_own else f"{said}|{search_key(member.person.family_name)}", member.household)
        return cls(made, run)

    def find(self, entry: str, family_name: str) -> Household | None:
        key = search_key(entry)
        return self.made.get(key) or self.made.get(f"{key}|{search_key(family_name)}")


def store(run: ImportRun, entries: Sequence[Entry], *, leads: dict[str, int], terms: Terms) -> None:
    """Make a case of each entry; the caller holds the run's lock and has checked the rows. In their order."""
    today = timezone.localdate()
    for entry in entries:
        entry.person = Person(organisation_id=run.organisation_id, **entry.checked.group("person"))
        entry.person.set_keys()
    Person.objects.bulk_create([entry.person for entry in entries])
    _store_parts(entries)
    _store_households(entries, Homes.of(run, entries))
    numbers = reserve_numbers(run.organisation, today.year, len(entries))
    for entry, number in zip(entries, numbers, strict=True):
        entry.case = _case(entry, run, number, leads, terms, today)
    Case.objects.bulk_create([entry.case for entry in entries])
    CaseTransition.objects.bulk_create(_opened(entry, run) for entry in entries)
    ImportedCase.objects.bulk_create(
        ImportedCase(
            run=run,
            case=entry.case,
            organisation_id=run.organisation_id,
            key=entry.row.key,
            reference=entry.checked.values.get("case.reference", ""),
        )
        for entry in entries
    )
    for entry in entries:
        entry.row.case = entry.case
    ImportRow.objects.bulk_update([entry.row for entry in entries], ["case"])
    refresh_all(with_names(Person.objects.filter(pk__in=[entry.person.pk for entry in entries])))


def _store_parts(entries: Iterable[Entry]) -> None:
    rows: dict[type[Any], list[Any]] = {PersonLanguage: []}
    for entry in entries:
        for name, (model, fixed) in PARTS.items():
            if values := entry.checked.group(name):
                rows.setdefault(model, []).append(model(person=entry.person, **fixed, **values))
        names = entry.checked.values.get("languages.names", [])
        rows[PersonLanguage] += [PersonLanguage(person=entry.person, language=name) for name in names]
    _prefer_one_way(rows.get(ContactWay, []))
    for model, parts in rows.items():
        model.objects.bulk_create(parts)


def _prefer_one_way(ways: Iterable[ContactWay]) -> None:
    """Whoever has no telephone is reached by mail first."""
    with_phone = {way.person.pk for way in ways if way.is_preferred}
    for way in ways:
        way.is_preferred = way.is_preferred or way.person.pk not in with_phone


def _store_households(entries: Iterable[Entry], homes: Homes) -> None:
    """The same entry of „Haushalt“ is one household; the first of a new one is its Bezugsperson unless said else."""
    new: dict[str, Household] = {}
    members = []
    for entry in entries:
        said = entry.checked.group("household")
        if not said:
            continue
        home = homes.find(said["key"], entry.person.family_name)
        is_first = home is None
        if home is None:
            home = Household(organisation_id=homes.run.organisation_id, name=f"Haushalt {entry.person.family_name}")
            new[search_key(said["key"])] = homes.made[search_key(said["key"])] = home
        relation = said.get("relation", HouseholdRelation.HEAD if is_first else "")
        members.append(HouseholdMember(household=home, person=entry.person, relation=relation))
    Household.objects.bulk_create(new.values())
    for member in members:
        member.household_id = member.household.pk
    HouseholdMember.objects.bulk_create(members)


def _case(entry: Entry, run: ImportRun, number: str, leads: dict[str, int], terms: Terms, today: date) -> Case:
    said = entry.checked.group("case")
    since = said.get("starts_on", today)
    values = _term(terms, since) if entry.checked.state == CaseStatus.ACTIVE else _entry_before(entry, since)
    return Case(
        number=number,
        organisation_id=run.organisation_id,
        person=entry.person,
        lead_id=leads.get(said.get("lead", "")),
        need=said.get("need", NeedLevel.REGULAR),
        **values,
    )


def _term(terms: Terms, starts_on: date) -> dict[str, Any]:
    found = terms.of(starts_on)
    if found is None:  # the row was checked against the same rules
        raise LookupError(f"No rule for a term from {starts_on}.")
    rule, ends_on = found
    return {"starts_on": starts_on, "ends_on": ends_on, "term_basis": rule.as_basis()}


def _entry_before(entry: Entry, since: date) -> dict[str, Any]:
    """A request, or somebody waiting, has no term yet; the workflow begins it later."""
    values = {"status": entry.checked.state, "requested_on": since}
    if entry.checked.state == CaseStatus.WAITING:
        values |= {"waiting_since": since, "priority": WaitingPriority.NORMAL}
    return values


def _opened(entry: Entry, run: ImportRun) -> CaseTransition:
    reference = entry.checked.values.get("case.reference")
    return CaseTransition(
        subject=entry.case,
        name="open",
        source="",
        target=entry.case.status,
        actor_id=run.uploaded_by_id,
        actor_label=run.actor_label,
        comment=f"Aus einer Tabelle übernommen (Zeile {entry.row.line})"
        + (f", bisheriges Aktenzeichen {reference}" if reference else ""),
    )
