"""What a browser is asked for when it shall answer with a passkey or make one."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.webauthn.internal import auth
from django.core.serializers.json import DjangoJSONEncoder


def request_options(user: Any) -> dict[str, Any]:
    """Prove that you hold a passkey of ``user``; of whomever for None: the passkey names its person itself.

    The session keeps the challenge; an answer to another one is no answer.
    """
    return _plain(auth.begin_authentication(user))


def creation_options(user: Any) -> dict[str, Any]:
    """Make a passkey for ``user`` that asks for PIN, finger or face and knows whose it is."""
    return _plain(auth.begin_registration(user, True))  # noqa: FBT003  allauth's signature


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(options, cls=DjangoJSONEncoder))
    return plain
