"""The proposal that the page shows: the calculation with names, loads before and after, in the order of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cases.models import Case, TeamSettings
from cases.team.calculations import LedCase, Move, Place, even_out, fill_up, give_away, loads_after
from cases.team.forms import ALL, MOST_MOVES, NEW
from cases.team.queries import cases_to_share, places_of
from pik.accounts.models import Organisation, User

#: In the address: the cases that nobody leads.
NOBODY = "niemand"


@dataclass(frozen=True)
class Row:
    """One case that is to go from somebody to somebody, and why."""

    case: Case
    giver: str
    move: Move


@dataclass(frozen=True)
class Change:
    """The load of one person before and after."""

    user: User
    before: Decimal
    after: Decimal
    share: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Proposal:
    """Moves with names, who could take any of them instead, and the loads."""

    rows: Sequence[Row]
    takers: Sequence[User]
    changes: Sequence[Change]
    family_count: int  # how many households move
    left_out: int  # moves beyond what one redistribution does


def propose(organisation: Organisation, team: TeamSettings, asked: Mapping[str, Any]) -> Proposal:
    """What the cleaned ``ProposalForm`` asks for; three queries."""
    cases = cases_to_share(organisation, team)
    chosen = [int(value) for value in (*asked["von"], *asked["an"]) if value != NOBODY]
    places = places_of(organisation, chosen)
    moves = _moves(cases, places, asked, team.weight_regular)
    return _with_names(moves[:MOST_MOVES], cases, places, left_out=max(len(moves) - MOST_MOVES, 0))


def propose_for(organisation: Organisation, team: TeamSettings, case: Case) -> Proposal:
    """Who should take this one case, its family with it: anybody but who leads it now."""
    cases = cases_to_share(organisation, team)
    places = places_of(organisation)
    home = next((c.household for c in cases if c.key == case.pk), None)
    chosen = {c.key for c in cases if c.key == case.pk or (home and c.household == home and c.lead == case.lead_id)}
    # The chosen ones alone are given away; the others stay, and count.
    aside = -1
    marked = [
        LedCase(c.key, aside, c.weight, c.household, c.languages, c.since) if c.key in chosen else c for c in cases
    ]
    others = [place for place in places.values() if place.person != case.lead_id]
    moves = [
        Move(move.case, case.lead_id, move.taker, move.why)
        for move in give_away(marked, others, givers=[aside], tolerance=team.weight_regular)
    ]
    return _with_names(moves, cases, places, left_out=0)


def _moves(
    cases: list[LedCase], places: Mapping[int, Place], asked: Mapping[str, Any], tolerance: Decimal
) -> list[Move]:
    givers: list[int | None] = [None if value == NOBODY else int(value) for value in asked["von"]]
    takers = [places[int(value)] for value in asked["an"] if int(value) in places]
    if asked["art"] == ALL:
        return give_away(cases, takers or list(places.values()), givers=givers, tolerance=tolerance)
    chosen = [places[person] for person in givers if person is not None and person in places]
    if asked["art"] == NEW:
        newcomer = takers[0]
        everyone = [newcomer, *(place for place in chosen or places.values() if place.person != newcomer.person)]
        target = asked["ziel"] if asked["ziel"] is not None else average_load(cases, everyone, newcomer)
        return fill_up(cases, everyone, newcomer=newcomer.person, target=target)
    among = {place.person: place for place in (*chosen, *takers)}
    return even_out(cases, list(among.values() or places.values()), tolerance=tolerance, at_most=MOST_MOVES)


def average_load(cases: Sequence[LedCase], places: Sequence[Place], newcomer: Place) -> Decimal:
    """What ``newcomer`` would lead if all of ``places`` had the same per VZÄ."""
    people = {place.person for place in places}
    load = sum((case.weight for case in cases if case.lead in people), Decimal(0))
    posts = sum((place.share for place in places), Decimal(0))
    return (load / posts * newcomer.share).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _with_names(
    moves: Sequence[Move], cases: Sequence[LedCase], places: Mapping[int, Place], *, left_out: int
) -> Proposal:
    found = Case.objects.select_related("person").in_bulk([move.case for move in moves])
    givers = {move.giver for move in moves if move.giver}
    users = User.objects.filter(pk__in={*places, *givers}).order_by("sort_key", "pk")
    people = {user.pk: user for user in users}
    rows = [Row(found[m.case], people[m.giver].get_full_name() if m.giver else "niemand", m) for m in moves]
    order = {pk: number for number, pk in enumerate(people)}
    rows.sort(key=lambda row: (order.get(row.move.giver or 0, -1), order[row.move.taker], row.case.person.sort_key))
    before, after = loads_after(cases, []), loads_after(cases, moves)
    changes = [
        Change(user, before.get(pk, Decimal(0)), after.get(pk, Decimal(0)), _share(places.get(pk)))
        for pk, user in people.items()
    ]
    homes = {case.key: case.household or -case.key for case in cases}
    return Proposal(
        rows=rows,
        takers=[people[pk] for pk in people if pk in places],
        changes=changes,
        family_count=len({homes[move.case] for move in moves}),
        left_out=left_out,
    )


def _share(place: Place | None) -> Decimal:
    return place.share if place else Decimal(1)
