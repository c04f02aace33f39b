"""What planning stores, declared for data protection (see pik/core/declarations.py): numbers, no persons."""

from __future__ import annotations

from pik.accounts.datenschutz import NAMELESS, USER
from pik.core.declarations import DEMONSTRATION, LINK, TRACE, Category, declare, keep, line

DISTRIBUTE = "Verteilt die Mittel des Landes nach der Zahl der Personen in den Gemeinden."
NUMBERS = keep("Zahlen je Gemeinde, kein Personenbezug; eine veröffentlichte Fassung bleibt nachrechenbar.")
WHO_ACTED = keep("Wer gehandelt hat, gehört zur Nachprüfbarkeit der Verteilung.")
LAND_ONLY = "Sichtbar für die Landesplanung."

declare(
    "planning.HeadCountUpload",
    None,
    line("id public_id", Category.TECHNICAL, LINK, NUMBERS),
    line("key_date filename sha256 rows problems", Category.PROCEDURE, DISTRIBUTE, NUMBERS),
    line("uploaded_by", Category.LOG, TRACE, NAMELESS, answers=USER.by("uploaded_by")),
    line("uploaded_at", Category.LOG, TRACE, WHO_ACTED, answers=USER.by("uploaded_by")),
)
declare(
    "planning.HeadCount",
    None,
    line("id public_id upload", Category.TECHNICAL, LINK, NUMBERS),
    line("key_date total_persons", Category.PROCEDURE, DISTRIBUTE, NUMBERS),
    line("is_invented", Category.TECHNICAL, DEMONSTRATION, NUMBERS),
    line("confirmed_by", Category.LOG, TRACE, NAMELESS, answers=USER.by("confirmed_by")),
    line("confirmed_at", Category.LOG, TRACE, WHO_ACTED, answers=USER.by("confirmed_by")),
)
declare(
    "planning.HeadCountLine",
    None,
    line("id head_count", Category.TECHNICAL, LINK, NUMBERS),
    line("gemeinde persons source", Category.PUBLIC, DISTRIBUTE, NUMBERS),
    line("is_invented", Category.TECHNICAL, DEMONSTRATION, NUMBERS),
)
declare(
    "planning.Planungsrahmen",
    None,
    line("id public_id head_count", Category.TECHNICAL, LINK, NUMBERS),
    line("version title pot pot_basis total_persons distributed", Category.PUBLIC, DISTRIBUTE, NUMBERS),
    line("threshold threshold_basis rounding status", Category.PUBLIC, DISTRIBUTE, NUMBERS),
    line("computed_by", Category.LOG, TRACE, NAMELESS, answers=USER.by("computed_by")),
    line("computed_at", Category.LOG, TRACE, WHO_ACTED, answers=USER.by("computed_by")),
    line("published_at", Category.PUBLIC, DISTRIBUTE, NUMBERS),
)
declare(
    "planning.PlanungsrahmenLine",
    None,
    line("id planungsrahmen", Category.TECHNICAL, LINK, NUMBERS),
    line("gemeinde persons amount", Category.PUBLIC, DISTRIBUTE, NUMBERS),
    line("is_invented", Category.TECHNICAL, DEMONSTRATION, NUMBERS),
)
declare(
    "planning.PlanungsrahmenTransition",
    USER.by("actor"),
    line("id subject", Category.TECHNICAL, LINK, WHO_ACTED),
    line("name source target happened_at", Category.LOG, TRACE, WHO_ACTED),
    line("actor", Category.LOG, TRACE, NAMELESS),
    line("actor_label", Category.LOG, TRACE, WHO_ACTED),
    line("comment", Category.FREE_TEXT, TRACE, WHO_ACTED, protection=LAND_ONLY),
)
