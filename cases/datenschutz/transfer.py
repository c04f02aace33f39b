"""Überleitung, Mitsicht and Kontaktkarte, declared for data protection."""

from __future__ import annotations

from cases.datenschutz.vocabulary import CLIENT, IDENTIFY, NAME_IN_FILE, OF_CASE, STAFF_OF_FILE
from pik.accounts.datenschutz import USER
from pik.core.declarations import DELETE, LINK, TRACE, Category, declare, keep, line

MOVE = "Bringt die Akte dorthin, wo die Person jetzt lebt."
PROVE = "Weist nach, dass und wozu eingewilligt wurde (Art. 7 Abs. 1 DSGVO)."
SHOW = "Zeigt einer anderen Stelle für eine Zeit, was vereinbart ist."
FIND = "Sagt anderen Stellen, dass und von wem jemand begleitet wird, ohne Inhalt."
LIMIT = "Begrenzt und belegt, wie oft jemand nach Kontaktkarten fragt."
BOTH = (
    "Sichtbar für die Beratung der abgebenden und, nach der Anfrage, der aufnehmenden Stelle; "
    "mit dem Ende der Überleitung gelöscht."
)
PROOF = keep("Die Überleitung ist nur mit der Einwilligung zu begründen; der Nachweis enthält keinen Namen der Person.")

declare(
    "cases.Transfer",
    OF_CASE,
    line("id public_id organisation receiver case new_case", Category.TECHNICAL, LINK, DELETE),
    line("case_number new_number status moves_on parts", Category.PROCEDURE, MOVE, PROOF),
    line("person_name", Category.MASTER, IDENTIFY, DELETE),
    line("message", Category.FREE_TEXT, MOVE, DELETE, protection=BOTH),
    line("consent_on consent_by consent_form consent_kept_at consent_witness", Category.PROCEDURE, PROVE, PROOF),
    line("consent_by_name", Category.MASTER, PROVE, DELETE),
    line("consent_told", Category.FREE_TEXT, PROVE, PROOF, protection="Ein fester Text der Software, ohne Namen."),
    line("created_at sent_at ended_at receipt", Category.LOG, TRACE, PROOF),
    line("created_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("created_by")),
)
declare(
    "cases.TransferTransition",
    CLIENT.by("subject__case__person"),
    line("id subject", Category.TECHNICAL, LINK, DELETE),
    line("name source target happened_at", Category.LOG, TRACE, PROOF),
    line("actor", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("actor")),
    line("actor_label", Category.LOG, TRACE, NAME_IN_FILE, answers=USER.by("actor")),
    line("comment", Category.FREE_TEXT, TRACE, DELETE, protection=BOTH),
)
declare(
    "cases.Share",
    OF_CASE,
    line("id public_id organisation receiver case", Category.TECHNICAL, LINK, DELETE),
    line("items starts_on ends_on", Category.PROCEDURE, SHOW, DELETE),
    line("consent_on consent_by consent_form consent_kept_at consent_witness", Category.PROCEDURE, PROVE, DELETE),
    line("consent_by_name", Category.MASTER, PROVE, DELETE),
    line("created_at revoked_at", Category.LOG, TRACE, DELETE),
    line("created_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("created_by")),
    line("revoked_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("revoked_by")),
)
declare(
    "cases.ContactCard",
    OF_CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("consent_on consent_by consent_form consent_kept_at consent_witness", Category.PROCEDURE, FIND, DELETE),
    line("consent_by_name", Category.MASTER, PROVE, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
    line("created_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("created_by")),
)
declare(
    "cases.CardQuery",
    USER.by("user"),
    line("id organisation", Category.TECHNICAL, LINK, DELETE),
    line("user asked_at is_found", Category.LOG, LIMIT, DELETE),
)
