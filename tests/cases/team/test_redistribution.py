"""Sharing out cases in the browser: the proposal, what was changed in it, doing it, and what stops it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.enums import NeedLevel
from cases.models import Case
from cases.team.actions import redistribute
from cases.team.calculations import Move
from cases.team.hand_over import hand_over_all
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.reminders.actions import create_due
from pik.reminders.models import Reminder
from tests.counting import counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, PersonFactory
from tests.factories.people import HouseholdMemberFactory
from tests.factories.team import TeamMemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.web]


@pytest.fixture
def leader(manager: User) -> User:
    return user_with_role(Role.TEAMLEITUNG, manager.membership.organisation)


@pytest.fixture
def emre(manager: User) -> User:
    return user_with_role(Role.INTEGRATIONSMANAGER, manager.membership.organisation, first_name="Emre")


@pytest.fixture
def office(leader: User, client: Client) -> Client:
    client.force_login(leader)
    return client


def proposed(office: Client, **asked: Any) -> dict[Case, int]:
    """Who should get which case, as the page shows it."""
    context = office.get(reverse("cases:redistribution"), asked).context
    return {shown.row.case: shown.taker for shown in context["rows"]}


def sent(*moves: tuple[Case, User], reason: str = "Elternzeit") -> dict[str, Any]:
    data: dict[str, Any] = {"submission_key": str(uuid.uuid4()), "reason": reason, "case": []}
    for case, taker in moves:
        data["case"].append(case.pk)
        data |= {f"von_{case.pk}": case.lead_id or "", f"an_{case.pk}": taker.pk}
    return data


# --- The proposal ---------------------------------------------------------------------------------


def test_cases_of_who_leaves_are_proposed_to_those_who_counsel(
    office: Client, manager: User, emre: User, case: Case
) -> None:
    waiting = CaseFactory(organisation=case.organisation, lead=manager)

    found = proposed(office, art="alles", von=manager.pk)

    # A Teamleitung leads the team, not cases, unless she is chosen.
    assert found == {case: emre.pk, waiting: emre.pk}


def test_cases_without_lead_are_proposed(office: Client, manager: User, emre: User, case: Case) -> None:
    orphan = CaseFactory(organisation=case.organisation, lead=None)

    assert proposed(office, art="alles", von="niemand") == {orphan: emre.pk}


def test_relatives_of_a_case_go_with_it(office: Client, manager: User, emre: User) -> None:
    home = manager.membership.organisation
    persons = [PersonFactory(organisation=home) for _ in range(2)]
    first = HouseholdMemberFactory(person=persons[0])
    HouseholdMemberFactory(person=persons[1], household=first.household)
    cases = [CaseFactory(organisation=home, lead=manager, person=person) for person in persons]
    CaseFactory(organisation=home, lead=manager)

    assert proposed(office, fall=cases[0].public_id) == {cases[0]: emre.pk, cases[1]: emre.pk}


def test_newcomer_gets_the_average_of_her_share(office: Client, manager: User, emre: User) -> None:
    home = manager.membership.organisation
    CaseFactory.create_batch(6, organisation=home, lead=manager, need=NeedLevel.REGULAR)
    TeamMemberFactory(organisation=home, user=emre, share="0.50", languages=[])

    assert len(proposed(office, art="neu", an=emre.pk)) == 2


def test_even_team_has_nothing_to_share_out(office: Client, case: Case, emre: User) -> None:
    CaseFactory(organisation=case.organisation, lead=emre)

    response = office.get(reverse("cases:redistribution"), {"art": "ausgleich"})

    assert (response.status_code, response.context["rows"]) == (200, [])


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"art": "alles"}, "von"), ({"art": "neu"}, "an"), ({"art": "x"}, "art"), ({"art": "neu", "ziel": "-1"}, "ziel")],
)
def test_question_that_makes_no_sense_is_told_at_its_field(office: Client, asked: dict[str, str], field: str) -> None:
    response = office.get(reverse("cases:redistribution"), asked)

    assert response.context["proposal"] is None
    assert field in response.context["asked"].errors


def test_proposal_costs_the_same_for_one_case_and_for_many(office: Client, manager: User, emre: User) -> None:
    costs = []
    for count in (1, 5):
        CaseFactory.create_batch(count, organisation=manager.membership.organisation, lead=manager)
        with counted() as statements:
            office.get(reverse("cases:redistribution"), {"art": "alles", "von": manager.pk})
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 12


@pytest.mark.parametrize(
    ("url_name", "asked", "written"),
    [
        ("cases:redistribution", {"art": "alles", "von": "niemand"}, ['value="1234567" checked', 'name="an_1234567"']),
        ("cases:team_case_list", {"liste": "ohne-zustaendigkeit"}, ['value="1234567"']),
    ],
)
def test_keys_are_written_without_thousands_dots(
    office: Client, emre: User, url_name: str, asked: dict[str, str], written: list[str]
) -> None:
    CaseFactory(pk=1_234_567, organisation=emre.membership.organisation, lead=None)

    content = office.get(reverse(url_name), asked).content.decode()

    assert [text for text in written if text not in content] == []


# --- Doing it -------------------------------------------------------------------------------------


def test_ticked_rows_change_hands_with_their_reason(office: Client, manager: User, emre: User, case: Case) -> None:
    left = CaseFactory(organisation=case.organisation, lead=manager)

    response = office.post(reverse("cases:redistribution_save"), sent((case, emre)))

    case.refresh_from_db()
    left.refresh_from_db()
    assert (response.status_code, case.lead, left.lead) == (302, emre, manager)
    assert [step.comment for step in case.transitions.all()] == [f"Zuständigkeit von {manager} an {emre}. Elternzeit"]
    assert case.lead_periods.get(ends_at=None).reason == "Elternzeit"


def test_double_click_gives_once(office: Client, emre: User, case: Case) -> None:
    data = sent((case, emre))

    answers = [office.post(reverse("cases:redistribution_save"), data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert case.transitions.count() == 1


def test_wrong_input_keeps_what_was_ticked_and_changed(office: Client, manager: User, emre: User, case: Case) -> None:
    other = CaseFactory(organisation=case.organisation, lead=manager)
    third = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    data = sent((case, third), reason="")
    address = f"{reverse('cases:redistribution_save')}?art=alles&von={manager.pk}"

    response = office.post(address, data)

    shown = {each.row.case: (each.is_ticked, each.taker) for each in response.context["rows"]}
    assert response.status_code == 422
    assert shown[case] == (True, third.pk)
    assert shown[other][0] is False


def test_case_that_somebody_else_leads_by_now_stops_all(leader: User, manager: User, emre: User, case: Case) -> None:
    other = CaseFactory(organisation=case.organisation, lead=manager)
    moves = [Move(case.pk, manager.pk, emre.pk, ""), Move(other.pk, emre.pk, manager.pk, "")]

    with pytest.raises(ValidationError, match="Inzwischen hat sich Stand oder Zuständigkeit geändert"):
        redistribute(moves, actor=leader, reason="Elternzeit")

    case.refresh_from_db()
    assert case.lead == manager


def test_shared_out_and_handed_over_cases_are_told_once(leader: User, manager: User, emre: User) -> None:
    home, yesterday = manager.membership.organisation, timezone.now() - timedelta(days=1)
    third = user_with_role(Role.INTEGRATIONSMANAGER, home)
    cases = [CaseFactory(organisation=home, lead=manager, opened_at=yesterday) for _ in range(3)]
    takers = [emre, emre, third]
    moves = [Move(one.pk, manager.pk, taker.pk, "") for one, taker in zip(cases, takers, strict=True)]

    redistribute(moves, actor=leader, reason="Elternzeit")
    hand_over_all(third, leader, actor=leader)
    create_due(timezone.localdate() + timedelta(days=1))

    told = Reminder.objects.filter(recipient__in=[manager, emre, third, leader]).order_by("pk")
    assert sorted((r.recipient.pk, r.title) for r in told) == sorted(
        [
            (manager.pk, "Fälle, die Sie nicht mehr führen: 3"),
            (emre.pk, "Fälle, die Sie jetzt führen: 2"),
            (third.pk, f"Den Fall {cases[2].number} führen jetzt Sie"),
            (third.pk, f"Ihre Fälle (1) führt jetzt {leader.get_full_name()}"),
            (leader.pk, f"Übergabe von {third.get_full_name()} an Sie: Fälle 1, Wiedervorlagen 0"),
        ]
    )


def test_case_of_another_organisation_does_not_exist(leader: User, emre: User) -> None:
    foreign = CaseFactory()

    with pytest.raises(ValidationError, match="Nicht alle Fälle"):
        redistribute([Move(foreign.pk, foreign.lead_id, emre.pk, "")], actor=leader, reason="x")


def test_taker_of_another_team_is_refused(leader: User, case: Case) -> None:
    stranger = user_with_role(Role.INTEGRATIONSMANAGER)

    with pytest.raises(ValidationError, match="Übernehmen kann nur"):
        redistribute([Move(case.pk, case.lead_id, stranger.pk, "")], actor=leader, reason="x")


@pytest.mark.parametrize("data", [{}, {"case": ["x"]}, {"case": ["1"], "an_1": "y"}, {"case": ["1", "1"], "an_1": "2"}])
def test_forged_rows_are_refused(office: Client, data: dict[str, Any]) -> None:
    response = office.post(
        reverse("cases:redistribution_save"), {"submission_key": str(uuid.uuid4()), "reason": "x", **data}
    )

    assert response.status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role != Role.TEAMLEITUNG])
def test_only_the_teamleitung_shares_out(role: Role, case: Case, emre: User) -> None:
    home = case.organisation if case.organisation.kind in role.organisation_kinds else None

    with pytest.raises(PermissionDenied):
        redistribute([Move(case.pk, case.lead_id, emre.pk, "")], actor=user_with_role(role, home), reason="x")
