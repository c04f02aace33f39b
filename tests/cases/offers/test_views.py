"""The pages of offers and referrals, as people use them."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.enums import OfferKind, PassedOn, ReferralStatus, SealedKind
from cases.models import Case, Offer, Referral
from pik.accounts.models import User
from pik.documents.models import Job
from tests.counting import costs_exactly
from tests.factories.accounts import OrganisationFactory
from tests.factories.cases import CaseFactory, plan_with_step
from tests.factories.offers import OfferFactory, ReferralFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def home(manager: User) -> Any:
    return manager.membership.organisation  # type: ignore[union-attr]


def offer_data(**values: Any) -> dict[str, Any]:
    return {
        "submission_key": str(uuid.uuid4()),
        "kind": "local",
        "title": "Sprachcafé",
        "provider": "Freundeskreis",
        "life_areas": ["language"],
        "place": "Ladenburg",
        "languages": "Deutsch, Dari, ",
        **values,
    }


def seen_token(web: Client, offer: Offer) -> str:
    """What the page of the form remembers of the offer it shows."""
    page = web.get(reverse("cases:offer_edit", kwargs={"public_id": offer.public_id}))
    token: str = page.context["form"]["seen_token"].value()
    return token


def titles(answer: Any) -> list[str]:
    return [offer.title for offer in answer.context["page_obj"]]


# --- The directory --------------------------------------------------------------------------------


def test_offer_is_added_once_and_changed_and_ends(web: Client, manager: User) -> None:
    data = offer_data()
    first = web.post(reverse("cases:offer_create"), data)
    again = web.post(reverse("cases:offer_create"), data)
    offer = Offer.objects.get()
    where = {"public_id": offer.public_id}
    token = seen_token(web, offer)
    changed = web.post(
        reverse("cases:offer_save", kwargs=where), offer_data(title="Sprachcafé am Markt", seen_token=token)
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    ended = web.post(reverse("cases:offer_end_save", kwargs=where), {"on": yesterday.isoformat()})

    offer.refresh_from_db()
    assert [answer.status_code for answer in (first, again, changed, ended)] == [302] * 4
    assert (offer.title, offer.languages, offer.is_expired) == ("Sprachcafé am Markt", ["Deutsch", "Dari"], True)
    assert offer.checked_by == manager
    assert titles(web.get(reverse("cases:offer_list"))) == []
    assert titles(web.get(reverse("cases:offer_list"), {"stand": "abgelaufen"})) == ["Sprachcafé am Markt"]


def test_two_who_change_an_offer_are_told_of_each_other(web: Client, manager: User, home: Any) -> None:
    offer = OfferFactory(organisation=home, place="Ladenburg")
    save = reverse("cases:offer_save", kwargs={"public_id": offer.public_id})
    token = seen_token(web, offer)
    web.post(save, offer_data(place="Mannheim", seen_token=token))

    refused = web.post(save, offer_data(place="Heddesheim", seen_token=token))

    offer.refresh_from_db()
    (difference,) = refused.context["form"].differences
    assert (refused.status_code, offer.place) == (422, "Mannheim")
    assert (difference.was, difference.now, difference.mine) == ("Ladenburg", "Mannheim", "Heddesheim")


def test_offer_with_wrong_places_is_told_at_the_form(web: Client) -> None:
    answer = web.post(reverse("cases:offer_create"), offer_data(places_total="3", places_elsewhere="4"))

    assert answer.status_code == 422
    assert "höchstens so viele Plätze, wie es gibt" in answer.content.decode()


def test_protected_kind_is_no_choice_for_an_offer_that_was_none(web: Client, home: Any) -> None:
    offer = OfferFactory(organisation=home)
    address = reverse("cases:offer_save", kwargs={"public_id": offer.public_id})

    answer = web.post(address, offer_data(kind=OfferKind.INTURO, seen_token=seen_token(web, offer)))

    assert answer.status_code == 422
    assert "bleibt eines" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "alpha kurs"}, ["Alphakurs"]),
        ({"bereich": "work"}, ["Werkstatt"]),
        ({"art": "gruppe:pact_language"}, ["Alphakurs"]),
        ({"art": "local"}, ["Werkstatt"]),
        ({"ort": "Weinheim"}, ["Werkstatt"]),
        ({"sprache": "Dari"}, ["Alphakurs"]),
        ({"kostenlos": "on"}, ["Werkstatt"]),
        ({"betreuung": "on"}, ["Alphakurs"]),
        ({"barrierefrei": "on"}, ["Werkstatt"]),
        ({"plaetze": "on"}, ["Werkstatt"]),
        ({"stand": "lange"}, ["Werkstatt"]),
        ({"stand": "alle"}, ["Alphakurs", "Vorbei", "Werkstatt"]),
        ({"art": "gibt es nicht", "bereich": "x"}, ["Alphakurs", "Werkstatt"]),
    ],
)
def test_directory_is_narrowed_down(web: Client, home: Any, query: dict[str, str], found: list[str]) -> None:
    long_ago = timezone.localdate() - timedelta(days=200)
    OfferFactory(
        organisation=home, title="Alphakurs", languages=["Dari"], has_childcare=True, places_total=1, places_elsewhere=1
    )
    OfferFactory(
        organisation=home,
        title="Werkstatt",
        kind=OfferKind.LOCAL,
        life_areas=["work"],
        place="Weinheim",
        is_free=True,
        is_accessible=True,
        checked_on=long_ago,
    )
    OfferFactory(organisation=home, title="Vorbei", expired=True)

    assert titles(web.get(reverse("cases:offer_list"), query)) == found


@pytest.mark.parametrize("count", [1, 200])
def test_directory_costs_the_same_for_one_offer_and_many(web: Client, home: Any, count: int) -> None:
    checker = OfferFactory(organisation=home).checked_by
    Offer.objects.bulk_create(
        OfferFactory.build_batch(count - 1, organisation=home, checked_by=checker, places_total=9, sort_key="x")
    )
    web.get(reverse("cases:offer_list"))

    with costs_exactly(8):
        web.get(reverse("cases:offer_list"))


def test_directory_is_taken_along_as_it_is_filtered(web: Client, home: Any) -> None:
    OfferFactory(organisation=home, title="=Elternkurs", places_total=4)
    OfferFactory(organisation=home, title="Werkstatt", kind=OfferKind.LOCAL)

    csv = web.get(reverse("cases:offer_csv"), {"art": "language_parents"}).content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(web.get(reverse("cases:offer_xlsx")).content)).active

    assert [line.split(";")[0] for line in csv.splitlines()] == ["Angebot", "'=Elternkurs"]
    assert [row[0].value for row in sheet.iter_rows()] == ["Angebot", "=Elternkurs", "Werkstatt"]


def test_list_to_take_along_holds_the_chosen_offers_and_no_person(web: Client, home: Any, case: Case) -> None:
    chosen = OfferFactory(organisation=home, title="Elternkurs", is_free=True)
    OfferFactory(organisation=home)

    nothing = web.post(reverse("cases:offer_print"), {})
    answer = web.post(reverse("cases:offer_print"), {"offers": [chosen.public_id]})

    job = Job.objects.get()
    assert (nothing.status_code, answer.status_code) == (422, 302)
    assert [offer["title"] for offer in job.context["offers"]] == ["Elternkurs"]
    assert {"label": "Was kostet es?", "text": "Nichts."} in job.context["offers"][0]["facts"]
    assert job.holds_person is False
    assert case.person.family_name not in str(job.context)


def test_shared_offer_is_read_and_not_edited_by_those_below(web: Client, home: Any) -> None:
    home.parent = OrganisationFactory(kreis=True)
    home.save()
    offer = OfferFactory(organisation=home.parent, is_shared=True)

    page = web.get(offer.get_absolute_url())
    edit = web.get(reverse("cases:offer_edit", kwargs={"public_id": offer.public_id}))

    assert (page.status_code, edit.status_code) == (200, 403)
    assert "Bearbeiten" not in page.content.decode()


# --- Referrals ------------------------------------------------------------------------------------


def refer(web: Client, case: Case, offer: Offer, **values: Any) -> Any:
    data = {"submission_key": str(uuid.uuid4()), "offer": offer.public_id, **values}
    return web.post(reverse("cases:referral_add", kwargs={"public_id": case.public_id}), data)


def test_person_is_referred_with_what_goes_to_the_provider(web: Client, case: Case) -> None:
    offer, step = OfferFactory(organisation=case.organisation), plan_with_step(case)
    today = timezone.localdate().isoformat()

    without_consent = refer(web, case, offer, passed_on=["name"])
    answer = refer(web, case, offer, passed_on=["name"], consented_on=today, step=step.pk, note="vormittags")
    twice = refer(web, case, offer)

    referral = Referral.objects.get()
    assert [answer.status_code for answer in (without_consent, answer, twice)] == [422, 302, 422]
    assert (referral.passed_on, referral.step, referral.note) == ([PassedOn.NAME], step, "vormittags")
    assert "schon vermittelt" in twice.content.decode()


def test_protected_referral_seals_what_is_written(web: Client, case: Case) -> None:
    offer = OfferFactory(organisation=case.organisation, protected=True)

    answer = refer(web, case, offer, note="Albträume")

    referral = Referral.objects.get()
    assert answer.status_code == 302
    assert (referral.is_protected, referral.note) == (True, "")
    assert referral.sealed_note is not None
    assert referral.sealed_note.kind == SealedKind.REFERRAL


def test_protected_programme_is_no_choice_for_who_does_not_answer_for_the_case(web: Client, home: Any) -> None:
    referral = ReferralFactory(case__organisation=home)
    protected = OfferFactory(organisation=home, protected=True)

    page = web.get(reverse("cases:referral_new", kwargs={"public_id": referral.case.public_id}))
    answer = refer(web, referral.case, protected)

    assert protected.title not in page.content.decode()
    assert answer.status_code == 422
    assert Referral.objects.get() == referral


def test_referral_goes_from_the_waiting_list_to_its_end(web: Client, case: Case) -> None:
    offer = OfferFactory(organisation=case.organisation, places_total=1)
    referral = ReferralFactory(case=case, offer=offer)
    today = timezone.localdate().isoformat()

    def move(name: str, **data: str) -> int:
        where = {"public_id": case.public_id, "referral_id": referral.public_id, "move": name}
        return web.post(reverse("cases:referral_move_save", kwargs=where), data).status_code

    codes = [
        move("warteliste"),
        move("zusagen", accepted_on=today),
        move("beginnen", starts_on=today),
        move("abschliessen", ended_on=today),
        move("abschliessen", ended_on=today, result="certificate", result_detail="B1"),
        move("gibt-es-nicht"),
    ]

    referral.refresh_from_db()
    assert codes == [302, 302, 302, 422, 302, 404]
    assert (referral.status, referral.outcome) == (ReferralStatus.FINISHED, "Zertifikat oder Abschluss: B1")
    history = web.get(reverse("cases:case_history", kwargs={"public_id": case.public_id})).content.decode()
    assert f"Vermittlung beendet: {offer.title}" in history


@pytest.mark.parametrize("count", [1, 12])
def test_referrals_of_a_case_cost_the_same_for_one_and_many(web: Client, case: Case, count: int) -> None:
    for _ in range(count):
        ReferralFactory(case=case, waiting=True)
    address = reverse("cases:case_referrals", kwargs={"public_id": case.public_id})
    web.get(address)

    with costs_exactly(5):
        web.get(address)


def test_closed_case_shows_the_ends_of_an_attendance_alone(web: Client, manager: User, home: Any) -> None:
    case = CaseFactory(organisation=home, lead=manager, closed=True)
    attending, offered = (ReferralFactory(case=case, **more) for more in ({"attending": True}, {}))

    pages = [
        web.get(reverse("cases:referral", kwargs={"public_id": case.public_id, "referral_id": referral.public_id}))
        for referral in (attending, offered)
    ]

    moves = [[move["transition"].name for move in page.context["moves"]] for page in pages]
    assert moves == [["finish", "break_off"], []]
