"""The Datenblatt zur Prüfung as it is printed: all that is recorded, as exactly as it is known."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoCaptureOnCommitCallbacks

from cases.models import DataSheet
from cases.people.documents import print_sheet, sheet_context
from pik.accounts.enums import Role
from tests.access.cases_people import ROW_FACTORIES
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.people import PersonFactory, in_one_household

pytestmark = pytest.mark.django_db


def test_printed_sheet_holds_every_section_with_columns_to_mark(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    case = CaseFactory(person__estimated=True, person__given_name="Zahra", person__name_original="زهرا")
    child = PersonFactory(organisation=case.organisation, given_name="Noor", birth_date=date(2023, 5, 1))
    in_one_household(case.person, child)
    for factory in ROW_FACTORIES:
        factory(person=case.person)

    with django_capture_on_commit_callbacks(execute=True):
        sheet = print_sheet(case, actor=case.lead)

    sheet.job.refresh_from_db()
    reader = PdfReader(BytesIO(bytes(sheet.job.document.content)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert reader.metadata is not None
    assert reader.metadata.title == "Datenblatt zur Prüfung"
    for told in (
        "stimmt",
        "bitte ändern",
        "etwa 1991, geschätzt",
        "Noor",
        "Kind, geboren 01.05.2023",
        "Ahmadi",
        "§ 25 Abs. 2 AufenthG",
        "Hauptstraße 7, 68526 Ladenburg",
        "Hebamme",
        "Schneiderin",
        "Näht sehr gut",
        "Integrationskurs",
        "0151 0000000",
    ):
        assert told in text
    assert "01.01.1991" not in text


def test_sheet_does_not_print_why_nobody_is_to_call() -> None:
    case = CaseFactory()
    for factory in ROW_FACTORIES:
        factory(person=case.person)

    printed = str(sheet_context(case))

    assert "Todesfall" not in printed


def test_sheet_printed_twice_on_a_day_is_one_and_after_a_change_another() -> None:
    case = CaseFactory()

    first, second = (print_sheet(case, actor=case.lead) for _ in range(2))
    case.person.given_name = "Sahra"
    third = print_sheet(case, actor=case.lead)

    assert first == second != third
    assert DataSheet.objects.count() == 2


def test_sheet_says_where_nothing_is_recorded() -> None:
    case = CaseFactory()

    groups = {group["title"]: group["rows"] for group in sheet_context(case)["groups"]}

    assert groups["Aufenthaltstitel"] == [{"what": "nichts eingetragen", "text": ""}]
    assert {"what": "geboren", "text": "nichts eingetragen"} in groups["Person"]


def test_sheet_by_antragstellung_is_refused() -> None:
    case = CaseFactory()

    with pytest.raises(PermissionDenied):
        print_sheet(case, actor=user_with_role(Role.ANTRAGSTELLUNG, case.organisation))


def test_sheet_is_dated_today() -> None:
    assert sheet_context(CaseFactory())["issued_at"] == timezone.localdate().isoformat()
