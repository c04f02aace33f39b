"""Pages that belong to no app: the start, help, the components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from pik.core.components import examples
from pik.core.http import page
from pik.core.navigation import items_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first task of the role; who has no role now is told so."""
    membership = request.membership  # type: ignore[attr-defined]
    if membership is None:
        return page(request, "core/no_membership.html")
    return redirect(items_for(membership.role)[0].url_name)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return page(request, "core/help.html")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return page(request, "core/components.html", examples())
