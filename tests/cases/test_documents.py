"""The print of the plan: ordered once per state, made by the worker, readable."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pypdf import PdfReader
from pytest_django import DjangoCaptureOnCommitCallbacks

from cases.models import PlanPrint
from cases.plan import actions as plan_actions
from cases.plan.documents import print_plan
from pik.accounts.enums import Role
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, plan_with_step

pytestmark = pytest.mark.django_db


def test_print_plan_twice_is_one_order_and_after_a_change_another() -> None:
    step = plan_with_step()
    case = step.goal.plan.case

    first, second = (print_plan(case, actor=case.lead) for _ in range(2))
    plan_actions.tick_step(step, actor=case.lead, is_done=True)
    third = print_plan(case, actor=case.lead)

    assert first == second != third
    assert PlanPrint.objects.count() == 2


def test_print_plan_without_a_plan_says_what_to_do() -> None:
    case = CaseFactory()

    with pytest.raises(ValidationError) as error:
        print_plan(case, actor=case.lead)

    assert error.value.messages == ["Der Fall hat noch keinen Integrationsplan. Legen Sie zuerst ein Ziel an."]


def test_print_plan_by_antragstellung_is_refused() -> None:
    step = plan_with_step()

    with pytest.raises(PermissionDenied):
        print_plan(step.goal.plan.case, actor=user_with_role(Role.ANTRAGSTELLUNG, step.goal.plan.case.organisation))


def test_printed_plan_holds_person_goal_and_step(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    step = plan_with_step(due_on=date(2026, 12, 1))
    case = step.goal.plan.case

    with django_capture_on_commit_callbacks(execute=True):
        printed = print_plan(case, actor=case.lead)

    printed.job.refresh_from_db()
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(bytes(printed.job.document.content))).pages)
    for part in (case.number, case.person.family_name, "B1-Zertifikat", "Zum Elternkurs anmelden", "01.12.2026"):
        assert part in text
