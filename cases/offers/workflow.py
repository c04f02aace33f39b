"""The machine of a referral: offered, perhaps waiting, accepted, attending; finished, broken off or come to nothing.

Places are given in the order of the waiting list. Who has the offer's row locked asks the guards
(``cases.offers.actions``), so that of two people who take the last place at once one is told that it is gone.
"""

from __future__ import annotations

from typing import Any

from cases.enums import ReferralStatus as S
from cases.models import Referral, ReferralTransition
from cases.offers.places import places_for
from pik.core.workflow import Transition, Workflow, register

_MOVE = "cases.move_referral"
#: What is entered of somebody who attends, in a closed case too.
ENDS_OF_ATTENDING = frozenset({"finish", "break_off"})


def has_waiting_list(referral: Referral, actor: Any) -> str | None:
    """Only what has a number of places has a list; of a protected programme none is kept."""
    if referral.offer.places_total is None:
        return "Dieses Angebot hat keine begrenzten Plätze und deshalb keine Warteliste."
    return None


def is_place_free(referral: Referral, actor: Any) -> str | None:
    """A place nobody has, or the one this person has been promised."""
    if referral.status == S.ACCEPTED:
        return None
    places = places_for(referral)
    return None if places.is_free else "Es ist kein Platz mehr frei."


def is_ones_turn(referral: Referral, actor: Any) -> str | None:
    """As many places are free as people wait before this one, and one more."""
    if referral.status == S.ACCEPTED:
        return None
    places = places_for(referral)
    if not places.is_free or places.reaches_turn:
        return None
    return f"Auf der Warteliste stehen noch {places.ahead} davor, frei sind {places.left}."


REFERRAL = register(
    Workflow(
        model=Referral,
        log=ReferralTransition,
        transitions=(
            Transition("wait", "auf die Warteliste setzen", (S.OFFERED,), S.WAITING, _MOVE, guards=(has_waiting_list,)),
            Transition(
                "accept",
                "Platz zusagen",
                (S.OFFERED, S.WAITING),
                S.ACCEPTED,
                _MOVE,
                guards=(is_place_free, is_ones_turn),
            ),
            Transition(
                "accept_ahead",
                "außer der Reihe zusagen",
                (S.OFFERED, S.WAITING),
                S.ACCEPTED,
                _MOVE,
                guards=(is_place_free,),
                needs_comment=True,
            ),
            Transition(
                "attend",
                "Teilnahme eintragen",
                (S.OFFERED, S.ACCEPTED),
                S.ATTENDING,
                _MOVE,
                guards=(is_place_free, is_ones_turn),
            ),
            Transition("finish", "Abschluss eintragen", (S.ATTENDING,), S.FINISHED, _MOVE),
            Transition("break_off", "Abbruch eintragen", (S.ATTENDING,), S.BROKEN_OFF, _MOVE),
            Transition("decline", "Absage eintragen", (S.OFFERED, S.WAITING, S.ACCEPTED), S.DECLINED, _MOVE),
            Transition("lapse", "Mit dem Fall beendet", (S.OFFERED, S.WAITING, S.ACCEPTED), S.DECLINED, None),
        ),
    )
)
