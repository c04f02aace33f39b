"""Money: euros as ``Decimal``, everywhere and only."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.db import models

_GROUPED = re.compile(r"^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$")
_PLAIN = re.compile(r"^[+-]?\d+([.,]\d{1,2})?$")


class MoneyField(models.DecimalField):  # type: ignore[type-arg]  # not subscriptable at run time
    """An amount in euros with cents, up to 999,999,999,999.99 €."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        from pik.core.forms import MoneyFormField

        return super().formfield(**{"form_class": MoneyFormField, **kwargs})


def parse_german_decimal(text: str) -> Decimal:
    """Read a number as people type it in German: ``1.234,56``, ``1234,56``, ``1234.56``, ``51 000``.

    A dot before exactly three digits groups thousands; a dot before one or two digits is taken as the
    decimal mark, as on the number pad. Raises ``ValueError`` when the text is no number.
    """
    compact = re.sub(r"[\s\u00a0\u202f]|€|EUR", "", text)
    if _GROUPED.match(compact):
        return Decimal(compact.replace(".", "").replace(",", "."))
    if _PLAIN.match(compact):
        return Decimal(compact.replace(",", "."))
    raise ValueError(text)
