"""Work of the team and imports, declared for data protection."""

from __future__ import annotations

from cases.datenschutz.vocabulary import CASEWORK_ONLY, CLIENT, IDENTIFY, NAME_IN_FILE, STAFF_OF_FILE
from pik.accounts.datenschutz import NAMELESS, USER
from pik.core.declarations import DELETE, LINK, OPERATION, TRACE, Category, declare, keep, line

SHARE_OUT = "Verteilt die Fälle gerecht auf die Personen, die beraten."
TAKE_OVER = "Übernimmt Fälle, die bisher in einer Tabelle geführt wurden."
KNOWN_AGAIN = "Erkennt eine Zeile wieder, die schon übernommen ist, damit niemand zweimal angelegt wird."
#: The organisation's way to count work; no person is in it.
OF_THE_TEAM = keep("Festlegung der Organisation, kein Personenbezug.")

declare(
    "cases.TeamSettings",
    None,
    line("id organisation", Category.TECHNICAL, LINK, OF_THE_TEAM),
    line(
        "weight_intensive weight_regular weight_light days_without_contact", Category.PROCEDURE, SHARE_OUT, OF_THE_TEAM
    ),
    line("changed_at", Category.LOG, TRACE, OF_THE_TEAM),
    line("changed_by", Category.LOG, TRACE, NAMELESS, answers=USER.by("changed_by")),
)
declare(
    "cases.TeamMember",
    USER.by("user"),
    line("id organisation user", Category.TECHNICAL, LINK, DELETE),
    line("share", Category.STAFF, SHARE_OUT, DELETE),
    line("languages", Category.STAFF, SHARE_OUT, DELETE),
)
declare(
    "cases.ImportRun",
    USER.by("uploaded_by"),
    line("id public_id organisation sha256 row_count case_count", Category.TECHNICAL, LINK, STAFF_OF_FILE),
    line("uploaded_by", Category.LOG, TRACE, STAFF_OF_FILE),
    line("actor_label", Category.LOG, TRACE, NAME_IN_FILE),
    line("filename unknown_columns", Category.PROCEDURE, TAKE_OVER, DELETE),
    # Read into rows, and then emptied.
    line("content", Category.COUNSELLING, TAKE_OVER, DELETE, answers=(), protection=CASEWORK_ONLY),
    line("state progress tries error", Category.TECHNICAL, OPERATION, DELETE),
    line(
        "error_detail",
        Category.FREE_TEXT,
        OPERATION,
        DELETE,
        answers=(),
        protection="Auf keiner Seite der Software zu sehen, nur in der Datenbank.",
    ),
    line("created_at sent_at finished_at erase_on erased_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.ImportRow",
    CLIENT.by("case__person"),
    line("id organisation run line case", Category.TECHNICAL, LINK, DELETE),
    line("cells", Category.COUNSELLING, TAKE_OVER, DELETE, protection=CASEWORK_ONLY),
    line("problems alike", Category.COUNSELLING, TAKE_OVER, DELETE, protection=CASEWORK_ONLY),
    line("key", Category.MASTER, KNOWN_AGAIN, DELETE),
    line("verdict is_wanted", Category.TECHNICAL, OPERATION, DELETE),
)
declare(
    "cases.ImportedCase",
    CLIENT.by("case__person"),
    line("id organisation run case", Category.TECHNICAL, LINK, DELETE),
    line("key", Category.MASTER, KNOWN_AGAIN, DELETE),
    line("reference", Category.PROCEDURE, IDENTIFY, DELETE),
)
