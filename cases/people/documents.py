"""The print „Datenblatt zur Prüfung“: what is recorded of a person, for her to check and correct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.accesses import subject_of
from cases.actions import demand_open, demand_permission
from cases.models import Case, DataSheet, HouseholdMember, Person
from cases.people.actions import NOTHING_SEEN
from cases.people.queries import household_members, rows_of
from cases.people.sections import SECTIONS, Line, Shown, shown
from pik.accounts.access import Subject
from pik.accounts.models import User
from pik.core.conflicts import demand_seen
from pik.core.formats import german_date
from pik.documents.actions import order_document
from pik.documents.kinds import DocumentKind, register

SHEET = "cases.data_sheet"
NOT_RECORDED = "nichts eingetragen"


def _subject_of_sheet(case_id: int) -> tuple[Subject | None, str]:
    case = Case.objects.filter(pk=case_id).first()
    return (subject_of(case) if case else None), "Datenblatt zur Prüfung"


register(
    DocumentKind(
        name=SHEET, template="cases/people/documents/data_sheet.html", holds_person=True, access=_subject_of_sheet
    )
)


@transaction.atomic
def print_sheet(case: Case, *, actor: User) -> DataSheet:
    """Order the sheet as PDF; the same sheet printed twice on a day is one document. Raises ``PermissionDenied``."""
    demand_permission(actor, "cases.print_data_sheet", case)
    job = order_document(
        SHEET,
        subject_id=case.pk,
        organisation=case.organisation,
        requested_by=actor,
        title=f"Datenblatt zur Prüfung {case.number}",
        filename=f"Datenblatt_{case.number}.pdf",
        context=sheet_context(case),
    )
    return DataSheet.objects.get_or_create(job=job, defaults={"case": case})[0]


@transaction.atomic
def note_check(
    case: Case,
    sheet: DataSheet,
    *,
    actor: User,
    checked_on: Any,
    corrections: str = "",
    seen: Mapping[str, str] = NOTHING_SEEN,
) -> DataSheet:
    """Note that the person checked ``sheet`` together with ``actor``, and what she wants corrected.

    ``seen`` is what a form showed of it. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    demand_permission(actor, "cases.edit_person", case)
    demand_open(case)
    sheet = DataSheet.objects.select_for_update().get(pk=sheet.pk)
    demand_seen(sheet, seen)
    sheet.checked_on, sheet.checked_with, sheet.corrections = checked_on, actor, corrections.strip()
    sheet.full_clean()
    sheet.save()
    return sheet


@transaction.atomic
def note_corrected(case: Case, sheet: DataSheet, *, actor: User) -> DataSheet:
    """Note that what the person wanted corrected is corrected. Raises ``PermissionDenied`` or ``ValidationError``."""
    demand_permission(actor, "cases.edit_person", case)
    demand_open(case)
    if not sheet.has_open_corrections:
        raise ValidationError("Zu diesem Datenblatt ist nichts zu berichtigen.")
    sheet.corrected_on = timezone.localdate()
    sheet.full_clean()
    sheet.save()
    return sheet


def sheet_context(case: Case) -> dict[str, Any]:
    """What stands in the print; every value is text, so that the stored order says what was printed."""
    person, today = case.person, timezone.localdate()
    found = rows_of(person)
    parts = [shown(section, found[slug], today) for slug, section in SECTIONS.items()]
    return {
        "title": "Datenblatt zur Prüfung",
        "issued_at": today.isoformat(),
        "date": german_date(today),
        "file_number": case.number,
        "issuer": {
            "name": case.organisation.name,
            "unit": "Integrationsmanagement",
            "address": case.organisation.address.splitlines(),
            "contact": [{"label": "Zuständig", "text": case.lead_name}],
        },
        "name": person.full_name,
        "groups": [_facts(person), _household(person), *(_group(part) for part in parts if part.section.empty)],
        "signatures": [person.full_name, case.lead_name],
    }


def _facts(person: Person) -> dict[str, Any]:
    rows = [
        ("Familienname", person.family_name),
        ("Vorname", person.given_name),
        ("Name in eigener Schrift", person.name_original),
        ("geboren", person.birth_text),
        ("Geschlecht", person.get_sex_display()),
        ("Staatsangehörigkeit", person.nationality_names),
        ("Dolmetschen", person.interpreter_language),
        ("Einreise nach Deutschland", _day(person.arrived_on)),
        ("Zuzug in die Gemeinde", _day(person.arrived_in_gemeinde_on)),
        ("in Anschlussunterbringung seit", _day(person.anschlussunterbringung_on)),
    ]
    return {"title": "Person", "rows": [{"what": label, "text": text or NOT_RECORDED} for label, text in rows]}


def _household(person: Person) -> dict[str, Any]:
    others = [member for member in household_members(person) if member.person_id != person.pk]
    return {"title": "Familie im Haushalt", "rows": [_member(member) for member in others] or _nothing()}


def _member(member: HouseholdMember) -> dict[str, str]:
    born = f"geboren {member.person.birth_text}" if member.person.birth_date else ""
    text = ", ".join(filter(None, [member.get_relation_display(), born]))
    return {"what": member.person.full_name, "text": text}


def _group(part: Shown) -> dict[str, Any]:
    return {"title": part.section.title, "rows": [_line(line) for line in part.lines] or _nothing()}


def _line(line: Line) -> dict[str, str]:
    first, *others = [", ".join(filter(None, [cell.text, cell.badge if cell.is_said else ""])) for cell in line.cells]
    return {"what": first, "text": "; ".join(filter(None, others))}


def _nothing() -> list[dict[str, str]]:
    return [{"what": NOT_RECORDED, "text": ""}]


def _day(day: Any) -> str:
    return german_date(day) if day else ""
