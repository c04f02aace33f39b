"""The prints of a case go with the case: whoever may read it takes them along, wherever it went."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, DataSheet, PlanPrint, TimelinePrint
from cases.people.documents import print_sheet
from cases.queries import prints_of
from pik.accounts.acting import acting_as
from pik.accounts.enums import AccessKind, Role
from pik.accounts.models import AccessEntry, User
from tests.accounts import access_log
from tests.cases.transfer.conftest import ALL_PARTS, Sides, made_sides
from tests.counting import costs_exactly
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, plan_with_step
from tests.factories.documents import PDF, DocumentFactory, job_of

pytestmark = pytest.mark.django_db


def printed(case: Case, by: User, **kind: Any) -> Any:
    """A finished Datenblatt of ``case``."""
    job = job_of(by, done=True, holds_person=True, **{"kind": "cases.data_sheet", "subject_id": case.pk, **kind})
    DocumentFactory(job=job)
    DataSheet.objects.create(case=case, job=job)
    return job


def asked(user: User, case: Case, job: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("cases:case_document", args=[case.public_id, job.public_id]))


def test_receivers_lead_downloads_what_the_sender_printed() -> None:
    sides: Sides = made_sides()
    printed(sides.case, sides.giver)
    new = sides.accept(sides.send(*ALL_PARTS), lead=sides.taker)
    with acting_as(sides.taker):
        job = prints_of(new).get()
    elsewhere = user_with_role(Role.TEAMLEITUNG, OrganisationFactory())

    assert (asked(sides.taker, new, job).status_code, asked(sides.taker, new, job).content) == (200, PDF)
    assert asked(elsewhere, new, job).status_code == 404
    assert asked(sides.giver, new, job).status_code == 404


def test_colleague_downloads_and_the_file_of_the_case_says_so() -> None:
    case = CaseFactory()
    job = printed(case, case.lead)
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    access_log.empty()

    answer = asked(colleague, case, job)

    assert answer.content == PDF
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.page, entry.subject_label) == (
        AccessKind.EXPORTED,
        "Datenblatt zur Prüfung",
        case.number,
    )


def test_print_of_another_case_or_unfinished_does_not_exist_here() -> None:
    case = CaseFactory()
    other = CaseFactory(organisation=case.organisation, lead=case.lead)
    waiting = print_sheet(case, actor=case.lead).job

    assert asked(case.lead, other, printed(case, case.lead)).status_code == 404
    assert asked(case.lead, case, waiting).status_code == 404


def test_page_lists_every_kind_of_print_with_its_file_at_the_same_cost() -> None:
    step = plan_with_step()
    case = step.goal.plan.case
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)
    jobs = [printed(case, case.lead)]
    for model, about in ((PlanPrint, {"plan": step.goal.plan}), (TimelinePrint, {"case": case})):
        jobs.append(DocumentFactory(job=job_of(case.lead, done=True, holds_person=True)).job)
        model.objects.create(job=jobs[-1], **about)
    client = Client()
    client.force_login(colleague)

    with costs_exactly(6):
        page = client.get(reverse("cases:case_documents", args=[case.public_id])).content.decode()

    for job in jobs:
        assert reverse("cases:case_document", args=[case.public_id, job.public_id]) in page
