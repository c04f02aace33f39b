"""An import is taken back as if it had never been, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases.enums import ImportState, Verdict
from cases.imports import actions, work
from cases.models import Case, Household, ImportedCase, ImportRun, Person, SearchKey
from pik.accounts.enums import Role
from pik.accounts.models import User
from tests.cases.imports.tables import row
from tests.cases.imports.test_work import checked, imported, verdicts, worked
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_undo_leaves_nothing_behind(leader: User, manager: User) -> None:
    person = {"person__family_name": "Kowalenko", "person__given_name": "Olena"}
    kept = CaseFactory(organisation=leader.membership.organisation, **person)
    run = imported(
        leader,
        row(lead=manager.email, household="1", languages="Dari", phone="0151", title_group="Duldung"),
        row(given_name="Ali", birth_date="", household="1"),
    )

    run = actions.undo_import(run, actor=leader)
    ordered = (run.state, Case.objects.count())
    run = worked(run)

    assert ordered == (ImportState.UNDOING, 3)
    assert (run.state, run.case_count) == (ImportState.UNDONE, 0)
    assert (list(Case.objects.all()), list(Person.objects.all())) == ([kept], [kept.person])
    assert (Household.objects.count(), ImportedCase.objects.count()) == (0, 0)
    events: Any = Person.pgh_event_model
    assert set(events.objects.values_list("pgh_obj", flat=True)) == {kept.person_id}
    assert set(SearchKey.objects.values_list("person", flat=True)) <= {kept.person_id}
    assert verdicts(checked(leader, row())) == [Verdict.GOOD]


def a_session(case: Case) -> None:
    SessionFactory(case=case, author=user_with_role(Role.INTEGRATIONSMANAGER, case.organisation))


def a_new_name(case: Case) -> None:
    case.person.family_name = "Karimi"
    case.person.save()


def a_new_lead(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(lead=user_with_role(Role.INTEGRATIONSMANAGER, case.organisation))


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (a_session, "1\N{NO-BREAK SPACE}Beratung"),
        (a_new_name, "Angaben zu einer Person"),
        (a_new_lead, "Angaben eines Falls"),
    ],
)
def test_undo_is_refused_once_somebody_has_worked_on_it(leader: User, happens: Any, told: str) -> None:
    run = imported(leader, row())
    happens(Case.objects.get())

    with pytest.raises(ValidationError) as caught:
        actions.undo_import(run, actor=leader)

    assert told in caught.value.messages[0]
    assert Case.objects.count() == 1


def test_undo_removes_nothing_when_somebody_works_on_a_case_while_it_waits(leader: User) -> None:
    run = actions.undo_import(imported(leader, row()), actor=leader)
    a_session(Case.objects.get())

    run = worked(run)

    assert (run.state, Case.objects.count()) == (ImportState.IMPORTED, 1)
    assert "Beratung" in run.error


def test_undo_that_kills_its_workers_is_given_up_and_can_be_asked_for_again(leader: User) -> None:
    run = actions.undo_import(imported(leader, row()), actor=leader)
    ImportRun.objects.filter(pk=run.pk).update(tries=work.MAX_TRIES)

    given_up = worked(run)
    assert (given_up.state, given_up.error) == (ImportState.IMPORTED, work.NOT_UNDONE)

    again = worked(actions.undo_import(given_up, actor=leader))
    assert (again.state, again.error, Case.objects.count()) == (ImportState.UNDONE, "", 0)
