"""Finding what a request is about: the first gate (404), then the second (403)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from funding.models import Application
from pik.core.http import demand


def application_for(request: HttpRequest, public_id: str, permission: str) -> Application:
    """The application if the user may see it, and may do ``permission`` with it."""
    user: Any = request.user
    applications = Application.objects.visible_to(user).select_related(
        "round__planungsrahmen", "organisation__parent", "authority", "reviewer"
    )
    application = get_object_or_404(applications, public_id=public_id)
    demand(user, permission, application)
    return application
