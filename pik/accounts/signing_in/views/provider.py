"""Signing in through an organisation's own service: the list, the way there, the way back, the last step."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from pik.accounts.models import IdentityProvider
from pik.accounts.signing_in import providers
from pik.accounts.signing_in.views.entry import way_on
from pik.core.http import page, post_only


@login_not_required
@never_cache
@require_safe
def provider_list(request: HttpRequest) -> HttpResponseBase:
    context = {"providers": IdentityProvider.objects.active(), "next": way_on(request)}
    return page(request, "accounts/provider_list.html", context)


@login_not_required
@never_cache
@require_safe
def provider_start(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Off to the service. By GET: a form that is redirected to another house breaks the content policy."""
    try:
        provider: Any = get_adapter().get_provider(request, provider=public_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    # Who is signed in comes to prove it again; an old session over there is no proof.
    more = {"auth_params": {"prompt": "login"}} if request.user.is_authenticated else {}
    try:
        response: HttpResponseBase = provider.redirect(request, "login", next_url=way_on(request), **more)
    except (RequestException, KeyError, ValueError):
        return providers.refuse(request, "Der Anmeldedienst ist nicht erreichbar. Bitte versuchen Sie es später.")
    return response


@login_not_required
@never_cache
@require_safe
def provider_return(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the service. Nothing is changed: the answer waits in the session for ``provider_finish``."""
    try:
        response: HttpResponseBase = openid_connect.callback(request, provider_id)
    except (KeyError, ValueError):
        return providers.refuse(request, providers.FAILED)
    return response


@login_not_required
@never_cache
@require_safe
def provider_continue(request: HttpRequest) -> HttpResponseBase:
    found = providers.pending(request)
    if found is None:
        return redirect("accounts:sign_in")
    user, provider, _ = found
    return page(request, "accounts/provider_continue.html", {"person": user, "provider": provider})


@login_not_required
@never_cache
@post_only(form_at="accounts:provider_continue")
def provider_finish(request: HttpRequest) -> HttpResponseBase:
    return providers.complete(request)
