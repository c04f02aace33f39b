"""How the Planungsrahmen comes about: one pot, divided by heads.

    amount of a municipality  =  pot × its persons ÷ all persons,   rounded to whole euros

The pot is what the Land gives for a year, in euros. Each amount is rounded by itself, commercially
(half a euro goes up), so the sum of all amounts may miss the pot by a few euros. That difference is
shown, never spread over the rows: otherwise a municipality could not recompute its own amount.

No source prints the rule. It was derived from the amounts the press published in 2017 and 2018 and
gives all but one of them to the euro (``planning/data/README.md``).

Nothing here is a binary fraction: a quotient of whole numbers is rounded with whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise

PER_HEAD_PLACES = Decimal("0.0001")


class AllocationError(ValueError):
    """The pot cannot be divided by these head counts. The text is a German sentence for people."""


@dataclass(frozen=True, slots=True)
class Count:
    """Persons counted in one municipality on the key date."""

    ags: str
    persons: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one municipality gets: ``amount`` in whole euros."""

    ags: str
    persons: int
    amount: int


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a calculation, as people read it: ``basis`` shows the numbers it was made from."""

    label: str
    basis: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """A pot divided by heads. Money in euros; ``lines`` in the order of the AGS."""

    pot: Decimal
    lines: tuple[Share, ...]
    total_persons: int

    @property
    def distributed(self) -> int:
        """The sum of all rounded amounts."""
        return sum(line.amount for line in self.lines)

    @property
    def rounding_difference(self) -> Decimal:
        """What rounding handed out above the pot (positive) or left in it (negative)."""
        return self.distributed - self.pot

    @property
    def per_head(self) -> Decimal:
        """Euros for one person to four places. For reading only: amounts are never made from it."""
        return per_head(self.pot, self.total_persons)

    def derivation_of(self, share: Share, label: str) -> Line:
        """How one of the shares came about, to be shown or stored beside it."""
        basis = derivation(self.pot, share.persons, self.total_persons)
        return Line(label=label, basis=basis, amount=Decimal(share.amount))


def allocate(pot: Decimal | int, counts: Iterable[Count]) -> Allocation:
    """Divide ``pot`` (euros a year) by heads among the municipalities of ``counts``.

    Raises AllocationError for a negative pot, a negative count, an AGS that appears twice, and when
    there is no person at all.
    """
    in_order = sorted(counts, key=lambda count: count.ags)
    for previous, count in pairwise(in_order):
        if previous.ags == count.ags:
            raise AllocationError(f"Die AGS {count.ags} kommt mehr als einmal vor.")
    for count in in_order:
        if count.persons < 0:
            raise AllocationError(f"Die Personenzahl von {count.ags} ist kleiner als null.")
    total = sum(count.persons for count in in_order)
    lines = tuple(Share(count.ags, count.persons, share_of(pot, count.persons, total)) for count in in_order)
    if not lines:
        raise AllocationError("Es gibt keine Gemeinde, auf die verteilt werden könnte.")
    return Allocation(pot=Decimal(pot), lines=lines, total_persons=total)


def share_of(pot: Decimal | int, persons: int, all_persons: int) -> int:
    """Whole euros for ``persons`` out of ``all_persons``: pot × persons ÷ all_persons, half a euro up.

    Raises AllocationError for a negative pot, for no persons at all, and for more persons than all.
    """
    dividend, divisor = _exact_share(pot, persons, all_persons)
    # Rounding half up is rounding down after adding one half: ⌊a/b + 1/2⌋ = ⌊(2a + b) / 2b⌋.
    return (2 * dividend + divisor) // (2 * divisor)


def per_head(pot: Decimal | int, all_persons: int) -> Decimal:
    """Euros for one person, rounded to four places. For reading only."""
    dividend, divisor = _exact_share(pot, 1, all_persons)
    # Enough digits for any pot: the context's usual 28 would round a second time.
    context = Context(prec=len(str(dividend)) + 40, rounding=ROUND_HALF_UP)
    return context.divide(Decimal(dividend), Decimal(divisor)).quantize(PER_HEAD_PLACES, context=context)


def derivation(pot: Decimal | int, persons: int, all_persons: int) -> str:
    """The calculation in one line: „58.000.000 € × 85 ÷ 72.857 = 67.666,79… → 67.667 €“.

    The quotient is cut after the cent, not rounded, so that the last step is the only rounding; the
    dots say that it goes on.
    """
    dividend, divisor = _exact_share(pot, persons, all_persons)
    cents, rest = divmod(100 * dividend, divisor)
    quotient = f"{_grouped(cents // 100)},{cents % 100:02d}{'…' if rest else ''}"
    return (
        f"{_in_german(Decimal(pot))} € × {_grouped(persons)} ÷ {_grouped(all_persons)} "
        f"= {quotient} → {_grouped(share_of(pot, persons, all_persons))} €"
    )


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide ``total`` things that cannot be cut in proportion to ``weights``, so that the sum is exact.

    Largest remainder (Hare/Niemeyer): everyone gets the whole part; what is left goes one by one to
    the largest fractions, on a tie to the smaller key. Raises AllocationError without any weight.
    """
    all_weights = sum(weights.values())
    if total < 0 or all_weights <= 0 or min(weights.values()) < 0:
        raise AllocationError("Ohne positive Gewichte lässt sich nichts aufteilen.")
    parts = {key: divmod(total * weight, all_weights) for key, weight in sorted(weights.items())}
    left = total - sum(whole for whole, _ in parts.values())
    by_remainder = sorted(parts, key=lambda key: (-parts[key][1], key))
    favoured = set(by_remainder[:left])
    return {key: whole + (key in favoured) for key, (whole, _) in parts.items()}


def _exact_share(pot: Decimal | int, persons: int, all_persons: int) -> tuple[int, int]:
    """pot × persons ÷ all_persons as a fraction of two whole numbers."""
    pot = Decimal(pot)
    if not pot.is_finite() or pot < 0:
        raise AllocationError("Der Betrag, der verteilt wird, muss eine Zahl von mindestens null sein.")
    if all_persons <= 0:
        raise AllocationError("Es ist keine einzige Person gezählt; es gibt nichts, wonach sich verteilen ließe.")
    if not 0 <= persons <= all_persons:
        raise AllocationError(f"{persons} Personen sind nicht Teil von {all_persons}.")
    euros, parts_of_a_euro = pot.as_integer_ratio()
    return euros * persons, parts_of_a_euro * all_persons


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _in_german(euros: Decimal) -> str:
    whole, _, cents = f"{euros:f}".partition(".")
    return _grouped(int(whole)) + (f",{cents:0<2}" if cents.strip("0") else "")
