"""The posts of an application and the own contribution."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from funding import pages
from funding.actions import applications as actions
from funding.forms import ContributionForm, PostForm, WithdrawForm
from funding.models import Application, Post
from funding.standing import standing_of
from funding.views.found import application_for
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

EDIT = "funding.edit_application"
FORM_PAGE = "funding/post_form.html"


def _post(application: Application, post_id: str) -> Post:
    return get_object_or_404(application.posts.select_related("application__round"), public_id=post_id)


@require_safe
def post_new(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    standing = standing_of(obj)
    form = PostForm(standing=standing, initial={"share": "1,00"})
    return page(request, FORM_PAGE, {"form": form, "standing": standing, "application": obj})


@post_only(form_at="funding:post_new")
def post_create(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    user: Any = request.user
    standing = standing_of(obj)
    form = PostForm(request.POST, standing=standing)
    if form.is_valid():

        def store() -> str:
            actions.save_post(obj, Post(), actor=user, **form.values())
            return reverse("funding:application", args=[public_id])

        with add_errors(form):
            form.save_once(store)
    if not form.is_valid():
        return invalid(request, FORM_PAGE, {"form": form, "standing": standing, "application": obj})
    messages.success(request, "Die Stelle steht im Antrag.")
    return done(request, "funding:application", public_id)


@require_safe
def post_edit(request: HttpRequest, public_id: str, post_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    standing, post = standing_of(obj), _post(obj, post_id)
    form = PostForm(instance=post, standing=standing)
    return page(request, FORM_PAGE, {"form": form, "standing": standing, "application": obj, "post": post})


@post_only(form_at="funding:post_edit")
def post_save(request: HttpRequest, public_id: str, post_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    user: Any = request.user
    standing, post = standing_of(obj), _post(obj, post_id)
    form = PostForm(request.POST, instance=post, standing=standing)
    if form.is_valid():
        with add_errors(form):
            actions.save_post(obj, post, actor=user, **form.values())
    if not form.is_valid():
        context = {"form": form, "standing": standing, "application": obj, "post": post}
        return invalid(request, FORM_PAGE, context)
    messages.success(request, "Die Stelle ist gespeichert.")
    return done(request, "funding:application", public_id)


@require_safe
def post_removal(request: HttpRequest, public_id: str, post_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    return page(request, "core/confirm.html", pages.post_removal(_post(obj, post_id)))


@post_only(form_at="funding:post_removal")
def post_remove(request: HttpRequest, public_id: str, post_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    post = _post(obj, post_id)
    form = WithdrawForm(request.POST)
    context = pages.post_removal(post)
    with add_errors(form):
        actions.remove_post(post, actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        return invalid(request, "core/confirm.html", context | {"form": form})
    messages.success(request, "Die Stelle ist gestrichen.")
    return done(request, "funding:application", public_id)


@require_safe
def contribution(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    standing = standing_of(obj)
    amount = obj.own_contribution or standing.gap
    form = ContributionForm(initial={"amount": amount, "note": obj.own_contribution_note})
    return page(request, "funding/contribution.html", {"form": form, "standing": standing, "application": obj})


@post_only(form_at="funding:contribution")
def contribution_save(request: HttpRequest, public_id: str) -> HttpResponse:
    obj = application_for(request, public_id, EDIT)
    user: Any = request.user
    form = ContributionForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.set_own_contribution(obj, **form.cleaned_data, actor=user)
    if not form.is_valid():
        context = {"form": form, "standing": standing_of(obj), "application": obj}
        return invalid(request, "funding/contribution.html", context)
    messages.success(request, "Der Eigenbeitrag ist gespeichert.")
    return done(request, "funding:application", public_id)
