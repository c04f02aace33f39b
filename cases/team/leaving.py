"""What hangs on somebody who counsels: the active cases she leads and her open Wiedervorlagen."""

from __future__ import annotations

from django.db import connection

from pik.accounts.enums import Role
from pik.accounts.leaving import Obligation, register
from pik.accounts.permissions import PERMISSIONS
from pik.core.formats import counted


def led_and_open(user_id: int, organisation_id: int) -> tuple[int, int]:
    """How many active cases somebody leads in an organisation, and how many of her Wiedervorlagen are open there.

    Asked of a function of the database (``cases_open_obligations``), since the rows are hidden from whoever
    administers people. Two numbers, and only about one's own organisation.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_open_obligations(%s, %s)", [user_id, organisation_id])
        cases, follow_ups = cursor.fetchone()
    return int(cases), int(follow_ups)


def in_words(user_id: int, organisation_id: int) -> list[str]:
    """What is left, in German: „3 Fälle“, „1 Wiedervorlage“."""
    cases, follow_ups = led_and_open(user_id, organisation_id)
    words = [
        (cases, counted(cases, "Fall", "Fälle")),
        (follow_ups, counted(follow_ups, "Wiedervorlage", "Wiedervorlagen")),
    ]
    return [text for count, text in words if count]


register(
    Obligation(
        name="cases.led",
        roles=PERMISSIONS["cases.view_case"],
        told=in_words,
        handed_over_by=frozenset({Role.TEAMLEITUNG}),
        where="in der Liste der Fälle unter „Fälle übergeben“",
    )
)
