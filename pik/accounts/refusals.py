"""The page for what a role may not do: what was asked, who may, and the way on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from pik.accounts.why_not import answer_for, people_of_request


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403. ``exception`` carries the permission that was asked for; without one the page stays general.

    Costs one query: the people of one's own organisation.
    """
    return render(request, "403.html", _context(request, exception), status=HTTPStatus.FORBIDDEN)


def _context(request: Any, exception: Exception) -> dict[str, Any]:
    permission = str(exception.args[0]) if exception.args else ""
    membership = getattr(request, "membership", None)
    if membership is None or permission not in PERMISSIONS:
        return {}
    who = answer_for(request, permission)
    own = [m for m in request.memberships if m.pk != membership.pk and m.role in PERMISSIONS[permission]]
    return {
        "who": who,
        "acting": membership,
        "has_the_role": membership.role in PERMISSIONS[permission],
        "own_memberships": own,
        "administrators": people_of_request(request).get(Role.ORGANISATIONSVERWALTUNG, ()),
    }
