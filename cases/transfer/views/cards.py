"""„Kontaktkarte“: whether and by whom somebody is supported elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.transfer import sharing
from cases.transfer.forms import CardQuestionForm
from cases.transfer.views.places import tabs_of
from cases.views.frame import note_search
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.formats import german_date
from pik.core.forms import add_errors
from pik.core.http import demand, invalid, page, post_only

PERMISSION = "cases.look_up_contact"
TEMPLATE = "cases/transfer/card_search.html"
PAGE = "Kontaktkarte"


def _context(request: HttpRequest, form: CardQuestionForm, **more: Any) -> dict[str, Any]:
    user: Any = request.user
    return {"form": form, "left": sharing.cards_left(user), "place_tabs": tabs_of("contact_search"), **more}


@require_safe
def contact_search(request: HttpRequest) -> HttpResponse:
    demand(request.user, PERMISSION)
    return page(request, TEMPLATE, _context(request, CardQuestionForm()))


@post_only(form_at="cases:contact_search")
def contact_ask(request: HttpRequest) -> HttpResponse:
    """The answer is on the page itself, by POST: no name stands in an address or a log of the server."""
    user: Any = request.user
    demand(user, PERMISSION)
    form = CardQuestionForm(request.POST)
    cards: list[sharing.Card] | None = None
    if form.is_valid():
        with add_errors(form):
            cards = sharing.ask_for_card(actor=user, **form.cleaned_data)
    if cards is None:
        return invalid(request, TEMPLATE, _context(request, form))
    _note_question(request, form.cleaned_data, cards)
    return page(request, TEMPLATE, _context(request, form, cards=cards, is_answered=True))


def _note_question(request: HttpRequest, asked: dict[str, Any], cards: list[sharing.Card]) -> None:
    """The question stands in the log of who asks, and what was found on the file of that person."""
    born = german_date(asked["birth_date"])
    note_search(request, PAGE, f"{asked['given_name']} {asked['family_name']}, geboren {born}", len(cards))
    for card in cards:
        note(request, AccessKind.SEARCHED, card.subject, page=PAGE)
