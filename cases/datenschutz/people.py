"""Persons, their households and dated rows, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from cases.datenschutz.vocabulary import (
    CASEWORK_ONLY,
    CLIENT,
    COUNSEL,
    FAMILY,
    IDENTIFY,
    OF_CASE,
    REACH,
    STAFF_OF_FILE,
    STAY,
    UNDERSTAND,
)
from pik.accounts.datenschutz import USER
from pik.core.declarations import DELETE, DEMONSTRATION, ITSELF, LINK, TRACE, Category, declare, line

OF_PERSON = CLIENT.by("person")
CHECKED = "Zeigt, wann die Person ihre Daten geprüft hat und was zu berichtigen war."

declare(
    "cases.Household",
    CLIENT.by("members__person"),
    line("id organisation", Category.TECHNICAL, LINK, DELETE),
    line("name", Category.FAMILY, FAMILY, DELETE),
)
declare(
    "cases.HouseholdMember",
    OF_PERSON,
    line("id organisation household person", Category.TECHNICAL, LINK, DELETE),
    line("relation starts_on ends_on", Category.FAMILY, FAMILY, DELETE),
)
declare(
    "cases.Person",
    CLIENT.by(ITSELF),
    line("id public_id organisation", Category.TECHNICAL, LINK, DELETE),
    line("family_name given_name birth_date birth_precision sex", Category.MASTER, IDENTIFY, DELETE),
    line("name_original nationalities", Category.ORIGIN, IDENTIFY, DELETE, protection=CASEWORK_ONLY),
    line("sort_key", Category.MASTER, IDENTIFY, DELETE),
    line("interpreter_language interpreter_sex", Category.ORIGIN, UNDERSTAND, DELETE, protection=CASEWORK_ONLY),
    line("arrived_on arrived_in_gemeinde_on anschlussunterbringung_on", Category.RESIDENCE, STAY, DELETE),
    line("is_invented", Category.TECHNICAL, DEMONSTRATION, DELETE),
)
declare(
    "cases.PersonName",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line("kind starts_on ends_on", Category.MASTER, IDENTIFY, DELETE),
    line("family_name given_name", Category.ORIGIN, IDENTIFY, DELETE, protection=CASEWORK_ONLY),
    line("note", Category.FREE_TEXT, IDENTIFY, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.PersonLanguage",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line("language", Category.ORIGIN, UNDERSTAND, DELETE, protection=CASEWORK_ONLY),
    line("level literacy", Category.LANGUAGE, UNDERSTAND, DELETE),
)
declare(
    "cases.GermanResult",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line("level dated_on basis name certificate_seen", Category.LANGUAGE, UNDERSTAND, DELETE),
)
declare(
    "cases.ResidenceTitle",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line("group paragraph starts_on ends_on authority", Category.RESIDENCE, STAY, DELETE),
    line("note", Category.FREE_TEXT, STAY, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.Accommodation",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line("kind starts_on ends_on", Category.RESIDENCE, STAY, DELETE),
    line("street postal_code place", Category.CONTACT, REACH, DELETE),
    line("note", Category.FREE_TEXT, REACH, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.ContactWay",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line("kind value is_preferred", Category.CONTACT, REACH, DELETE),
    line("note", Category.FREE_TEXT, REACH, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.ContactStop",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line("starts_on ends_on", Category.CONTACT, REACH, DELETE),
    line("reason", Category.FREE_TEXT, REACH, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.Education",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line(
        "kind title institution country starts_on ends_on starts_precision ends_precision is_completed"
        " recognition recognition_applied_on recognition_decided_on recognition_authority",
        Category.LANGUAGE,
        COUNSEL,
        DELETE,
    ),
)
declare(
    "cases.Employment",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line(
        "kind title employer country starts_on ends_on starts_precision ends_precision",
        Category.COUNSELLING,
        COUNSEL,
        DELETE,
        protection=CASEWORK_ONLY,
    ),
)
declare(
    "cases.Competence",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line("kind text shown_by noted_on", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.Measure",
    OF_PERSON,
    line("id organisation person", Category.TECHNICAL, LINK, DELETE),
    line(
        "kind title provider starts_on ends_on starts_precision ends_precision result result_note",
        Category.COUNSELLING,
        COUNSEL,
        DELETE,
        protection=CASEWORK_ONLY,
    ),
)
declare(
    "cases.DataSheet",
    OF_CASE,
    line("id organisation case job", Category.TECHNICAL, LINK, DELETE),
    line("created_at checked_on corrected_on", Category.LOG, CHECKED, DELETE),
    line("checked_with", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("checked_with")),
    line("corrections", Category.FREE_TEXT, CHECKED, DELETE, protection=CASEWORK_ONLY),
)
