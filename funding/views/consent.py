"""The binding yes of a partner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from funding import pages
from funding.actions.consents import fingerprint, give_consent
from funding.forms import ConsentForm
from funding.models import Application, Member
from funding.views.found import application_for
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

TEMPLATE = "funding/consent.html"


def _member(request: HttpRequest, application: Application) -> Member:
    user: Any = request.user
    present = application.members.present().filter(is_lead=False).select_related("gemeinde")
    member = get_object_or_404(present, gemeinde=user.membership.organisation_id)
    demand(user, "funding.give_consent", member)
    return member


def _context(application: Application, member: Member, form: ConsentForm, user: Any) -> dict[str, Any]:
    return pages.application_page(application, user) | {"member": member, "form": form}


@require_safe
def consent(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.view_application")
    member = _member(request, obj)
    form = ConsentForm(initial={"seen": fingerprint(obj), "name": request.user.get_full_name()})  # type: ignore[union-attr]
    return page(request, TEMPLATE, _context(obj, member, form, request.user))


@post_only(form_at="funding:consent")
def consent_give(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, "funding.view_application")
    member = _member(request, obj)
    form = ConsentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        with add_errors(form):
            give_consent(member, name=data["name"], seen=data["seen"], actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        # What is on the screen now is what a second press agrees to.
        form.data = form.data.copy()
        form.data["seen"] = fingerprint(obj)
        return invalid(request, TEMPLATE, _context(obj, member, form, request.user))
    messages.success(request, f"Die Zustimmung von {member.gemeinde} ist erteilt.")
    return done(request, "funding:application", public_id)
