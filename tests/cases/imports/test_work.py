"""From a file to cases: checked, mended, taken over once, taken back."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.enums import CaseStatus, ImportState, Verdict
from cases.imports import actions, documents, work
from cases.models import Case, Household, ImportRow, ImportRun, Person
from cases.search.queries import find
from cases.sessions import timeline
from pik.accounts.enums import Role
from pik.accounts.models import User
from tests.cases.imports.tables import csv, row
from tests.counting import counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, PersonFactory
from tests.factories.team import ImportRunFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def checked(leader: User, *rows: dict[str, str]) -> ImportRun:
    """The rows handed in and checked."""
    run = actions.hand_in(actor=leader, filename="Fälle.csv", content=csv(*rows))
    return worked(run)


def worked(run: ImportRun) -> ImportRun:
    work.work(run.pk, run.organisation_id)
    run.refresh_from_db()
    return run


def imported(leader: User, *rows: dict[str, str]) -> ImportRun:
    run = checked(leader, *rows)
    return worked(actions.order_import(run, actor=leader))


def verdicts(run: ImportRun) -> list[str]:
    return list(run.rows.order_by("line").values_list("verdict", flat=True))


# --- Checking -------------------------------------------------------------------------------------


def test_check_tells_each_fault_and_stores_nothing(leader: User) -> None:
    run = checked(leader, row(), row(family_name="Haddad", birth_date="31.02.1990", nationalities=""))

    assert (run.state, run.row_count, bytes(run.content)) == (ImportState.CHECKED, 2, b"")
    assert verdicts(run) == [Verdict.GOOD, Verdict.FAULTY]
    assert run.rows.get(line=3).problems == [
        {"column": "birth_date", "message": "„31.02.1990“ gibt es nicht"},
        {"column": "nationalities", "message": "fehlt"},
    ]
    assert (Person.objects.count(), Case.objects.count()) == (0, 0)


def test_lead_has_to_counsel_here(leader: User, manager: User) -> None:
    stranger = user_with_role(Role.INTEGRATIONSMANAGER)

    run = checked(leader, row(lead=manager.email.upper()), row(family_name="Haddad", lead=stranger.email))

    assert verdicts(run) == [Verdict.GOOD, Verdict.FAULTY]
    assert run.rows.get(line=3).problems == [
        {"column": "lead", "message": f"„{stranger.email}“ berät heute nicht in Ihrer Organisation"}
    ]


def test_start_before_any_rule_is_a_fault(leader: User) -> None:
    run = checked(leader, row(starts_on="01.02.1995"))

    assert run.rows.get().problems == [
        {"column": "starts_on", "message": "für diesen Tag kennt das Regelwerk keine Dauer der Begleitung"}
    ]


def test_person_alike_is_left_out_until_somebody_chooses(leader: User) -> None:
    home = leader.membership.organisation
    known = PersonFactory(organisation=home, family_name="Rahimy", given_name="Zahra", birth_date=date(1991, 3, 14))
    case = CaseFactory(organisation=home, person=known)
    PersonFactory(family_name="Rahimi", given_name="Zahra", birth_date=date(1991, 3, 14))

    run = checked(leader, row(), row(family_name="Haddad"))
    first = run.rows.get(line=2)

    assert (first.verdict, first.is_wanted) == (Verdict.SIMILAR, False)
    assert first.alike == [{"name": "Rahimy, Zahra", "number": case.number, "url": case.get_absolute_url()}]

    actions.choose_rows(run, actor=leader, shown=[first.pk], wanted=[first.pk])
    worked(actions.order_import(run, actor=leader))

    assert run.rows.filter(case__isnull=False).count() == 2


def test_the_same_person_twice_in_a_file_is_asked_about(leader: User) -> None:
    run = checked(leader, row(), row(starts_on="01.03.2025"))

    assert verdicts(run) == [Verdict.GOOD, Verdict.SIMILAR]
    assert run.rows.get(line=3).alike == [{"line": 2}]


def test_file_without_a_column_it_needs_ends_with_a_sentence(leader: User) -> None:
    run = worked(actions.hand_in(actor=leader, filename="x.csv", content=b"Vorname;Ort\nZahra;Wehr"))

    assert (run.state, bytes(run.content)) == (ImportState.FAILED, b"")
    assert run.error.startswith("In der ersten Zeile fehlt die Überschrift „Familienname“ und „Staatsangehörigkeit“.")


def test_check_costs_a_few_statements_per_batch(leader: User) -> None:
    costs = []
    for count in (2, 60):
        rows = [row(family_name=f"Name{count}x{n}", birth_date="") for n in range(count)]
        run = actions.hand_in(actor=leader, filename="x.csv", content=csv(*rows))
        with counted() as statements:
            work.work(run.pk, run.organisation_id)
        costs.append(len(statements))

    assert costs[0] == costs[1] < 30


def test_mended_file_of_the_same_name_and_size_is_another_one(leader: User) -> None:
    client, key = Client(), str(uuid.uuid4())
    client.force_login(leader)

    def hand_in(name: str) -> str:
        file = SimpleUploadedFile("Fälle.csv", csv(row(given_name=name)))
        return client.post(reverse("cases:import_upload"), {"file": file, "submission_key": key})["Location"]

    first, again, mended = hand_in("Zahra"), hand_in("Zahra"), hand_in("Sahra")

    assert first == again != mended
    assert ImportRun.objects.count() == 2
    assert b"Sahra" in bytes(ImportRun.objects.latest("pk").content)


# --- Taking over ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("manager")
def test_taking_over_costs_a_few_statements_per_batch() -> None:
    costs = []
    for count in (2, 40):
        leader = user_with_role(Role.TEAMLEITUNG)
        rows = [row(given_name=f"Vorname{n}", birth_date=f"{n % 28 + 1:02}.01.{1960 + n}") for n in range(count)]
        run = actions.order_import(checked(leader, *rows), actor=leader)
        with counted() as statements:
            work.work(run.pk, run.organisation_id)
        costs.append(len(statements))

    # To the second office the letters of its numbers may cost a try more; a row costs nothing.
    assert Case.objects.count() == 42
    assert costs[1] - costs[0] < 10


def test_row_becomes_person_case_and_household(leader: User, manager: User) -> None:
    full = row(
        reference="33/417",
        birth_date="1991",
        sex="w",
        name_original="زهرا",
        former_name="Karimi",
        languages="Dari, Englisch",
        interpreter="Dari",
        german_level="A2",
        title_group="Duldung",
        title_ends_on="14.03.2027",
        arrived_on="02.09.2023",
        home_kind="AU",
        street="Hauptstraße 7",
        postal_code="08526",
        phone="0151 0000",
        email="z@example.org",
        household="H1",
        lead=manager.email,
        need="intensiv",
    )

    run = imported(leader, full, row(family_name="Rahimi", given_name="Ali", birth_date="", household="h1"))

    case = Case.objects.get(imported__reference="33/417")
    person = case.person
    assert (run.state, run.case_count, run.progress) == (ImportState.IMPORTED, 2, 100)
    assert (case.lead, case.need, case.starts_on, case.ends_on) == (
        manager,
        "intensive",
        date(2025, 2, 1),
        date(2028, 1, 31),  # the rules of 2023: 36 months
    )
    assert (person.birth_date, person.birth_precision, person.sex, person.nationalities) == (
        date(1991, 1, 1),
        "year",
        "female",
        ["AF"],
    )
    assert [str(language) for language in person.languages.all()] == ["Dari", "Englisch"]
    assert (person.titles.get().ends_on, person.german_results.get().level) == (date(2027, 3, 14), "A2")
    assert person.homes.get().address == "Hauptstraße 7, 08526"
    assert [(way.value, way.is_preferred) for way in person.contact_ways.all()] == [
        ("0151 0000", True),
        ("z@example.org", False),
    ]
    household = Household.objects.get()
    assert [(m.person.given_name, m.relation) for m in household.members.all()] == [("Zahra", "head"), ("Ali", "")]
    assert [
        entry.text for entry in timeline.entries(timeline.scope_of(case, case.lead)) if entry.title == "Fall angelegt"
    ] == ["Aus einer Tabelle übernommen (Zeile 2), bisheriges Aktenzeichen 33/417"]
    for made in (person, case, person.homes.get(), person.titles.get()):
        made.full_clean()


def test_imported_people_are_found_by_search(leader: User) -> None:
    imported(leader, row())

    assert [hit.person.family_name for hit in find(leader, "sahra rahimi")] == ["Rahimi"]


def test_numbers_run_on_in_the_order_of_the_rows(leader: User) -> None:
    imported(leader, *(row(family_name=f"Name{n}", birth_date="") for n in range(3)))

    found = Case.objects.order_by("number").values_list("person__family_name", "number")
    assert [name for name, _ in found] == ["Name0", "Name1", "Name2"]
    assert [number[-4:] for _, number in found] == ["0001", "0002", "0003"]


@pytest.mark.parametrize(("state", "status"), [("Anfrage", CaseStatus.REQUEST), ("Warteliste", CaseStatus.WAITING)])
def test_who_waits_has_no_term_yet(leader: User, state: str, status: str) -> None:
    imported(leader, row(state=state, starts_on="01.10.2026"))

    case = Case.objects.get()
    assert (case.status, case.starts_on, case.requested_on, case.lead) == (status, None, date(2026, 10, 1), None)
    case.full_clean()


def test_file_handed_in_twice_stores_once(leader: User) -> None:
    rows = [row(), row(family_name="Haddad", reference="7")]
    imported(leader, *rows)

    again = checked(leader, row(), row(family_name="Haddad-Neu", reference="7"))

    assert verdicts(again) == [Verdict.KNOWN, Verdict.KNOWN]
    with pytest.raises(ValidationError, match="keine Zeile"):
        actions.order_import(again, actor=leader)


def test_mended_rows_join_the_household_of_those_taken_over_before(leader: User) -> None:
    first = imported(leader, row(household="1"), row(given_name="Ali", birth_date="31.02.2015", household="1"))
    workbook = load_workbook(io.BytesIO(documents.errors_xlsx(first)))
    sheet = workbook.worksheets[0]
    place = [cell.value for cell in sheet[1]].index("Geburtsdatum") + 1
    told, comment = sheet.cell(2, sheet.max_column).value, sheet.cell(2, place).comment
    sheet.cell(2, place).value = "28.02.2015"
    stream = io.BytesIO()
    workbook.save(stream)

    second = worked(actions.hand_in(actor=leader, filename="Fehler.xlsx", content=stream.getvalue()))
    worked(actions.order_import(second, actor=leader))

    assert told == "Zeile 3 – Geburtsdatum: „31.02.2015“ gibt es nicht"
    assert comment is not None
    assert comment.text == "„31.02.2015“ gibt es nicht"
    members = Household.objects.get().members.order_by("pk")
    assert [member.person.given_name for member in members] == ["Zahra", "Ali"]


def test_cells_that_look_like_formulas_stay_text_in_the_error_file(leader: User) -> None:
    run = checked(leader, row(family_name="=1+1", birth_date="x"))

    cell = load_workbook(io.BytesIO(documents.errors_xlsx(run))).worksheets[0].cell(2, 2)

    assert (cell.value, cell.data_type) == ("=1+1", "s")


# --- When something goes wrong --------------------------------------------------------------------


def test_killed_worker_loses_one_batch_which_is_done_again(leader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH", 2)
    run = checked(leader, *(row(family_name=f"Name{n}", birth_date="") for n in range(5)))
    actions.order_import(run, actor=leader)
    work._begin(run.pk, run.organisation_id)
    work._step(run.pk, run.organisation_id)  # and here the worker dies

    run.refresh_from_db()
    half = (run.state, run.case_count, run.progress)
    worked(run)

    assert half == (ImportState.IMPORTING, 2, 40)
    assert (run.state, run.case_count, Case.objects.count()) == (ImportState.IMPORTED, 5, 5)


def test_lost_run_is_sent_again_and_given_up_in_the_end(leader: User, django_capture_on_commit_callbacks: Any) -> None:
    run = actions.hand_in(actor=leader, filename="x.csv", content=csv(row()))
    ImportRun.objects.update(sent_at=timezone.now() - timedelta(minutes=2))

    with django_capture_on_commit_callbacks(execute=True):
        work.sweep()
    run.refresh_from_db()
    ImportRun.objects.update(state=ImportState.CHECKING, tries=work.MAX_TRIES)
    given_up = worked(run)

    assert given_up.state == ImportState.FAILED
    assert given_up.error == work.GIVEN_UP
    assert verdicts(run) == [Verdict.GOOD]


def test_what_the_database_refuses_is_told_and_the_others_are_taken(leader: User) -> None:
    run = checked(leader, row(), row(family_name="Haddad"))
    # Somebody changed the row behind the check's back: two rows of one key.
    ImportRow.objects.update(key="a" * 64)
    run = worked(actions.order_import(run, actor=leader))

    assert (run.case_count, verdicts(run)) == (1, [Verdict.GOOD, Verdict.FAULTY])
    assert run.rows.get(line=3).problems == [{"column": "", "message": work.REFUSED}]


def test_rows_are_erased_on_their_day_and_still_known_again(leader: User) -> None:
    run = imported(leader, row())
    ImportRun.objects.update(erase_on=timezone.localdate())

    work.sweep()

    run.refresh_from_db()
    assert (run.filename, run.rows.count(), run.erased_at is not None) == ("gelöschte Datei", 0, True)
    assert verdicts(checked(leader, row())) == [Verdict.KNOWN]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.TEAMLEITUNG])
def test_only_the_teamleitung_takes_cases_over(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        actions.hand_in(actor=user_with_role(role), filename="x.csv", content=csv(row()))


def test_foreign_run_is_refused(leader: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.order_import(ImportRunFactory(), actor=leader)
