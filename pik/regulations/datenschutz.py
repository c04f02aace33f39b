"""What the rule book stores, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from pik.accounts.datenschutz import PUBLIC_DATA
from pik.core.declarations import LINK, Category, declare, line

LAW = "Hält fest, was die Vorschriften bestimmen, mit Zeitraum und Fundstelle."

declare(
    "regulations.Regulation",
    None,
    line("id", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("code title issued_on amends source confidence", Category.PUBLIC, LAW, PUBLIC_DATA),
)
declare(
    "regulations.Parameter",
    None,
    line("id", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("key unit explanation position", Category.PUBLIC, LAW, PUBLIC_DATA),
)
declare(
    "regulations.Rule",
    None,
    line("id", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("parameter regulation number text starts_on ends_on source confidence", Category.PUBLIC, LAW, PUBLIC_DATA),
)
