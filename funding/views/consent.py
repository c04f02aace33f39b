"""The binding yes of a partner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from funding import pages
from funding.actions.consents import fingerprint_of, give_consent
from funding.forms import ConsentForm
from funding.models import Member
from funding.views.found import application_for
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

TEMPLATE = "funding/consent.html"


def _page(request: HttpRequest, public_id: str) -> tuple[dict[str, Any], Member]:
    """The application's page and the place of the user's municipality in it."""
    user: Any = request.user
    context = pages.application_page(application_for(request, public_id, "funding.view_application"), user)
    own = user.membership.organisation_id
    member = next((item.member for item in context["standing"].partners if item.member.gemeinde_id == own), None)
    if member is None:
        raise Http404
    demand(user, "funding.give_consent", member)
    return context | {"member": member}, member


@require_safe
def consent(request: HttpRequest, public_id: str) -> HttpResponse:
    context, _ = _page(request, public_id)
    seen = fingerprint_of(context["standing"])
    form = ConsentForm(initial={"seen": seen, "name": request.user.get_full_name()})  # type: ignore[union-attr]
    return page(request, TEMPLATE, context | {"form": form})


@post_only(form_at="funding:consent")
def consent_give(request: HttpRequest, public_id: str) -> HttpResponse:
    context, member = _page(request, public_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        with add_errors(form):
            give_consent(member, name=data["name"], seen=data["seen"], actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        # What is on the screen now is what a second press agrees to.
        data = request.POST.copy()
        data["seen"] = fingerprint_of(context["standing"])
        form.data = data
        return invalid(request, TEMPLATE, context | {"form": form})
    messages.success(request, f"Die Zustimmung von {member.gemeinde} ist erteilt.")
    return done(request, "funding:application", public_id)
