"""The Verlauf: over all cases of a person, filtered, and printed as it is shown."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.enums import ReferralStatus
from cases.models import Case, TimelinePrint
from cases.sessions import timeline
from cases.sessions.documents import timeline_context
from pik.accounts.enums import Role
from pik.documents.rendering import render_pdf
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, SessionFactory, plan_with_step
from tests.factories.sessions import AppointmentFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def titles(case: Case, *names: str, **period: date) -> list[str]:
    return [entry.title for entry in timeline.entries(timeline.scope_of(case, case.lead), names=names, **period)]


def test_verlauf_tells_of_all_cases_of_a_person_and_of_nobody_else(case: Case) -> None:
    former = CaseFactory(organisation=case.organisation, person=case.person, lead=case.lead, closed=True)
    SessionFactory(case=former, held_on=date(2026, 8, 1))
    SessionFactory(case=case)
    SessionFactory(case=CaseFactory(organisation=case.organisation))

    assert titles(case, "beratungen") == ["Beratung vom 15.09.2026", "Beratung vom 01.08.2026"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ({}, ["Beratung vom 15.09.2026", "Beratung vom 01.08.2026"]),
        ({"since": date(2026, 9, 15)}, ["Beratung vom 15.09.2026"]),
        ({"until": date(2026, 8, 1)}, ["Beratung vom 01.08.2026"]),
        ({"since": date(2026, 8, 2), "until": date(2026, 9, 14)}, []),
    ],
)
def test_period_has_both_its_days(case: Case, period: dict[str, date], expected: list[str]) -> None:
    SessionFactory(case=case, held_on=date(2026, 8, 1))
    SessionFactory(case=case)

    assert titles(case, "beratungen", **period) == expected


def test_no_show_and_appointments_are_told_in_words(case: Case) -> None:
    SessionFactory(case=case, status="no_show", duration_minutes=0, topics=[])
    AppointmentFactory(case=case)
    AppointmentFactory(case=case, cancelled=True)

    told = titles(case, "beratungen", "termine")

    assert "Beratung vom 15.09.2026: nicht erschienen" in told
    assert sorted(told[:2]) == ["Termin", "Termin abgesagt"]


def test_choice_stands_in_the_address_and_in_the_print(web: Client, case: Case) -> None:
    SessionFactory(case=case)
    plan_with_step(case)
    choice = {"art": "beratungen", "von": "2026-09-01"}

    page = web.get(reverse("cases:case_history", kwargs={"public_id": case.public_id}), choice).content.decode()
    web.post(reverse("cases:timeline_print", kwargs={"public_id": case.public_id}), choice)

    context = TimelinePrint.objects.get().job.context
    assert ("Beratung vom 15.09.2026" in page, "B1-Zertifikat" in page) == (True, False)
    assert (context["choice"], [entry["title"] for entry in context["entries"]]) == (
        "Beratungen, vom 01.09.2026",
        ["Beratung vom 15.09.2026"],
    )


def test_print_of_the_verlauf_is_a_pdf(case: Case) -> None:
    SessionFactory(case=case)
    told = timeline.entries(timeline.scope_of(case, case.lead))

    content = render_pdf("cases/documents/verlauf.html", timeline_context(case, told, "alles"))

    assert content.startswith(b"%PDF-")


def test_verlauf_which_others_print_tells_of_ordinary_referrals_alone(case: Case) -> None:
    from tests.factories.offers import ReferralFactory

    ReferralFactory(case=case, protected=True, status=ReferralStatus.OFFERED)
    ordinary = ReferralFactory(case=case, status=ReferralStatus.OFFERED)
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, case.organisation)

    for user in (case.lead, colleague):
        told = timeline.entries(timeline.scope_of(case, user), names=["vermittlungen"])
        assert [entry.title for entry in told] == [f"Vermittelt: {ordinary.offer.title}"]


def test_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="already"):
        timeline.register("beratungen", "Beratungen", lambda scope: [])
