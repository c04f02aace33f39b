"""What comes between the password and the session."""

from __future__ import annotations

from typing import Any

from allauth.mfa.stages import AuthenticateStage
from django.shortcuts import redirect


class SecondFactorStage(AuthenticateStage):
    """allauth's, at addresses of ours: who has set up a second factor is asked for it."""

    def handle(self) -> tuple[Any, bool]:
        if not self._should_handle(self.request):
            return None, True
        self.state["authentication_required"] = True
        return redirect("accounts:second_factor"), True

    def abort(self) -> Any:
        super().abort()
        return redirect("accounts:sign_in")
