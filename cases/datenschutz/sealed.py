"""Sealed notes and the access in an emergency, declared for data protection."""

from __future__ import annotations

from cases.datenschutz.vocabulary import CASEWORK_ONLY, CLIENT, COUNSEL, OF_CASE, STAFF_OF_FILE
from pik.accounts.datenschutz import USER
from pik.core.declarations import DELETE, LINK, TRACE, Category, declare, line

#: § 203 StGB: who reads it stands in cases/rules.py.
SEALED = (
    "Versiegelt (AES-GCM, Schlüssel außerhalb der Datenbank); lesen können es Verfasser:in und zuständige Person, "
    "im Notfall mit Grund und Meldung auch andere aus der Beratung. Jedes Lesen wird festgehalten."
)
RARE = "Zeigt der Aufsicht, wer aus welchem Grund in einem Notfall gelesen hat."
WATCHED = "Sichtbar für Datenschutz der Organisation und für die Person, die den Notfallzugriff genommen hat."

declare(
    "cases.SealedNote",
    OF_CASE,
    line("id public_id organisation case session corrects key_number", Category.TECHNICAL, LINK, DELETE),
    line("kind", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line("sealed", Category.HEALTH, COUNSEL, DELETE, protection=SEALED),
    line("author", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("author")),
    line("created_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.SealedReading",
    CLIENT.by("note__case__person"),
    line("id organisation note emergency", Category.TECHNICAL, LINK, DELETE),
    line("kind", Category.COUNSELLING, TRACE, DELETE, protection=CASEWORK_ONLY),
    line("through read_at", Category.LOG, TRACE, DELETE),
    line("reader", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("reader")),
)
declare(
    "cases.EmergencyAccess",
    OF_CASE,
    line("id public_id organisation case case_number", Category.TECHNICAL, LINK, DELETE),
    line("reason", Category.FREE_TEXT, RARE, DELETE, protection=WATCHED),
    line("starts_at ends_at acknowledged_at", Category.LOG, RARE, DELETE),
    line("user", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("user")),
    line("acknowledged_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("acknowledged_by")),
)
