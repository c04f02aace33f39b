"""Case numbers such as LAD-2026-0142: made here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError, transaction

from cases.models import CaseCode, CaseCounter
from pik.accounts.models import Organisation


def next_number(organisation: Organisation, year: int) -> str:
    """The next free case number of ``organisation`` in ``year``."""
    return reserve_numbers(organisation, year, 1)[0]


@transaction.atomic
def reserve_numbers(organisation: Organisation, year: int, count: int) -> list[str]:
    """Take the next ``count`` numbers; of two at once the second waits until the first has its own."""
    code = _code_of(organisation)
    CaseCounter.objects.get_or_create(code=code, year=year)
    counter = CaseCounter.objects.select_for_update().get(code=code, year=year)
    first = counter.last_number + 1
    counter.last_number += count
    counter.save(update_fields=["last_number"])
    return [f"{code.code}-{year}-{number:04}" for number in range(first, first + count)]


def _code_of(organisation: Organisation) -> CaseCode:
    """The letters of the organisation, chosen when it opens its first case."""
    known = CaseCode.objects.filter(organisation=organisation).first()
    if known:
        return known
    for code in _candidates(organisation):
        try:
            with transaction.atomic():
                return CaseCode.objects.get_or_create(organisation=organisation, defaults={"code": code})[0]
        except IntegrityError:
            continue  # another organisation has these letters
    raise AssertionError("The last candidate carries the key and is free.")


def _candidates(organisation: Organisation) -> Iterator[str]:
    """Ladenburg: LAD, LAE, LAN, … then four letters, at last one with the key, which nobody else has."""
    letters = "".join(c for c in organisation.sort_key.upper() if "A" <= c <= "Z") or "ORG"
    start = letters[:2]
    yield from dict.fromkeys(f"{start}{third}" for third in letters[2:] or "X")
    yield letters[:4]
    yield f"X{organisation.pk}"
