"""How much the Land gives for an application. Pure arithmetic: no database, no clock, no binary fractions.

What is rule (VwV Integrationsmanagement 2017; each value is a dated row of the rule book, with source):

- A fixed amount (Festbetrag) per full post and year, by qualification; a part of a post gets its part.
- Each post is funded from its own first day of employment, for the same number of months.
- A municipality or group needs a Planungsrahmen of at least the threshold in a year. Who misses it by a
  little may close the gap with its own money: Wehr had 50.949 € and paid 51 € a year itself.

What is our assumption, because the text of the VwV was not at hand:

- The Planungsrahmen of the group is the ceiling of what the Land gives in a year. Where the posts would
  cost more, all of them are cut in the same proportion („Kürzung auf den Planungsrahmen“).
- An own contribution counts towards the threshold only, up to the gap; it never raises the ceiling.
- No source says how small „a little“ is. There is no limit here; a contribution has to be documented, and
  the authority sees it as a check of its own.
- Amounts are kept to the cent, rounded commercially; the total of a post is its yearly amount ÷ 12 × months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise

CENT = Decimal("0.01")
ZERO = Decimal(0)
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class PostInput:
    """A post as the calculation needs it. ``rate`` in euros per full post and year, ``share`` of a full post.

    ``ends_on`` is the last funded day.
    """

    label: str
    qualification: str
    rate: Decimal
    share: Decimal
    months: int
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class PostGrant:
    """What one post brings: ``requested`` a year before the cut, ``amount_year`` after it, ``total`` in all."""

    post: PostInput
    requested: Decimal
    amount_year: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the derivation as people read it; ``basis`` shows the numbers it was made from."""

    label: str
    basis: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """The grant and how it came about. Money in euros, to the cent."""

    posts: tuple[PostGrant, ...]
    lines: tuple[Line, ...]
    ceiling: Decimal
    requested: Decimal
    amount_year: Decimal
    total: Decimal

    @property
    def cut(self) -> Decimal:
        """By how much the posts exceed the Planungsrahmen in a year; 0 when they fit in."""
        return self.requested - self.amount_year

    @property
    def left(self) -> Decimal:
        """What of the Planungsrahmen remains free in a year."""
        return self.ceiling - self.amount_year


def missing_to_threshold(frame_sum: Decimal, own_contribution: Decimal, threshold: Decimal) -> Decimal:
    """How much a group lacks to the threshold in a year, in euros; 0 when it is reached."""
    return max(threshold - frame_sum - own_contribution, ZERO)


def is_eligible(frame_sum: Decimal, own_contribution: Decimal, threshold: Decimal) -> bool:
    """Whether Planungsrahmen and documented own contribution together reach the threshold."""
    return missing_to_threshold(frame_sum, own_contribution, threshold) == ZERO


def counted_contribution(frame_sum: Decimal, own_contribution: Decimal, threshold: Decimal) -> Decimal:
    """The part of an own contribution that counts: what closes the gap to the threshold, no more."""
    return min(own_contribution, missing_to_threshold(frame_sum, ZERO, threshold))


def grant(posts: Sequence[PostInput], frame_sum: Decimal) -> Result:
    """The grant for ``posts`` under the Planungsrahmen ``frame_sum`` of the group (euros a year)."""
    requested = [_round(post.rate * post.share) for post in posts]
    amounts = cut_to(requested, frame_sum)
    grants = tuple(
        PostGrant(post, wanted, amount, _round(amount * post.months / MONTHS_A_YEAR))
        for post, wanted, amount in zip(posts, requested, amounts, strict=True)
    )
    requested_sum, amount_year = sum(requested, ZERO), sum(amounts, ZERO)
    total = sum((item.total for item in grants), ZERO)
    return Result(
        posts=grants,
        lines=tuple(_lines(grants, frame_sum, requested_sum, amount_year, total)),
        ceiling=frame_sum,
        requested=requested_sum,
        amount_year=amount_year,
        total=total,
    )


def cut_to(amounts: Sequence[Decimal], ceiling: Decimal) -> list[Decimal]:
    """``amounts`` (euros with cents), cut in the same proportion so that together they keep to ``ceiling``.

    The running sums are rounded, not the single amounts, so the cut ones add up to the ceiling to the cent
    and none is a cent further from its exact share than that needs.
    """
    total = sum(amounts, ZERO)
    if total <= ceiling:
        return list(amounts)
    steps = [_round(running * ceiling / total) for running in accumulate(amounts, initial=ZERO)]
    return [after - before for before, after in pairwise(steps)]


def _lines(
    grants: Sequence[PostGrant], ceiling: Decimal, requested: Decimal, amount_year: Decimal, total: Decimal
) -> list[Line]:
    lines = [
        Line(item.post.label, f"{german(item.post.rate)} € × {german(item.post.share, 2)} VZÄ", item.requested)
        for item in grants
    ]
    lines.append(
        Line("Summe der Stellen je Jahr", "eine Stelle" if len(grants) == 1 else f"{len(grants)} Stellen", requested)
    )
    if requested > ceiling:
        basis = f"höchstens {german(ceiling)} € je Jahr"
        lines.append(Line("Kürzung auf den Planungsrahmen", basis, ceiling - requested))
    lines.append(Line("Zuwendung je Jahr", f"Planungsrahmen {german(ceiling)} €", amount_year))
    lines.append(Line("Zuwendung insgesamt", _months_of(grants), total))
    return lines


def _months_of(grants: Sequence[PostGrant]) -> str:
    months = sorted({item.post.months for item in grants})
    return "je Stelle " + " oder ".join(str(number) for number in months) + " Monate" if months else "keine Stelle"


def german(number: Decimal, places: int | None = None) -> str:
    """A number as it stands in a derivation: 64.000 or 1.250,50, without cents where there are none."""
    if places is None:
        places = 0 if number == number.to_integral_value() else 2
    return f"{number:,.{places}f}".translate(str.maketrans(",.", ".,"))


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
