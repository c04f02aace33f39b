"""What pretends to be the answer of a passkey and is none: always a refusal, never a failure of ours."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import MembershipFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]

SIGNED = {"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"}


def encoded(data: Any) -> str:
    return urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


# As a browser would send it, but for one thing each.
ANSWER: dict[str, Any] = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "clientExtensionResults": {},
    "response": {
        "clientDataJSON": encoded(SIGNED),
        "authenticatorData": "AAAA",
        "attestationObject": "oA",
        "signature": "AAAA",
        "userHandle": "AAAA",
    },
}
BROKEN = {
    "nothing": "",
    "text": "x",
    "null": "null",
    "a list": "[]",
    "a number": "1",
    "an empty object": "{}",
    "a number of a million digits": "9" * 1_000_000,
    "brackets without end": "[" * 200_000,
    "an object in objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "not a number": "NaN",
    "an answer of nobody": json.dumps(ANSWER),
    "no response": json.dumps({**ANSWER, "response": None}),
    "a response of text": json.dumps({**ANSWER, "response": "x"}),
    "a number for a key": json.dumps({**ANSWER, "id": 1, "rawId": 1}),
    "no base64": json.dumps({**ANSWER, "id": "ä!", "rawId": "ä!"}),
    "another key than its name": json.dumps({**ANSWER, "rawId": "BBBB"}),
    "half a character": json.dumps({**ANSWER, "id": "\ud800"}),
    "signed data that say nothing": json.dumps({**ANSWER, "response": {**ANSWER["response"], "clientDataJSON": "e30"}}),
    "signed data that are a number": json.dumps({**ANSWER, "response": {**ANSWER["response"], "clientDataJSON": 1}}),
    "signed data that are no JSON": json.dumps({**ANSWER, "response": {**ANSWER["response"], "clientDataJSON": "AA"}}),
    "signed data that are a list": json.dumps({**ANSWER, "response": {**ANSWER["response"], "clientDataJSON": "W10"}}),
    "a user of another kind": json.dumps({**ANSWER, "response": {**ANSWER["response"], "userHandle": {}}}),
    "a user without end": json.dumps({**ANSWER, "response": {**ANSWER["response"], "userHandle": "OTk5" * 3000}}),
    "an attestation of nothing": json.dumps({**ANSWER, "response": {**ANSWER["response"], "attestationObject": ""}}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_answer_at_the_sign_in_page_is_refused(name: str) -> None:
    client = Client()
    client.get(reverse("accounts:passkey_options"))

    response = client.post(reverse("accounts:passkey_check"), {"credential": BROKEN[name]})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("name", BROKEN)
def test_broken_answer_of_a_new_passkey_is_refused(name: str) -> None:
    member, client = MembershipFactory(), Client()
    client.force_login(member.user)
    client.get(reverse("accounts:passkey_new_options"))

    response = client.post(reverse("accounts:passkey_save"), {"name": "Telefon", "credential": BROKEN[name]})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("name", [name for name in BROKEN if name != "nothing"])
def test_broken_answer_where_somebody_confirms_is_refused(name: str) -> None:
    member, client = MembershipFactory(), Client()
    client.force_login(member.user)
    client.get(reverse("accounts:passkey_options"))

    response = client.post(reverse("accounts:confirm_check"), {"confirm_credential": BROKEN[name]})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
