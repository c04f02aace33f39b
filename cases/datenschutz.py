"""What casework stores, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from pik.accounts.datenschutz import PUBLIC_DATA, USER
from pik.core.declarations import (
    DELETE,
    DEMONSTRATION,
    ITSELF,
    LINK,
    TRACE,
    Category,
    Subject,
    add_answer,
    anonymise,
    declare,
    keep,
    line,
)

#: Somebody who is counselled.
CLIENT = Subject("Klient:in", "cases.Person")

IDENTIFY = "Erkennt die Person wieder und vermeidet doppelte Akten."
REACH = "Ermöglicht es, die Person zu erreichen."
COUNSEL = "Beratung und Begleitung der Person im Integrationsmanagement."
UNDERSTAND = "Wählt Sprache, Dolmetschen und Kurse passend zur Person."
STAY = "Richtet die Beratung an Aufenthaltstitel und Fristen aus."
FAMILY = "Berät Angehörige eines Haushalts im Zusammenhang."
TERM = "Führt den Fall über die Dauer der Begleitung."
COUNT = "Führt den Fall; zählt außerdem ohne Namen in Auswertung und Nachweis."
HANDED_OVER = "Sagt, wer wessen Fälle übernommen hat, und benachrichtigt die Person, die übernimmt."
APPOINTMENT = "Erinnert daran, was für die Person zu tun ist."

#: What counting needs, once the person is erased.
A_NUMBER = anonymise("Eine Zählung ohne Verweis auf Person und Fall.")
#: Somebody who counsels, in the file of somebody who is counselled.
STAFF_OF_FILE = anonymise(
    "Wird mit der Akte gelöscht. Endet der Zugang vorher, so führt der Verweis auf einen Zugang ohne Namen."
)
NAME_IN_FILE = keep("Der Name gehört zum Verlauf der Akte und wird mit ihr gelöscht, nicht mit dem Zugang.")
CASEWORK_ONLY = (
    "Sichtbar allein für Integrationsmanagement und Teamleitung der Organisation, die begleitet, in der Datenbank "
    "durch Row-Level Security durchgesetzt; "
    "Auswertung, Regierungspräsidium und Land sehen die Zeile nicht."
)

_HOUSEHOLD = CLIENT.by("persons")
_CASE = CLIENT.by("case__person")

declare(
    "cases.Household",
    _HOUSEHOLD,
    line("id organisation", Category.TECHNICAL, LINK, DELETE),
    line("name", Category.FAMILY, FAMILY, DELETE),
)
declare(
    "cases.Person",
    CLIENT.by(ITSELF),
    line("id public_id organisation", Category.TECHNICAL, LINK, DELETE),
    line("family_name given_name birth_date sex", Category.MASTER, IDENTIFY, DELETE),
    line("name_original nationalities", Category.ORIGIN, IDENTIFY, DELETE, protection=CASEWORK_ONLY),
    line("sort_key search_key", Category.MASTER, IDENTIFY, DELETE),
    line("search_words search_vector", Category.ORIGIN, IDENTIFY, DELETE, protection=CASEWORK_ONLY),
    line("languages interpreter_language", Category.ORIGIN, UNDERSTAND, DELETE, protection=CASEWORK_ONLY),
    line("german_level", Category.LANGUAGE, UNDERSTAND, DELETE),
    line("residence_title residence_ends_on arrived_on", Category.RESIDENCE, STAY, DELETE),
    line("phone", Category.CONTACT, REACH, DELETE),
    line("household household_relation", Category.FAMILY, FAMILY, DELETE),
    line("is_invented", Category.TECHNICAL, DEMONSTRATION, DELETE),
)
declare(
    "cases.Case",
    CLIENT.by("person"),
    line("id public_id number person", Category.TECHNICAL, LINK, DELETE),
    line("organisation starts_on ends_on status closed_on closing_reason", Category.PROCEDURE, COUNT, A_NUMBER),
    line("term_basis", Category.PROCEDURE, TERM, DELETE),
    line("lead", Category.PROCEDURE, TERM, STAFF_OF_FILE, answers=(CLIENT.by("person"), USER.by("lead"))),
    line("opened_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.CaseTransition",
    CLIENT.by("subject__person"),
    line("id organisation subject", Category.TECHNICAL, LINK, DELETE),
    line("name source target happened_at", Category.LOG, TRACE, DELETE),
    line("actor", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("actor")),
    line("actor_label", Category.LOG, TRACE, NAME_IN_FILE, answers=USER.by("actor")),
    line("comment", Category.FREE_TEXT, TRACE, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.HandOver",
    USER.by("giver"),
    line("id organisation", Category.TECHNICAL, LINK, STAFF_OF_FILE),
    line("giver", Category.STAFF, HANDED_OVER, STAFF_OF_FILE),
    line("taker", Category.STAFF, HANDED_OVER, STAFF_OF_FILE, answers=USER.by("taker")),
    line("case_count follow_up_count happened_at", Category.LOG, HANDED_OVER, STAFF_OF_FILE),
    line("actor", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("actor")),
    line("actor_label", Category.LOG, TRACE, NAME_IN_FILE, answers=USER.by("actor")),
)
declare("cases.CaseCode", None, line("id organisation code", Category.TECHNICAL, LINK, PUBLIC_DATA))
declare("cases.CaseCounter", None, line("id code year last_number", Category.TECHNICAL, LINK, PUBLIC_DATA))

declare(
    "cases.Integrationsplan",
    _CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
    line("created_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("created_by")),
)
declare(
    "cases.Goal",
    CLIENT.by("plan__case__person"),
    line("id organisation plan", Category.TECHNICAL, LINK, DELETE),
    line("life_area title criterion", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line("due_on progress", Category.PROCEDURE, COUNSEL, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.Step",
    CLIENT.by("goal__plan__case__person"),
    line("id organisation goal", Category.TECHNICAL, LINK, DELETE),
    line("text owner_name", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line("owner due_on done_on done_in", Category.PROCEDURE, COUNSEL, DELETE),
)
declare(
    "cases.PlanPrint",
    CLIENT.by("plan__case__person"),
    line("id organisation plan job", Category.TECHNICAL, LINK, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.Session",
    _CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("held_on kind duration_minutes", Category.PROCEDURE, COUNT, A_NUMBER),
    line("topics note", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line("author", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("author")),
    line("created_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.FollowUp",
    _CASE,
    line("id organisation case session", Category.TECHNICAL, LINK, DELETE),
    line("due_on", Category.PROCEDURE, APPOINTMENT, DELETE),
    line("reason", Category.COUNSELLING, APPOINTMENT, DELETE, protection=CASEWORK_ONLY),
    line("assigned_to", Category.PROCEDURE, APPOINTMENT, STAFF_OF_FILE, answers=USER.by("assigned_to")),
    line("done_at", Category.LOG, TRACE, DELETE),
    line("done_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("done_by")),
)

#: § 203 StGB: who reads it stands in cases/rules.py.
SEALED = (
    "Versiegelt (AES-GCM, Schlüssel außerhalb der Datenbank); lesen können es Verfasser:in und zuständige Person, "
    "im Notfall mit Grund und Meldung auch andere aus der Beratung. Jedes Lesen wird festgehalten."
)
RARE = "Zeigt der Aufsicht, wer aus welchem Grund in einem Notfall gelesen hat."
WATCHED = "Sichtbar für Datenschutz der Organisation und für die Person, die den Notfallzugriff genommen hat."

declare(
    "cases.SealedNote",
    _CASE,
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
    _CASE,
    line("id public_id organisation case case_number", Category.TECHNICAL, LINK, DELETE),
    line("reason", Category.FREE_TEXT, RARE, DELETE, protection=WATCHED),
    line("starts_at ends_at acknowledged_at", Category.LOG, RARE, DELETE),
    line("user", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("user")),
    line("acknowledged_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("acknowledged_by")),
)

# --- What lower apps keep of a client -----------------------------------------------------------

_BY_NUMBER = "Der Eintrag nennt die Fallnummer."
_BY_ADDRESS = "Die Adresse nennt die öffentliche Kennung des Falls."

add_answer("documents.Job", "title filename context error_detail", CLIENT.by("plan_print__plan__case__person"))
add_answer("documents.Document", "title filename content", CLIENT.by("job__plan_print__plan__case__person"))
add_answer("reminders.Reminder", "title due_on url", CLIENT.named_in("url", _BY_ADDRESS))
add_answer(
    "accounts.AccessEntry",
    "logged_at happened_at user_id user_label role actor_organisation_id",
    CLIENT.named_in("subject_label", _BY_NUMBER),
)
add_answer(
    "accounts.AccessEntry",
    "kind page url_name",
    CLIENT.named_in("subject_label", _BY_NUMBER),
)
add_answer("core.Submission", "location", CLIENT.named_in("location", _BY_ADDRESS))
add_answer("pghistory.Context", "created_at updated_at metadata", CLIENT.named_in("metadata", _BY_ADDRESS))
