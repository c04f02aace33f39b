"""What funding stores, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from pik.accounts.datenschutz import NAMELESS, USER
from pik.core.declarations import LINK, TRACE, Category, Subject, add_answer, declare, keep, line

#: Somebody who holds a post that is paid for, named by the applicant and without a row of her own.
EMPLOYEE = Subject("Beschäftigte:r auf einer geförderten Stelle")

_ON_A_POST = "Die Herleitung nennt die Personen auf den Stellen."
APPLY = "Beantragung und Prüfung der Förderung."
DECIDE = "Entscheidung über den Antrag und ihre Begründung."
RATE = "Bestimmt den Satz der Förderung, der an der Qualifikation der Person hängt."
FOUR_EYES = "Zeigt, wer entworfen und wer freigegeben hat."
FILE = keep("Gehört zur Akte über öffentliche Mittel; wie lange sie aufzubewahren ist, ist festzulegen.")
WHO_DECIDED = keep("Wer über öffentliche Mittel entschieden hat, muss aus der Akte hervorgehen.")
PARTIES_ONLY = "Sichtbar für die Beteiligten des Antrags und die Bewilligungsstelle."

declare("funding.FileNumberRange", None, line("id year last", Category.TECHNICAL, LINK, FILE))
declare(
    "funding.Round",
    None,
    line("id public_id", Category.TECHNICAL, LINK, FILE),
    line("title planungsrahmen rules_on opens_on closes_on is_exercise", Category.PUBLIC, APPLY, FILE),
)
declare(
    "funding.Application",
    None,
    line("id public_id round", Category.TECHNICAL, LINK, FILE),
    line("number organisation partners title own_contribution status authority", Category.PROCEDURE, APPLY, FILE),
    line("own_contribution_note", Category.FREE_TEXT, APPLY, FILE, protection=PARTIES_ONLY),
    line("reviewer", Category.PROCEDURE, APPLY, NAMELESS, answers=USER.by("reviewer")),
    line("submitted_at created_at", Category.LOG, TRACE, FILE),
)
declare(
    "funding.ApplicationTransition",
    USER.by("actor"),
    line("id subject", Category.TECHNICAL, LINK, FILE),
    line("name source target happened_at", Category.LOG, TRACE, FILE),
    line("actor", Category.LOG, TRACE, NAMELESS),
    line("actor_label", Category.LOG, TRACE, WHO_DECIDED),
    line("comment", Category.FREE_TEXT, TRACE, FILE, protection=PARTIES_ONLY),
)
declare(
    "funding.Member",
    None,
    line("id application planungsrahmen_line round", Category.TECHNICAL, LINK, FILE),
    line("gemeinde persons amount is_lead is_live", Category.PROCEDURE, APPLY, FILE),
    line("added_at removed_at", Category.LOG, TRACE, FILE),
)
declare(
    "funding.Consent",
    USER.by("given_by"),
    line("id member", Category.TECHNICAL, LINK, FILE),
    line("given_by", Category.LOG, TRACE, NAMELESS),
    line("name", Category.STAFF, TRACE, WHO_DECIDED),
    line("given_at voided_at void_reason", Category.LOG, TRACE, FILE),
    line("amount", Category.PROCEDURE, APPLY, FILE, answers=()),
)
declare(
    "funding.Post",
    EMPLOYEE.named_in("person_name", "Der Name steht im Antrag; gesucht wird nach ihm."),
    line("id public_id application", Category.TECHNICAL, LINK, FILE),
    line("person_name qualification employer_name share starts_on", Category.STAFF, RATE, FILE),
)
declare(
    "funding.Decision",
    None,
    line("id public_id application document_job", Category.TECHNICAL, LINK, FILE),
    line("outcome amount_year amount_total", Category.PROCEDURE, DECIDE, FILE),
    line("lines", Category.PROCEDURE, DECIDE, FILE, answers=EMPLOYEE.named_in("lines", _ON_A_POST)),
    line("reasons conditions return_reason", Category.FREE_TEXT, DECIDE, FILE, protection=PARTIES_ONLY),
    line("drafted_by", Category.LOG, FOUR_EYES, NAMELESS, answers=USER.by("drafted_by")),
    line("approved_by", Category.LOG, FOUR_EYES, NAMELESS, answers=USER.by("approved_by")),
    line("drafted_at returned_at", Category.LOG, FOUR_EYES, FILE, answers=USER.by("drafted_by")),
    line("approved_at", Category.LOG, FOUR_EYES, FILE, answers=USER.by("approved_by")),
)

# --- What the documents keep of a Bescheid ------------------------------------------------------

add_answer("documents.Job", "context", EMPLOYEE.named_in("context", _ON_A_POST))
add_answer("documents.Document", "content", EMPLOYEE.named_in("job", "Der Auftrag hält denselben Inhalt als Text."))
