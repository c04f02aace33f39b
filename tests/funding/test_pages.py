"""Pages of the funding: lists that cost the same, input that is kept, what each side reads."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.actions import applications
from funding.demo import PLANS, fill
from funding.documents import bescheid_context
from funding.enums import Outcome
from funding.models import Application
from funding.pages import desk_rows
from pik.accounts.enums import OrganisationKind, Role
from pik.accounts.models import User
from pik.accounts.organisations import load_organisations
from pik.demo.accounts import create_accounts
from pik.regulations.enums import Confidence, Key
from pik.regulations.models import Rule
from pik.regulations.reference import load_regulations
from planning.demo import fill as fill_planning
from tests.counting import counted
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.documents import DocumentFactory
from tests.factories.funding import RoundFactory, decided_of, draft_of, drafted_of, submitted_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queries_of(client: Client, address: str) -> int:
    with counted() as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def another_round(world: SimpleNamespace) -> Any:
    return RoundFactory(planungsrahmen=world.round.planungsrahmen)


MAKERS: dict[str, Callable[[SimpleNamespace], Application]] = {
    "application_list": lambda world: draft_of(world.angelbachtal, another_round(world), partners=[world.mauer]),
    "review_list": lambda world: submitted_of(world.angelbachtal, another_round(world), partners=[world.mauer]),
    "decision_list": lambda world: decided_of(world.angelbachtal, another_round(world), partners=[world.mauer]),
}


@pytest.mark.parametrize(("name", "expected"), [("application_list", 8), ("review_list", 6), ("decision_list", 5)])
def test_list_with_one_and_three_rows_costs_the_same(name: str, expected: int, world: SimpleNamespace) -> None:
    user = world.applicants["mauer"] if name == "application_list" else world.reviewer
    client, address = signed_in(user), reverse(f"funding:{name}")
    MAKERS[name](world)

    with_one = queries_of(client, address)
    MAKERS[name](world)
    MAKERS[name](world)
    with_three = queries_of(client, address)

    assert (with_one, with_three) == (expected, expected)


def test_post_with_an_error_keeps_what_was_typed(world: SimpleNamespace) -> None:
    application = draft_of(world.ladenburg, world.round)
    data = {"person_name": "Özgür Gül", "qualification": "a", "share": "0,2", "submission_key": "x"}

    response = signed_in(world.applicants["ladenburg"]).post(
        reverse("funding:post_create", args=[application.public_id]), data
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "Eine Stelle hat mindestens einen Anteil von 0,25 VZÄ." in page
    assert 'value="Özgür Gül"' in page
    assert 'value="0,2"' in page


def test_partner_of_another_application_is_refused_at_the_field(world: SimpleNamespace) -> None:
    draft_of(world.wehr, world.round, partners=[world.mauer])
    application = draft_of(world.angelbachtal, world.round)

    response = signed_in(world.applicants["angelbachtal"]).post(
        reverse("funding:partner_add", args=[application.public_id]),
        {"gemeinde": world.mauer.ags, "suche": "mau"},
        headers={"hx-request": "true"},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "Diese Gemeinde steht schon in einem anderen Antrag dieser Förderrunde." in page
    assert 'value="mau"' in page
    assert "<html" not in page


def test_search_names_a_bound_municipality_without_offering_it(world: SimpleNamespace) -> None:
    draft_of(world.wehr, world.round, partners=[world.mauer])
    application = draft_of(world.angelbachtal, world.round)

    response = signed_in(world.applicants["angelbachtal"]).get(
        reverse("funding:application", args=[application.public_id]), {"gemeinde": "maue"}
    )

    page = response.content.decode()
    assert "steht in einem anderen Antrag dieser Runde" in page
    assert "Mauer aufnehmen" not in page


def test_double_click_on_a_new_application_makes_one(world: SimpleNamespace) -> None:
    client = signed_in(world.applicants["ladenburg"])
    key = "7b1f9d9e-3c51-4a6b-9b7e-0c7f3f1d2a10"
    data = {"round": world.round.pk, "title": "Antrag Ladenburg", "submission_key": key}

    answers = [client.post(reverse("funding:application_create"), data)["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert Application.objects.count() == 1


def test_applicant_reads_nothing_of_a_drafted_decision(world: SimpleNamespace) -> None:
    application = drafted_of(world.ladenburg, world.round)

    response = signed_in(world.applicants["ladenburg"]).get(
        reverse("funding:application", args=[application.public_id])
    )

    page = response.content.decode()
    assert "in Prüfung" in page
    assert "Entscheidung" not in page


def test_bescheid_is_downloaded_by_lead_and_partner_but_not_by_others(world: SimpleNamespace) -> None:
    decided = decided_of(world.angelbachtal, world.round, partners=[world.mauer])
    decision = decided.decisions.get()
    DocumentFactory(job=decision.document_job)
    address = reverse("funding:bescheid", args=[decision.public_id])

    names = ("angelbachtal", "mauer", "wehr")
    answers = {name: signed_in(world.applicants[name]).get(address).status_code for name in names}

    assert answers == {"angelbachtal": 200, "mauer": 200, "wehr": 404}


def test_bescheid_names_amount_court_and_time(world: SimpleNamespace) -> None:
    decision = decided_of(world.ladenburg, world.round).decisions.get()

    context = bescheid_context(decision, world.rp)

    assert (context["amount_total"], context["court"], context["appeal"], context["recipient"]) == (
        "102.000\N{NO-BREAK SPACE}€",
        "Verwaltungsgericht Karlsruhe",
        "eines Monats",
        ["Bürgermeisteramt", "Ladenburg"],
    )


def test_bescheid_of_a_rejection_grants_nothing(world: SimpleNamespace) -> None:
    decision = decided_of(world.ladenburg, world.round, outcome=Outcome.REJECT).decisions.get()

    context = bescheid_context(decision, world.rp)

    assert (context["is_approval"], context["title"]) == (
        False,
        "Ablehnung einer Zuwendung für das Integrationsmanagement",
    )


def test_own_contribution_of_wehr_is_offered_with_the_gap(world: SimpleNamespace) -> None:
    application = applications.start_application(world.round, title="Antrag", actor=world.applicants["wehr"])

    response = signed_in(world.applicants["wehr"]).get(reverse("funding:contribution", args=[application.public_id]))

    assert 'value="51"' in response.content.decode()


def test_demo_has_applications_in_each_state_and_leaves_four_places_free() -> None:
    load_organisations()
    load_regulations()
    users = create_accounts()
    today = timezone.localdate()
    fill_planning(today, actor=users["land.planung"])

    fill(random.Random(1), today)

    free = {"08226038", "08226106", "08226048", "08226055"}
    taken = {ags for plan in PLANS for ags in (plan.lead, *plan.partners)}
    assert (Application.objects.count(), taken & free) == (len(PLANS), set())
    assert set(Application.objects.values_list("status", flat=True)) == {
        "draft",
        "submitted",
        "in_review",
        "decision_drafted",
        "approved",
        "rejected",
        "withdrawn",
    }


def test_municipality_outside_the_planungsrahmen_reads_that_it_has_none(world: SimpleNamespace) -> None:
    user = user_with_role(Role.ANTRAGSTELLUNG, OrganisationFactory())

    response = signed_in(user).get(reverse("funding:application_list"))

    assert "Einen eigenen Planungsrahmen gibt es hier nicht." in response.content.decode()


def page_of(name: str, application: Application, user: User) -> str:
    return signed_in(user).get(reverse(f"funding:{name}", args=[application.public_id])).content.decode()


@pytest.mark.parametrize("outcome", Outcome)
def test_decided_application_shows_the_amounts_of_its_decision_after_the_rules_changed(
    outcome: Outcome, world: SimpleNamespace
) -> None:
    application = decided_of(world.ladenburg, world.round, outcome=outcome)
    Rule.objects.filter(parameter__key=Key.RATE_C).update(number=40_000)
    Rule.objects.filter(parameter__key=Key.THRESHOLD).update(number=99_000)
    Rule.objects.filter(parameter__key=Key.FUNDING_MONTHS).update(number=12)

    pages = [
        page_of("application", application, world.applicants["ladenburg"]),
        page_of("review", application, world.reviewer),
    ]

    decided, enacted_later = ("102.000", "51.000", "antragsberechtigt"), ("40.000", "99.000", "noch nicht")
    assert [word in text for text in pages for word in decided] == [True] * 6
    assert [word in text for text in pages for word in enacted_later] == [False] * 6


def test_desk_names_the_kreis_of_a_municipality_and_a_stadtkreis_itself(world: SimpleNamespace) -> None:
    city = OrganisationFactory(
        name="Heidelberg",
        kind=OrganisationKind.STADTKREIS,
        ags="08221000",
        kreis_key="08221",
        parent=world.rp,
    )
    leads = [world.ladenburg, city, world.kreis]

    rows = desk_rows([Application(organisation=lead) for lead in leads])

    assert [row["kreis"] for row in rows] == [world.kreis, city, world.kreis]


def test_rate_that_is_not_confirmed_says_so_in_the_form_and_in_the_table(world: SimpleNamespace) -> None:
    application = draft_of(world.ladenburg, world.round)
    Rule.objects.filter(parameter__key=Key.RATE_A).update(confidence=Confidence.CONFIRMED)
    Rule.objects.filter(parameter__key=Key.RATE_B).update(confidence=Confidence.DERIVED)
    Rule.objects.filter(parameter__key=Key.RATE_C).update(confidence=Confidence.UNVERIFIED)
    user = world.applicants["ladenburg"]

    form, table = page_of("post_new", application, user), page_of("application", application, user)

    said = "je volle Stelle und Jahr"
    assert [form.count(f"{said}{word}") for word in ("", " (errechnet)", " (ungeprüft)", " (belegt)")] == [3, 1, 1, 0]
    assert "<br><small>ungeprüft</small>" in table
