"""The pages of Überleitungen: the lists page by page, the choice only as long as it may be changed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.transfer.views.sending import PER_PAGE
from tests.cases.transfer.conftest import Sides
from tests.counting import counted
from tests.factories.cases import CaseFactory
from tests.factories.transfer import TransferFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_choice_of_what_is_asked_for_leads_to_how_it_stands(sides: Sides) -> None:
    client = Client()
    client.force_login(sides.giver)
    prepared, sent = (
        TransferFactory(case=CaseFactory(organisation=sides.ladenburg, lead=sides.giver), **state)
        for state in ({"consented": True}, {"sent": True})
    )

    answers = [client.get(reverse("cases:transfer_edit", args=[t.public_id])) for t in (prepared, sent)]

    assert [answer.status_code for answer in answers] == [200, 302]
    assert answers[1]["Location"] == sent.get_absolute_url()


def test_long_lists_go_page_by_page_and_what_waits_stands_first(sides: Sides) -> None:
    client = Client()
    client.force_login(sides.giver)
    address = reverse("cases:transfer_list")
    waiting = TransferFactory(case=CaseFactory(organisation=sides.ladenburg, lead=sides.giver), sent=True)
    with counted() as few:
        client.get(address)
    for _ in range(PER_PAGE):
        TransferFactory(case=CaseFactory(organisation=sides.ladenburg, lead=sides.giver), refused=True)

    with counted() as many:
        first = client.get(address)
    second = client.get(address, {"von": 2})

    assert len(many) == len(few)
    assert first.context["outgoing"].object_list[0] == waiting
    assert [len(page.context["outgoing"].object_list) for page in (first, second)] == [PER_PAGE, 1]
