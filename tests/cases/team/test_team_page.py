"""The page of the team, its list of cases, its settings."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.enums import NeedLevel
from cases.models import Case, TeamMember, TeamSettings
from cases.team import actions
from cases.team.queries import OVERDUE, SILENT, caseload, team_cases
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.reminders.models import Reminder
from tests.counting import counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, SessionFactory, plan_with_step
from tests.factories.team import (
    ImportedCaseFactory,
    ImportRowFactory,
    ImportRunFactory,
    TeamMemberFactory,
    TeamSettingsFactory,
)

TODAY = date(2026, 11, 20)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def on_the_day(time_machine: Any) -> None:
    time_machine.move_to("2026-11-20 10:00+01:00")


@pytest.fixture
def leader(manager: User) -> User:
    return user_with_role(Role.TEAMLEITUNG, manager.membership.organisation, first_name="Petra")


@pytest.fixture
def office(leader: User, client: Client) -> Client:
    client.force_login(leader)
    return client


def load_of(user: User) -> Any:
    organisation = user.membership.organisation
    return caseload(organisation, TeamSettings.objects.of(organisation), TODAY)


# --- What is counted ------------------------------------------------------------------------------


def test_load_weighs_active_cases_by_need_and_share(manager: User) -> None:
    home = manager.membership.organisation
    for need in (NeedLevel.INTENSIVE, NeedLevel.REGULAR, NeedLevel.LIGHT):
        CaseFactory(organisation=home, lead=manager, need=need)
    CaseFactory(organisation=home, lead=manager, closed=True)
    CaseFactory()
    TeamMemberFactory(organisation=home, user=manager, share="0.50")

    (row,) = load_of(manager).rows

    assert (row.counts, row.load, row.per_post) == (
        {"intensive": 1, "regular": 1, "light": 1},
        Decimal("3.50"),
        Decimal("7.00"),
    )


def test_weights_are_the_organisations_own(manager: User) -> None:
    home = manager.membership.organisation
    CaseFactory(organisation=home, lead=manager, need=NeedLevel.INTENSIVE)
    TeamSettingsFactory(organisation=home, weight_intensive="3.00")

    assert load_of(manager).load == Decimal("3.00")


@pytest.mark.parametrize(
    ("started_days_ago", "heard_days_ago", "is_silent"),
    [(100, None, True), (100, 61, True), (100, 60, False), (100, 5, False), (59, None, False), (60, None, True)],
)
def test_case_is_without_contact_from_the_day_the_team_has_set(
    manager: User, started_days_ago: int, heard_days_ago: int | None, is_silent: bool
) -> None:
    case = CaseFactory(
        organisation=manager.membership.organisation, lead=manager, starts_on=TODAY - timedelta(days=started_days_ago)
    )
    if heard_days_ago is not None:
        SessionFactory(case=case, held_on=TODAY - timedelta(days=heard_days_ago))

    found = team_cases(manager, kind=SILENT, lead="", team=TeamSettings(), today=TODAY)

    assert (list(found), load_of(manager).silent_count) == (([case], 1) if is_silent else ([], 0))


def test_overdue_plan_is_one_with_a_step_past_its_day(manager: User) -> None:
    home = manager.membership.organisation
    late = CaseFactory(organisation=home, lead=manager)
    plan_with_step(late, due_on=TODAY - timedelta(days=1))
    plan_with_step(CaseFactory(organisation=home, lead=manager), due_on=TODAY)
    plan_with_step(CaseFactory(organisation=home, lead=manager), due_on=TODAY - timedelta(days=9), done_on=TODAY)

    found = team_cases(manager, kind=OVERDUE, lead="", team=TeamSettings(), today=TODAY)

    assert (list(found), load_of(manager).overdue_count) == ([late], 1)


# --- What is changed ------------------------------------------------------------------------------


def test_need_is_set_for_several_cases_at_once(office: Client, case: Case) -> None:
    other = CaseFactory(organisation=case.organisation)
    back = reverse("cases:team_case_list") + "?liste=ohne-kontakt"

    response = office.post(reverse("cases:need_save"), {"case": [case.pk, other.pk], "need": "intensive", "back": back})

    assert (response.status_code, response["Location"]) == (302, back)
    assert set(Case.objects.values_list("need", flat=True)) == {"intensive"}


def test_need_is_set_in_the_file_by_whoever_counsels(web: Client, case: Case) -> None:
    address = reverse("cases:case_need_save", kwargs={"public_id": case.public_id})

    answers = [web.post(address, {"need": need}).status_code for need in ("intensive", "urgent")]

    case.refresh_from_db()
    assert (answers, case.need) == ([302, 422], "intensive")


def test_need_of_a_closed_case_stays(web: Client, case: Case) -> None:
    closed = CaseFactory(organisation=case.organisation, closed=True)

    response = web.post(reverse("cases:case_need_save", kwargs={"public_id": closed.public_id}), {"need": "light"})

    closed.refresh_from_db()
    assert (response.status_code, closed.need) == (422, "regular")


def test_need_of_a_foreign_case_cannot_be_set(office: Client) -> None:
    foreign = CaseFactory()

    response = office.post(reverse("cases:need_save"), {"case": [foreign.pk], "need": "intensive"})

    foreign.refresh_from_db()
    assert (response.status_code, foreign.need) == (422, "regular")


def test_form_never_leads_to_another_site(office: Client, case: Case) -> None:
    response = office.post(
        reverse("cases:need_save"), {"case": [case.pk], "need": "light", "back": "/team/..//example.org//"}
    )

    assert response["Location"].startswith("/team/")


def test_lead_is_reminded_once_a_day(office: Client, case: Case) -> None:
    address = reverse("cases:lead_ask", kwargs={"public_id": case.public_id})

    for _ in range(2):
        office.post(address, {"liste": SILENT, "back": "/team/"})

    reminder = Reminder.objects.get()
    assert (reminder.recipient, reminder.title, reminder.url) == (
        case.lead,
        f"Die Teamleitung bittet Sie: Nehmen Sie wieder Kontakt auf (Fall {case.number})",
        case.get_absolute_url(),
    )


def test_settings_are_saved_and_change_the_page(office: Client, leader: User) -> None:
    values = {"weight_intensive": "3", "weight_regular": "1", "weight_light": "0,25", "days_without_contact": 30}

    response = office.post(reverse("cases:team_settings_save"), values)

    team = TeamSettings.objects.get()
    assert response.status_code == 302
    assert (team.weights["light"], team.days_without_contact, team.changed_by) == (Decimal("0.25"), 30, leader)


def test_weights_in_the_wrong_order_are_refused(office: Client) -> None:
    values = {"weight_intensive": "1", "weight_regular": "2", "weight_light": "0,5", "days_without_contact": 60}

    response = office.post(reverse("cases:team_settings_save"), values)

    assert (response.status_code, TeamSettings.objects.count()) == (422, 0)


@pytest.mark.parametrize(("share", "status"), [("0,75", 302), ("", 302), ("1,5", 422), ("0", 422)])
def test_share_of_a_post_lies_between_nought_and_one(office: Client, manager: User, share: str, status: int) -> None:
    address = reverse("cases:team_member_save", kwargs={"user_id": manager.pk})

    response = office.post(address, {"share": share, "languages": "Dari, Englisch"})

    assert (response.status_code, TeamMember.objects.count()) == (status, 1 if status == 302 else 0)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.TEAMLEITUNG])
def test_settings_are_the_teamleitungs_alone(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_settings(actor=user_with_role(role), days_without_contact=30)


def test_details_of_somebody_elses_team_are_refused(leader: User) -> None:
    with pytest.raises(ValidationError, match="nicht in Ihrem Team"):
        actions.change_member(user_with_role(Role.INTEGRATIONSMANAGER), actor=leader, share=None, languages=[])


# --- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("url_name", ["cases:team", "cases:team_case_list"])
def test_page_costs_the_same_for_one_case_and_for_many(office: Client, manager: User, url_name: str) -> None:
    home = manager.membership.organisation
    address = reverse(url_name)
    costs = []
    for count in (1, 5):
        for _ in range(count):
            plan_with_step(CaseFactory(organisation=home, starts_on=date(2026, 1, 1)), due_on=date(2026, 1, 2))
        with counted() as statements:
            office.get(address)
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 12


# --- What the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "factory", [TeamSettingsFactory, TeamMemberFactory, ImportRunFactory, ImportRowFactory, ImportedCaseFactory]
)
def test_factory_makes_a_valid_object(factory: Any) -> None:
    factory().full_clean()


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (CaseFactory, {"need": "x"}, "case_need_known"),
        (TeamSettingsFactory, {"weight_light": 0}, "team_settings_weights_positive"),
        (TeamSettingsFactory, {"weight_light": "1.5"}, "team_settings_weights_in_order"),
        (TeamSettingsFactory, {"days_without_contact": 0}, "team_settings_days_possible"),
        (TeamSettingsFactory, {"days_without_contact": 366}, "team_settings_days_possible"),
        (TeamMemberFactory, {"share": "0"}, "team_member_share_possible"),
        (TeamMemberFactory, {"share": "1.01"}, "team_member_share_possible"),
        (ImportRunFactory, {"state": "x"}, "import_run_state_known"),
        (ImportRunFactory, {"progress": 101}, "import_run_progress_percent"),
        (ImportRunFactory, {"state": "failed"}, "import_run_failed_with_error"),
        (ImportRunFactory, {"error": "x"}, "import_run_failed_with_error"),
        (ImportRunFactory, {"erased_at": "2026-11-20T10:00+01:00", "content": b"x"}, "import_run_erased_is_empty"),
        (ImportRowFactory, {"verdict": "x"}, "import_row_verdict_known"),
    ],
)
def test_database_refuses(factory: Any, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factory(**values)


def test_two_rows_of_one_line_are_refused() -> None:
    row = ImportRowFactory()

    with pytest.raises(IntegrityError, match="import_row_line_once"), transaction.atomic():
        ImportRowFactory(run=row.run, line=row.line)


def test_two_details_of_one_person_are_refused() -> None:
    member = TeamMemberFactory()

    with pytest.raises(IntegrityError, match="team_member_once"), transaction.atomic():
        TeamMemberFactory(organisation=member.organisation, user=member.user)


def test_two_cases_of_one_row_are_refused() -> None:
    known = ImportedCaseFactory()

    with pytest.raises(IntegrityError, match="imported_case_once"), transaction.atomic():
        ImportedCaseFactory(case=CaseFactory(organisation=known.case.organisation), run=known.run, key=known.key)
