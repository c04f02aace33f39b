"""The Planungsrahmen on the page: computing, publishing, searching, recomputing."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import OrganisationKind, Role
from planning.models import Planungsrahmen
from tests.counting import counted
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.planning import PlanungsrahmenFactory, head_count_of, planungsrahmen_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]

CURRENT = "planning:planungsrahmen"


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(user_with_role(Role.ANTRAGSTELLUNG))
    return client


@pytest.fixture
def frame() -> Planungsrahmen:
    rnk = OrganisationFactory(kreis=True, name="Rhein-Neckar-Kreis", kreis_key="08226")
    orten = OrganisationFactory(kreis=True, name="Ortenaukreis", kreis_key="08317")
    stuttgart = OrganisationFactory(
        kind=OrganisationKind.STADTKREIS, name="Stuttgart", ags="08111000", kreis_key="08111"
    )
    return planungsrahmen_of(
        {
            OrganisationFactory(name="Ladenburg", ags="08226038", parent=rnk): 78,
            OrganisationFactory(name="Mauer", ags="08226048", parent=rnk): 33,
            OrganisationFactory(name="Lahr/Schwarzwald", ags="08317065", parent=orten): 305,
            OrganisationFactory(name="Öhringen", ags="08126066", parent=rnk): 12,
            stuttgart: 4108,
        },
        title="Planungsrahmen 2018",
    )


def names(response) -> list[str]:
    return [line.gemeinde.name for line in response.context["page_obj"]]


# --- Table --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Ladenburg", "Lahr/Schwarzwald", "Mauer", "Öhringen", "Stuttgart"]),
        ({"q": "lahr schwarz"}, ["Lahr/Schwarzwald"]),
        ({"q": "Oehringen"}, ["Öhringen"]),
        ({"q": "ohringen"}, ["Öhringen"]),
        ({"q": "08226"}, ["Ladenburg", "Mauer"]),
        ({"q": "%"}, []),
        ({"kreis": "08226"}, ["Ladenburg", "Mauer", "Öhringen"]),
        ({"kreis": "08111"}, ["Stuttgart"]),
        ({"kreis": "99999"}, ["Ladenburg", "Lahr/Schwarzwald", "Mauer", "Öhringen", "Stuttgart"]),
        ({"schwelle": "allein"}, ["Ladenburg", "Lahr/Schwarzwald", "Stuttgart"]),
        ({"schwelle": "gemeinsam"}, ["Mauer", "Öhringen"]),
        ({"kreis": "08226", "schwelle": "gemeinsam", "q": "mau"}, ["Mauer"]),
        ({"sortierung": "-betrag"}, ["Stuttgart", "Lahr/Schwarzwald", "Ladenburg", "Mauer", "Öhringen"]),
        ({"sortierung": "personen"}, ["Öhringen", "Mauer", "Ladenburg", "Lahr/Schwarzwald", "Stuttgart"]),
        ({"sortierung": "kreis"}, ["Lahr/Schwarzwald", "Ladenburg", "Mauer", "Öhringen", "Stuttgart"]),
        ({"sortierung": "-name"}, ["Stuttgart", "Öhringen", "Mauer", "Lahr/Schwarzwald", "Ladenburg"]),
        ({"seite": "999"}, ["Ladenburg", "Lahr/Schwarzwald", "Mauer", "Öhringen", "Stuttgart"]),
    ],
    ids=str,
)
def test_table_shows_what_was_asked_for(reader, frame, query, found):
    response = reader.get(reverse(CURRENT), query)

    assert names(response) == found


def test_table_sums_what_the_filter_leaves(reader, frame):
    response = reader.get(reverse(CURRENT), {"kreis": "08226"})

    found = response.context["found"]
    assert (found.count, found.persons, found.amount, found.alone_count) == (3, 123, Decimal(97_918), 1)
    assert "97.918\xa0€" in response.content.decode()


def test_table_marks_who_reaches_the_threshold_and_what_is_invented(reader, frame):
    text = " ".join(reader.get(reverse(CURRENT)).content.decode().split())

    assert (text.count(">allein möglich<"), text.count(">nur gemeinsam<")) == (4, 3)  # once more each as a choice
    assert "erfunden" not in text


@pytest.mark.parametrize(
    "query", [{}, {"q": "lad"}, {"q": "nichts"}, {"kreis": "08226", "sortierung": "-betrag"}], ids=str
)
def test_partial_under_htmx_is_what_a_reload_shows(reader, frame, query):
    whole = reader.get(reverse(CURRENT), query).content.decode()

    partial = reader.get(reverse(CURRENT), query, headers={"HX-Request": "true"})

    assert partial.content.decode().strip() in whole
    assert "<html" not in partial.content.decode()
    assert "HX-Request" in partial.headers["Vary"]


@pytest.mark.parametrize("count", [1, 3])
def test_table_costs_the_same_for_one_and_for_three(reader, count):
    kreis = OrganisationFactory(kreis=True)
    frame = planungsrahmen_of({OrganisationFactory(parent=kreis): 5 for _ in range(count)})
    PlanungsrahmenFactory.create_batch(count - 1)
    line = frame.lines.select_related("gemeinde")[0]
    asked = {}

    for name, address in {
        "current": reverse(CURRENT),
        "detail": reverse("planning:planungsrahmen_detail", args=[frame.public_id]),
        "line": reverse("planning:planungsrahmen_line", args=[frame.public_id, line.gemeinde.ags]),
        "list": reverse("planning:planungsrahmen_list"),
        "csv": reverse("planning:planungsrahmen_csv", args=[frame.public_id]),
    }.items():
        reader.get(address)
        with counted() as queries:
            reader.get(address)
        asked[name] = len(queries)

    assert asked == {"current": 8, "detail": 8, "line": 6, "list": 5, "csv": 5}


def test_amount_can_be_recomputed_from_its_page(reader, frame):
    address = reverse("planning:planungsrahmen_line", args=[frame.public_id, "08226048"])

    text = reader.get(address).content.decode()

    assert "58.000.000 € × 33 ÷ 72.857 = 26.270,63… → 26.271 €" in text
    assert "fehlen 24.729\xa0€" in text


def test_line_of_a_municipality_without_one_does_not_exist(reader, frame):
    address = reverse("planning:planungsrahmen_line", args=[frame.public_id, "08999999"])

    assert reader.get(address).status_code == 404


def test_page_before_the_first_publication_says_what_will_stand_here(reader):
    response = reader.get(reverse(CURRENT))

    assert "Noch ist kein Planungsrahmen veröffentlicht." in response.content.decode()


# --- Computing ----------------------------------------------------------------------------------


def compute(client, head_count, **changes):
    data = {"submission_key": str(uuid.uuid4()), "title": "Planungsrahmen 2018", "pot": "58.000.000", **changes}
    return client.post(reverse("planning:planungsrahmen_compute", args=[head_count.public_id]), data)


def test_form_offers_the_pot_of_the_rule_book_with_its_source(planner_client, rules):
    head_count = head_count_of({OrganisationFactory(): 5})

    text = planner_client.get(reverse("planning:planungsrahmen_new", args=[head_count.public_id])).content.decode()

    assert 'value="58.000.000"' in text
    assert "bestätigt durch die Rückrechnung des Planungsrahmens" in text
    assert "51.000\xa0€ im Jahr, wie am Stichtag in Kraft." in text


def test_computation_makes_a_draft_and_a_double_click_one(planner_client, rules):
    head_count = head_count_of({OrganisationFactory(): 5})
    key = str(uuid.uuid4())

    first, second = (compute(planner_client, head_count, submission_key=key) for _ in range(2))

    frame = Planungsrahmen.objects.get()
    assert first["Location"] == second["Location"] == reverse("planning:planungsrahmen_detail", args=[frame.public_id])
    assert (frame.is_draft, frame.pot, frame.pot_basis["parameter"]) == (True, Decimal(58_000_000), "pot")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pot", ""),
        ("pot", "viel"),
        ("pot", "0"),
        ("pot", "-5"),
        ("pot", "1,234"),
        ("pot", "9999999999999"),
        ("title", ""),
        ("title", "x" * 151),
    ],
)
def test_wrong_input_is_refused_at_its_field_and_stays(planner_client, rules, field, value):
    head_count = head_count_of({OrganisationFactory(): 5})

    response = compute(planner_client, head_count, **{field: value})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"][field].value() == value
    assert not Planungsrahmen.objects.exists()


def test_computation_without_a_threshold_is_locked_and_refused(planner_client, rules):
    head_count = head_count_of({OrganisationFactory(): 5}, key_date=date(2016, 9, 15))
    sentence = "Für „Schwelle für die Antragsberechtigung“ ist am 15.09.2016 kein Wert hinterlegt (Regelwerk)."

    shown = planner_client.get(reverse("planning:planungsrahmen_new", args=[head_count.public_id])).content.decode()
    refused = compute(planner_client, head_count)

    assert sentence in shown
    assert 'aria-disabled="true"' in shown
    assert refused.status_code == 422
    assert sentence in refused.content.decode()


# --- Publishing ---------------------------------------------------------------------------------


def test_confirmation_page_names_the_consequences(planner_client, frame):
    draft = PlanungsrahmenFactory(version=99, title="Planungsrahmen 2019")

    text = planner_client.get(reverse("planning:planungsrahmen_publish", args=[draft.public_id])).content.decode()

    assert "Er ersetzt „Planungsrahmen 2018“" in text
    assert "lässt sich nicht mehr ändern und nicht zurückziehen" in text
    assert f'value="{frame.public_id}"' in text


def test_publication_puts_the_draft_in_force(planner_client, reader, frame):
    draft = PlanungsrahmenFactory(version=99, title="Planungsrahmen 2019")

    response = planner_client.post(
        reverse("planning:planungsrahmen_publish_now", args=[draft.public_id]), {"supersedes": frame.public_id}
    )

    assert response["Location"] == reverse(CURRENT)
    assert "Planungsrahmen 2019" in reader.get(reverse(CURRENT)).content.decode()
    old = reader.get(reverse("planning:planungsrahmen_detail", args=[frame.public_id])).content.decode()
    assert "Diese Fassung gilt nicht mehr." in old


def test_publication_overtaken_by_another_is_refused_and_shows_what_holds_now(planner_client, frame):
    draft = PlanungsrahmenFactory(version=99)

    response = planner_client.post(
        reverse("planning:planungsrahmen_publish_now", args=[draft.public_id]), {"supersedes": ""}
    )

    assert response.status_code == 422
    assert "Inzwischen wurde „Planungsrahmen 2018“" in response.content.decode()
    assert f'value="{frame.public_id}"' in response.content.decode()


def test_publication_of_the_same_twice_is_refused(planner_client, frame):
    response = planner_client.post(
        reverse("planning:planungsrahmen_publish_now", args=[frame.public_id]), {"supersedes": ""}
    )

    assert response.status_code == 422
    assert "Im Stand „veröffentlicht“ ist das nicht möglich." in response.content.decode()
