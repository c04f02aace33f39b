"""Who a session or a password stands for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class PasswordBackend(ModelBackend):
    """Django's: it hashes for unknown addresses too. Asks the account itself whether it is open.

    Django asks at each request, so an account that was closed is out at once.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user is not None and user.may_sign_in)
