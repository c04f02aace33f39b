"""Text blocks: which there are for somebody, and what stands in their placeholders; keeping them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.actions import demand_permission
from cases.models import Case, Goal, TextBlock
from cases.sessions.calculations import filled
from pik.accounts.models import User
from pik.core.conflicts import demand_seen

#: What may stand in braces, and what is put there; the date is that of the session, filled in last.
PLACEHOLDERS: Mapping[str, str] = {
    "Vorname": "Vorname der Person",
    "Nachname": "Familienname der Person",
    "Datum": "Tag der Beratung",
    "Ziel": "das erste laufende Ziel zum Thema des Bausteins",
    "Fallnummer": "Nummer des Falls",
    "Ich": "Ihr eigener Name",
}
DATE = "Datum"


def values_for(case: Case, user: User, goals: Iterable[Goal], life_area: str) -> dict[str, str]:
    """What a block about ``life_area`` puts into its placeholders; the date is left to the form."""
    return {
        "Vorname": case.person.given_name,
        "Nachname": case.person.family_name,
        "Ziel": next((goal.title for goal in goals if life_area in {"", goal.life_area}), ""),
        "Fallnummer": case.number,
        "Ich": user.get_full_name(),
    }


def text_of(block: TextBlock, case: Case, user: User, goals: Iterable[Goal]) -> str:
    """The text of ``block`` for ``case``, with all but the date put in."""
    return filled(block.text, values_for(case, user, goals, block.life_area))


@transaction.atomic
def save_text_block(
    block: TextBlock, *, actor: User, of_house: bool, seen: Mapping[str, str], **values: Any
) -> TextBlock:
    """Store a new or changed block of the actor, or of her organisation; ``seen`` is what the form showed.

    Raises ``PermissionDenied``, or ``ValidationError`` for a title given twice, or when somebody stored meanwhile.
    """
    _demand(block, actor, of_house=of_house)
    if block.pk:
        block = TextBlock.objects.select_for_update().get(pk=block.pk)
        demand_seen(block, seen)
    for name, value in values.items():
        setattr(block, name, value)
    block.full_clean()
    block.save()
    return block


@transaction.atomic
def delete_text_block(block: TextBlock, *, actor: User) -> None:
    """Throw a block away; what was written with it stays. Raises ``PermissionDenied``."""
    _demand(block, actor, of_house=block.owner_id is None)
    block.delete()


def new_block(actor: User, *, of_house: bool) -> TextBlock:
    """An empty block of the actor, or of her organisation."""
    membership: Any = actor.membership
    return TextBlock(organisation_id=membership.organisation_id, owner=None if of_house else actor)


def _demand(block: TextBlock, actor: User, *, of_house: bool) -> None:
    permission = "cases.keep_text_block_of_house" if of_house else "cases.keep_text_block"
    demand_permission(actor, permission, block)  # type: ignore[arg-type]
    if of_house != (block.owner_id is None):
        raise ValidationError("Ein Baustein bleibt, wessen er ist.")
