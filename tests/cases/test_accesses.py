"""Who looked at a case: what each page leaves behind, and how it reads on the file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.accesses import subject_of
from cases.models import Case, Person
from pik.accounts.enums import Role
from pik.accounts.models import AccessEntry, Organisation, User
from tests.accounts import access_log
from tests.accounts.access_log import NOW, an_entry
from tests.counting import costs_exactly
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, FollowUpFactory, plan_with_step
from tests.factories.documents import DocumentFactory, job_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def url(name: str, case: Case, **more: Any) -> str:
    return reverse(f"cases:{name}", kwargs={"public_id": case.public_id, **more})


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def logged() -> list[tuple[str, str, str]]:
    """Kind, page and case number of each entry, in their order."""
    return list(AccessEntry.objects.order_by("position").values_list("kind", "page", "subject_label"))


# --- What is written --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("case_detail", "Überblick"),
        ("case_plan", "Integrationsplan"),
        ("case_sessions", "Beratungen"),
        ("case_person", "Person & Familie"),
        ("person_edit", "Person & Familie"),
        ("case_documents", "Dokumente"),
        ("case_history", "Verlauf"),
        ("case_access", "Zugriffe"),
    ],
)
def test_opened_page_of_a_case_is_written_down(web: Client, case: Case, name: str, page: str) -> None:
    web.get(url(name, case))

    assert logged() == [("opened", page, case.number)]


def test_entry_names_the_case_by_number_and_never_the_person(web: Client, case: Case) -> None:
    web.get(url("case_detail", case))

    entry = AccessEntry.objects.get()
    told = " ".join(str(getattr(entry, field.attname)) for field in AccessEntry._meta.fields)
    assert (entry.subject_id, entry.organisation_id) == (case.pk, case.organisation_id)
    assert case.person.family_name not in told


def test_search_is_written_down_with_its_text_and_hits(web: Client, case: Case) -> None:
    web.get(reverse("cases:case_list"), {"q": "zahra"})

    found = AccessEntry.objects.order_by("position").values_list("kind", "page", "detail")
    assert list(found) == [
        ("searched", "Fälle", "„zahra“, 1\N{NO-BREAK SPACE}Treffer"),
        ("opened", "Fälle", case.number),
    ]


@pytest.mark.parametrize(
    ("name", "page"), [("my_day", "Mein Tag"), ("case_list", "Fälle"), ("follow_up_list", "Wiedervorlagen")]
)
def test_list_is_written_down_with_the_cases_it_showed(web: Client, case: Case, name: str, page: str) -> None:
    FollowUpFactory(case=case, assigned_to=case.lead, due_on=timezone.localdate())

    web.get(reverse(f"cases:{name}"))

    assert list(AccessEntry.objects.values_list("kind", "page", "detail")) == [("opened", page, case.number)]


@pytest.fixture
def olena(case: Case) -> Person:
    """Somebody with a case whose name is like nobody else's."""
    person = {"person__family_name": "Kowalenko", "person__given_name": "Olena"}
    return CaseFactory(organisation=case.organisation, lead=case.lead, **person).person


def test_look_for_similar_persons_is_a_search(web: Client, olena: Person) -> None:
    address = reverse("cases:person_similar")

    web.post(address, {"family_name": olena.family_name})
    web.post(address, {"family_name": olena.family_name, "given_name": "Olena", "birth_date": "14.03.1991"})

    (entry,) = AccessEntry.objects.all()
    assert (entry.kind, entry.detail) == (
        "searched",
        f"„Olena {olena.family_name}, geboren 14.03.1991“, 1\N{NO-BREAK SPACE}Treffer",
    )


def test_similar_persons_shown_beside_a_form_with_errors_were_looked_for(web: Client, olena: Person) -> None:
    web.post(reverse("cases:case_open"), {"family_name": olena.family_name, "given_name": "Olena"})

    (entry,) = AccessEntry.objects.all()
    assert (entry.kind, entry.detail) == (
        "searched",
        f"„Olena {olena.family_name}“, 1\N{NO-BREAK SPACE}Treffer",
    )


def test_print_of_the_plan_is_written_down(web: Client, case: Case) -> None:
    plan_with_step(case)

    web.post(url("plan_print", case))

    assert logged() == [("printed", "Integrationsplan", case.number)]


def test_print_that_fails_is_none(web: Client, case: Case) -> None:
    web.post(url("plan_print", case))

    assert logged() == [("opened", "Dokumente", case.number)]


def test_downloaded_plan_stands_on_its_case(web: Client, case: Case, manager: User) -> None:
    plan = plan_with_step(case).goal.plan
    job = job_of(manager, done=True, kind="cases.integrationsplan", subject_id=plan.pk, holds_person=True)
    document = DocumentFactory(job=job)

    response = web.get(reverse("documents:download", args=[document.job.public_id]))

    assert response.status_code == 200
    assert logged() == [("exported", "Integrationsplan", case.number)]


def test_post_that_shows_nothing_has_not_looked(web: Client, case: Case) -> None:
    mother = CaseFactory(organisation=case.organisation)

    web.post(url("household_join", case), {"family_case": mother.number})

    assert logged() == []


# --- Refusals ---------------------------------------------------------------------------------------


def refused() -> tuple[Any, ...]:
    """Kind, whose data, which case, and whose user of the only entry."""
    entry = AccessEntry.objects.get()
    return entry.kind, entry.organisation_id, entry.subject_label, entry.actor_organisation_id


@pytest.mark.parametrize("name", ["case_detail", "case_plan", "case_history", "person_edit"])
def test_somebody_from_elsewhere_is_refused_on_the_file_of_its_owner(case: Case, name: str) -> None:
    stranger = user_with_role(Role.INTEGRATIONSMANAGER)

    response = client_of(stranger).get(url(name, case))

    assert response.status_code == 404
    assert refused() == ("refused", case.organisation_id, case.number, stranger.membership.organisation_id)


def test_role_without_persons_is_refused_on_the_file(case: Case) -> None:
    administrator = user_with_role(Role.ORGANISATIONSVERWALTUNG, case.organisation)

    client_of(administrator).get(url("case_detail", case))

    assert refused() == ("refused", case.organisation_id, case.number, case.organisation_id)


def test_follow_up_of_another_organisation_is_refused_on_the_file(case: Case) -> None:
    stranger, follow_up = user_with_role(Role.INTEGRATIONSMANAGER), FollowUpFactory(case=case)

    client_of(stranger).post(reverse("cases:follow_up_finish", args=[follow_up.pk]))

    assert refused() == ("refused", case.organisation_id, case.number, stranger.membership.organisation_id)


def test_what_a_colleague_may_not_do_is_refused_on_the_file(web: Client, case: Case) -> None:
    web.get(url("case_reopen", case))

    assert refused()[:3] == ("refused", case.organisation_id, case.number)


def test_guessed_address_is_a_refusal_in_the_own_organisation(web: Client, manager: User) -> None:
    web.get(reverse("cases:case_detail", kwargs={"public_id": "bbbbbbbbbbbb"}))

    own = manager.membership.organisation_id
    assert refused() == ("refused", own, "", own)


# --- On the file ------------------------------------------------------------------------------------


def look(case: Case, user: User, **more: Any) -> dict[str, Any]:
    """An entry about ``case`` by ``user``."""
    membership, subject = user.membership, subject_of(case)
    return an_entry(
        user_id=user.pk,
        user_label=user.acting_label,
        role=membership.role,
        organisation_id=case.organisation_id,
        actor_organisation_id=membership.organisation_id,
        subject_id=subject.id,
        subject_label=subject.label,
        **more,
    )


def sentences(client: Client, case: Case) -> list[tuple[str, str, str]]:
    entries = client.get(url("case_access", case)).context["entries"]
    return [(entry.title, entry.text, entry.tone) for entry in entries]


def test_looks_read_as_sentences_newest_first(web: Client, case: Case, manager: User) -> None:
    stranger = user_with_role(Role.TEAMLEITUNG, OrganisationFactory(name="Mauer"), first_name="Jana", last_name="Klein")
    for hours, entry in enumerate(
        [
            look(case, manager, page="Integrationsplan"),
            look(case, manager, kind="printed", page="Integrationsplan"),
            look(case, stranger, kind="refused", page=""),
        ]
    ):
        moment = NOW + timedelta(hours=hours)
        access_log.append(moment, entry | {"happened_at": moment.isoformat()})

    name = manager.get_full_name()
    assert sentences(web, case) == [
        ("Jana Klein (Teamleitung, Mauer) wollte den Fall öffnen und wurde abgewiesen", "", "danger"),
        (f"{name} (Integrationsmanager:in) hat den Integrationsplan gedruckt", "", "info"),
        (f"{name} (Integrationsmanager:in) hat den Integrationsplan angesehen", "", ""),
    ]


def test_same_look_within_an_hour_is_one_line(web: Client, case: Case, manager: User) -> None:
    moments = [NOW + timedelta(minutes=m) for m in (1, 20, 59, 61)]
    for moment in moments:
        access_log.append(moment, look(case, manager, happened_at=moment.isoformat()))

    texts = [text for _, text, _ in sentences(web, case)]
    assert texts == ["", "3-mal in dieser Stunde"]


def test_other_cases_and_own_looks_at_the_list_do_not_stand_there(web: Client, case: Case, manager: User) -> None:
    access_log.append(NOW, look(case, manager) | {"subject_id": 0, "subject_label": "LAD-2026-9999"})

    first, second = sentences(web, case), sentences(web, case)

    assert (first, second) == ([], [])
    assert [kind for kind, page, _ in logged() if page == "Zugriffe"] == ["opened", "opened"]


def test_teamleitung_sees_that_others_looked_at_the_list(web: Client, case: Case, manager: User) -> None:
    web.get(url("case_access", case))
    lead = user_with_role(Role.TEAMLEITUNG, case.organisation)

    ((title, _, _),) = sentences(client_of(lead), case)

    assert title == f"{manager.get_full_name()} (Integrationsmanager:in) hat die Zugriffe angesehen"


def test_colleague_who_does_not_lead_the_case_has_no_tab_and_no_page(case: Case, manager: User) -> None:
    colleague = client_of(user_with_role(Role.INTEGRATIONSMANAGER, Organisation.objects.get(pk=case.organisation_id)))

    page = colleague.get(url("case_detail", case))

    assert "Zugriffe" not in [tab.label for tab in page.context["case_tabs"]]
    assert colleague.get(url("case_access", case)).status_code == 403


def test_who_leads_the_case_has_the_tab(web: Client, case: Case) -> None:
    page = web.get(url("case_detail", case))

    assert "Zugriffe" in [tab.label for tab in page.context["case_tabs"]]


@pytest.mark.parametrize("count", [1, 3, 60])
def test_page_costs_the_same_whatever_was_looked_at(web: Client, case: Case, manager: User, count: int) -> None:
    access_log.append(NOW, *(look(case, manager, page=f"Seite {n}") for n in range(count)))

    with costs_exactly(6):
        web.get(url("case_access", case))
