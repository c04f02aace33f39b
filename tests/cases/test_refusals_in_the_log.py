"""At whose file a refusal stands, when the address names none or one that can't be."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.accounts.models import AccessEntry
from tests.factories.accounts import user_with_role
from tests.factories.cases import FollowUpFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.mark.parametrize("beyond", [False, True], ids=["number of a Wiedervorlage", "number no database knows"])
def test_refused_hand_over_stands_at_no_file(beyond: bool) -> None:
    follow_up, client = FollowUpFactory(), Client()
    client.force_login(user_with_role(Role.TEAMLEITUNG))

    response = client.get(reverse("cases:hand_over", kwargs={"user_id": 2**63 if beyond else follow_up.pk}))

    assert response.status_code == 404
    assert list(AccessEntry.objects.values_list("subject_label", "url_name")) == [("", "cases:hand_over")]


def test_refused_wiedervorlage_with_a_number_no_database_knows_stands_at_no_file() -> None:
    client = Client()
    client.force_login(user_with_role(Role.TEAMLEITUNG))

    response = client.post(reverse("cases:follow_up_finish", kwargs={"pk": 2**63}))

    assert response.status_code == 404
    assert list(AccessEntry.objects.values_list("subject_label", "url_name")) == [("", "cases:follow_up_finish")]
