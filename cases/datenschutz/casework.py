"""Cases, plans and sessions, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from cases.datenschutz.vocabulary import (
    A_NUMBER,
    APPOINTMENT,
    CASEWORK_ONLY,
    CLIENT,
    COUNT,
    HANDED_OVER,
    NAME_IN_FILE,
    OF_CASE,
    STAFF_OF_FILE,
    TERM,
)
from pik.accounts.datenschutz import PUBLIC_DATA, USER
from pik.core.declarations import DELETE, LINK, TRACE, Category, declare, line

declare(
    "cases.Case",
    CLIENT.by("person"),
    line("id public_id number person", Category.TECHNICAL, LINK, DELETE),
    line("organisation starts_on ends_on status closed_on closing_reason", Category.PROCEDURE, COUNT, A_NUMBER),
    line("requested_on waiting_since priority", Category.PROCEDURE, COUNT, A_NUMBER),
    line("resting_since rests_until aftercare_until", Category.PROCEDURE, TERM, DELETE),
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
    line("case_count follow_up_count appointment_count happened_at", Category.LOG, HANDED_OVER, STAFF_OF_FILE),
    line("actor", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("actor")),
    line("actor_label", Category.LOG, TRACE, NAME_IN_FILE, answers=USER.by("actor")),
)
declare("cases.CaseCode", None, line("id organisation code", Category.TECHNICAL, LINK, PUBLIC_DATA))
declare("cases.CaseCounter", None, line("id code year last_number", Category.TECHNICAL, LINK, PUBLIC_DATA))

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
