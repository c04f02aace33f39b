"""Keeping text blocks: one's own, and for the Teamleitung those of the organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.models import TextBlock
from cases.sessions import text_blocks
from cases.sessions.text_block_forms import NewTextBlockForm, TextBlockForm
from cases.sessions.text_blocks import PLACEHOLDERS
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

OWN, OF_HOUSE = "cases.keep_text_block", "cases.keep_text_block_of_house"
FORM = "cases/sessions/text_block_form.html"
HOUSE = "haus"


def _permission(of_house: bool) -> str:  # noqa: FBT001  one question
    return OF_HOUSE if of_house else OWN


def _block(request: HttpRequest, pk: int) -> TextBlock:
    user: Any = request.user
    block = get_object_or_404(TextBlock.objects.visible_to(user), pk=pk)
    demand(user, _permission(block.owner_id is None), block)
    return block


def _form_page(form: Any, *, of_house: bool, block: TextBlock | None = None) -> dict[str, Any]:
    return {"form": form, "of_house": of_house, "text_block": block, "placeholders": PLACEHOLDERS.items()}


@require_safe
def text_block_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, OWN)
    blocks = list(TextBlock.objects.visible_to(user).order_by("title", "pk"))
    context = {
        "own": [block for block in blocks if block.owner_id],
        "of_house": [block for block in blocks if block.owner_id is None],
        "may_keep_house": user.has_perm(OF_HOUSE),
    }
    return page(request, "cases/sessions/text_block_list.html", context)


@require_safe
def text_block_new(request: HttpRequest, whose: str) -> HttpResponse:
    of_house = whose == HOUSE
    demand(request.user, _permission(of_house))
    return page(request, FORM, _form_page(NewTextBlockForm(), of_house=of_house))


@post_only(form_at="cases:text_block_new")
def text_block_add(request: HttpRequest, whose: str) -> HttpResponse:
    user: Any = request.user
    of_house = whose == HOUSE
    demand(user, _permission(of_house))
    form = NewTextBlockForm(request.POST, instance=text_blocks.new_block(user, of_house=of_house))
    if form.is_valid():

        def store() -> str:
            block = text_blocks.new_block(user, of_house=of_house)
            text_blocks.save_text_block(block, actor=user, of_house=of_house, seen={}, **form.block_values())
            return "cases:text_block_list"

        with add_errors(form):
            form.save_once(store)
    if not form.is_valid():
        return invalid(request, FORM, _form_page(form, of_house=of_house))
    messages.success(request, "Der Textbaustein ist gespeichert.")
    return done(request, "cases:text_block_list")


@require_safe
def text_block_edit(request: HttpRequest, pk: int) -> HttpResponse:
    block = _block(request, pk)
    form = TextBlockForm(instance=block)
    return page(request, FORM, _form_page(form, of_house=block.owner_id is None, block=block))


@post_only(form_at="cases:text_block_edit")
def text_block_save(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    block = _block(request, pk)
    of_house = block.owner_id is None
    form = TextBlockForm(request.POST, instance=_block(request, pk))
    if form.is_valid():
        with add_errors(form):
            text_blocks.save_text_block(block, actor=user, of_house=of_house, seen=form.seen, **form.block_values())
    if not form.is_valid():
        return invalid(request, FORM, _form_page(form, of_house=of_house, block=block))
    messages.success(request, "Der Textbaustein ist gespeichert.")
    return done(request, "cases:text_block_list")


@post_only(form_at="cases:text_block_edit")
def text_block_delete(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    block = _block(request, pk)
    text_blocks.delete_text_block(block, actor=user)
    messages.success(request, f"Der Textbaustein „{block.title}“ ist gelöscht. Was damit geschrieben wurde, bleibt.")
    return done(request, "cases:text_block_list")
