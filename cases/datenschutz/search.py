"""Search keys, possible duplicates and merged persons, declared for data protection."""

from __future__ import annotations

from cases.datenschutz.vocabulary import CASEWORK_ONLY, CLIENT, IDENTIFY, NAME_IN_FILE, STAFF_OF_FILE
from pik.accounts.datenschutz import USER
from pik.core.declarations import DELETE, LINK, TRACE, Category, declare, line

UNDO = "Macht eine Zusammenführung dreißig Tage lang rückgängig; danach wird das Feld geleert."

declare(
    "cases.SearchKey",
    CLIENT.by("person"),
    line("id organisation person kind source", Category.TECHNICAL, LINK, DELETE),
    line("key", Category.ORIGIN, IDENTIFY, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.DuplicateCandidate",
    CLIENT.by("one"),
    line("id public_id organisation one", Category.TECHNICAL, LINK, DELETE),
    line("other", Category.TECHNICAL, LINK, DELETE, answers=CLIENT.by("other")),
    line(
        "score signs found_at verdict judged_at",
        Category.PROCEDURE,
        IDENTIFY,
        DELETE,
        answers=(CLIENT.by("one"), CLIENT.by("other")),
    ),
    line("judged_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("judged_by")),
)
declare(
    "cases.Merge",
    CLIENT.by("survivor"),
    line("id public_id organisation survivor merged_key", Category.TECHNICAL, LINK, DELETE),
    line("merged_name", Category.MASTER, IDENTIFY, DELETE),
    line("kept", Category.COUNSELLING, UNDO, DELETE, protection=CASEWORK_ONLY),
    line("happened_at until undone_at", Category.LOG, TRACE, DELETE),
    line("actor", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("actor")),
    line("actor_label", Category.LOG, TRACE, NAME_IN_FILE, answers=USER.by("actor")),
    line("undone_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("undone_by")),
    line("undo_reason", Category.FREE_TEXT, TRACE, DELETE, protection=CASEWORK_ONLY),
)
