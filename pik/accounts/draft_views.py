"""Saving and throwing away drafts; asked by static/js/draft.js while somebody types."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from pik.accounts import drafts
from pik.accounts.signing_in import sessions
from pik.core.http import asked_by_itself, demand, done, post_only


def _key(request: HttpRequest, form: str) -> uuid.UUID:
    """The key of the page that asks; 404 for a form without drafts or a page without a key."""
    if not drafts.is_known(form):
        raise Http404
    try:
        return uuid.UUID(request.POST.get("submission_key", ""))
    except ValueError as error:
        raise Http404 from error


def _belongs_to_another(request: HttpRequest) -> bool:
    """Whether the page was made for somebody else, or another role, than is signed in now: it waits for its own."""
    user: Any = request.user
    who = request.headers.get("X-Page-Who", "")
    membership = request.headers.get("X-Page-Membership", "")
    return who != sessions.mark_of(user.pk) or membership != str(user.membership and user.membership.pk)


@asked_by_itself  # an open page of somebody who left asks too; only what she typed shows her at work
@sensitive_post_parameters()
@post_only(form_at="home")
def draft_save(request: HttpRequest, form: str, about: str) -> HttpResponse:
    user: Any = request.user
    demand(user, "accounts.keep_draft")
    key = _key(request, form)
    if _belongs_to_another(request):
        return JsonResponse({"state": "foreign"}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    values = dict(request.POST.lists())
    try:
        saved_at = drafts.save_draft(user, form=form, about=about, key=key, values=values)
    except ValidationError as error:
        return JsonResponse(
            {"state": "refused", "reason": " ".join(error.messages)}, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    if saved_at is None:
        return JsonResponse({"state": "stored"})
    sessions.touch(request.session)
    return JsonResponse({"state": "saved"})


@post_only(form_at="home")
def draft_discard(request: HttpRequest, form: str, about: str) -> HttpResponse:
    user: Any = request.user
    demand(user, "accounts.keep_draft")
    drafts.discard(user, form=form, about=about, key=_key(request, form))
    back = request.POST.get("weiter", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return done(request, back if is_ours else "home")
