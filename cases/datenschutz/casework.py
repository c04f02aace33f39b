"""Persons, cases, plans and sessions, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from cases.datenschutz.vocabulary import (
    A_NUMBER,
    APPOINTMENT,
    CASEWORK_ONLY,
    CLIENT,
    COUNSEL,
    COUNT,
    FAMILY,
    HANDED_OVER,
    IDENTIFY,
    NAME_IN_FILE,
    OF_CASE,
    REACH,
    STAFF_OF_FILE,
    STAY,
    TERM,
    UNDERSTAND,
)
from pik.accounts.datenschutz import PUBLIC_DATA, USER
from pik.core.declarations import DELETE, DEMONSTRATION, ITSELF, LINK, TRACE, Category, declare, line

declare(
    "cases.Household",
    CLIENT.by("persons"),
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
    line("need", Category.COUNSELLING, TERM, DELETE, protection=CASEWORK_ONLY),
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
    OF_CASE,
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
    OF_CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("held_on kind duration_minutes", Category.PROCEDURE, COUNT, A_NUMBER),
    line("topics note", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line("author", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("author")),
    line("created_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.FollowUp",
    OF_CASE,
    line("id organisation case session", Category.TECHNICAL, LINK, DELETE),
    line("due_on", Category.PROCEDURE, APPOINTMENT, DELETE),
    line("reason", Category.COUNSELLING, APPOINTMENT, DELETE, protection=CASEWORK_ONLY),
    line("assigned_to", Category.PROCEDURE, APPOINTMENT, STAFF_OF_FILE, answers=USER.by("assigned_to")),
    line("done_at", Category.LOG, TRACE, DELETE),
    line("done_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("done_by")),
)
