"""What hangs on somebody who counsels: the open cases she leads, her Wiedervorlagen, and for whom she stands in."""

from __future__ import annotations

from django.db import connection

from pik.accounts.enums import Role
from pik.accounts.leaving import Obligation, register
from pik.accounts.permissions import PERMISSIONS
from pik.core.formats import counted

#: What may be left, in the order told: its name in the database's answer, one of it, several.
_THINGS = (
    ("case", "Fall", "Fälle"),
    ("follow_up", "Wiedervorlage", "Wiedervorlagen"),
    ("deputy", "Vertretung in einem Fall", "Vertretungen in Fällen"),
    ("substitution", "Vertretung einer abwesenden Person", "Vertretungen abwesender Personen"),
)


def open_obligations(user_id: int, organisation_id: int) -> dict[str, int]:
    """How many things of each sort hang on somebody in an organisation: open cases she leads, her Wiedervorlagen …

    Asked of a function of the database (``cases_open_obligations``), since the rows are hidden from whoever
    administers people. Numbers alone, and only about one's own organisation.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_open_obligations(%s, %s)", [user_id, organisation_id])
        return {str(thing): int(amount) for thing, amount in cursor.fetchall()}


def in_words(user_id: int, organisation_id: int) -> list[str]:
    """What is left, in German: „3 Fälle“, „1 Wiedervorlage“."""
    amounts = open_obligations(user_id, organisation_id)
    return [counted(amounts[thing], one, several) for thing, one, several in _THINGS if amounts.get(thing)]


register(
    Obligation(
        name="cases.led",
        roles=PERMISSIONS["cases.view_case"],
        told=in_words,
        handed_over_by=frozenset({Role.TEAMLEITUNG}),
        where="in der Liste der Fälle unter „Fälle übergeben“, Vertretungen auf der Seite „Vertretung“",
    )
)
