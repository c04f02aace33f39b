"""The access log for Datenschutz: filters, pages, and the table to take along."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import AccessEntry, Organisation, User
from tests.accounts import access_log
from tests.accounts.access_log import NOW, an_entry
from tests.counting import costs_exactly
from tests.factories.accounts import OrganisationFactory, user_with_role

pytestmark = [pytest.mark.web, pytest.mark.django_db]

LIST, EXPORT = "accounts:access_log", "accounts:access_export"


@pytest.fixture
def ladenburg(db: None) -> Organisation:
    access_log.empty()
    return OrganisationFactory(name="Ladenburg")


@pytest.fixture
def manager(ladenburg: Organisation) -> User:
    return user_with_role(Role.INTEGRATIONSMANAGER, ladenburg)


@pytest.fixture
def web(ladenburg: Organisation) -> Client:
    client = Client()
    client.force_login(user_with_role(Role.DATENSCHUTZ, ladenburg))
    return client


def look(user: User, moment: datetime = NOW, **more: Any) -> dict[str, Any]:
    own = user.membership.organisation_id
    fields = {"user_id": user.pk, "user_label": user.acting_label, "organisation_id": own, "actor_organisation_id": own}
    return an_entry(**{**fields, "happened_at": moment.isoformat(), **more})


def shown(client: Client, **query: Any) -> list[str]:
    """The pages of the entries that are listed, each test's own marks."""
    return [entry.page for entry in client.get(reverse(LIST), query).context["entries"]]


def test_list_shows_the_newest_first_and_nothing_of_others(web: Client, manager: User) -> None:
    access_log.append(NOW, look(manager, page="eins"), look(manager, page="fremd", organisation_id=0))
    access_log.append(NOW, look(manager, page="zwei"))

    assert shown(web) == ["zwei", "eins"]


def test_filter_by_person_user_kind(web: Client, manager: User, ladenburg: Organisation) -> None:
    colleague, stranger = user_with_role(Role.TEAMLEITUNG, ladenburg), user_with_role(Role.TEAMLEITUNG)
    access_log.append(
        NOW,
        look(manager, page="a"),
        look(manager, page="b", subject_label="LAD-2026-0002"),
        look(colleague, page="c", kind="printed"),
        look(stranger, page="d", kind="refused", organisation_id=ladenburg.pk),
        look(manager, page="e", kind="refused", subject_id=None, subject_label="", actor_organisation_id=None),
    )

    assert shown(web, fall=" lad-2026-0002 ") == ["b"]
    assert shown(web, wer=colleague.pk) == ["c"]
    assert shown(web, wer="andere") == ["e", "d"]
    assert shown(web, art="refused") == ["e", "d"]
    assert shown(web, wer=manager.pk, fall="LAD-2026-0001") == ["a"]


def test_filter_by_days_counts_the_day_in_germany_on_which_it_happened(web: Client, manager: User) -> None:
    evening = datetime(2026, 11, 1, 22, 59, tzinfo=UTC)  # 23:59 in Germany
    for page, moment in (("1.11.", evening), ("2.11.", evening + timedelta(minutes=1))):
        access_log.append(NOW, look(manager, moment, page=page))

    assert shown(web, von="2026-11-02", bis="2026-11-02") == ["2.11."]
    assert shown(web, bis="2026-11-01") == ["1.11."]
    assert shown(web, von="2026-11-03") == []


@pytest.mark.parametrize(
    "query", [{"von": "gestern"}, {"von": "2026-11-02", "bis": "2026-11-01"}, {"wer": "0"}, {"art": "x"}]
)
def test_wrong_filter_says_so_and_shows_nothing(web: Client, manager: User, query: dict[str, str]) -> None:
    access_log.append(NOW, look(manager))

    response = web.get(reverse(LIST), query)

    assert (response.status_code, response.context["entries"]) == (422, [])
    assert web.get(reverse(EXPORT), query).status_code == 422


def test_pages_go_on_where_the_one_before_ended(web: Client, manager: User) -> None:
    access_log.append(NOW, *(look(manager, page=str(n), kind="printed") for n in range(101)))

    pages, query = [], "?art=printed"
    while query:
        context = web.get(reverse(LIST) + query).context
        pages.append([entry.page for entry in context["entries"]])
        query = context["older"]

    assert pages == [[str(n) for n in range(100, 50, -1)], [str(n) for n in range(50, 0, -1)], ["0"]]
    assert context["newest"] == "?art=printed"


@pytest.mark.parametrize("place", ["-1", "gestern", "9" * 30])
def test_place_that_is_none_is_the_beginning(web: Client, manager: User, place: str) -> None:
    access_log.append(NOW, look(manager, page="eins"))

    assert shown(web, vor=place) == ["eins"]


def test_filter_begins_anew_at_the_newest(web: Client, manager: User) -> None:
    form = web.get(reverse(LIST), {"vor": "1", "art": "printed"}).context["form"]

    assert "vor" not in form.fields


@pytest.mark.parametrize("count", [1, 3, 60])
def test_list_costs_the_same_whatever_is_in_it(web: Client, manager: User, count: int) -> None:
    access_log.append(NOW, *(look(manager) for _ in range(count)))

    with costs_exactly(5):
        web.get(reverse(LIST))


def test_export_is_the_filtered_list_and_an_entry_itself(web: Client, manager: User) -> None:
    access_log.append(NOW, look(manager, page="a"), look(manager, page="b", kind="printed", detail="=2+3"))

    response = web.get(reverse(EXPORT), {"art": "printed"})

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[3:7] for row in rows] == [
        ["Art", "Fallnummer", "Seite", "Angaben"],
        ["gedruckt", "LAD-2026-0001", "b", "'=2+3"],
    ]
    entry = AccessEntry.objects.first()
    assert (entry.kind, entry.page, entry.detail) == (
        "exported",
        "Zugriffsprotokoll",
        "1\N{NO-BREAK SPACE}Eintrag, Art: gedruckt",
    )


def test_export_of_too_much_asks_for_fewer_days(web: Client, manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pik.accounts.access_views.MOST_EXPORTED", 1)
    access_log.append(NOW, look(manager), look(manager))

    response = web.get(reverse(EXPORT))

    assert (response.status_code, "schränken Sie die Tage ein" in response.content.decode()) == (422, True)
