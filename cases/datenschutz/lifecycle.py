"""States, responsibility and terms, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from cases.datenschutz.vocabulary import (
    CASEWORK_ONLY,
    CLIENT,
    NAME_IN_FILE,
    OF_CASE,
    STAFF_OF_FILE,
    TERM,
)
from pik.accounts.datenschutz import USER
from pik.core.declarations import DELETE, LINK, TRACE, Category, declare, line

STAND_IN = "Sagt, wer für Klient:innen da ist, während die zuständige Person fehlt. Der Grund wird nicht gespeichert."
OWN_VIEW = "Zeigt der Person die Liste der Fälle so, wie sie sie eingerichtet hat."
REST = "Begründet, warum die Begleitung ruht und ob die Zeit zur Dauer zählt."
MORE_TIME = "Begründet die Verlängerung der Begleitung und die Entscheidung darüber."

declare(
    "cases.LeadPeriod",
    OF_CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("starts_at ends_at", Category.LOG, TERM, DELETE),
    line("lead", Category.PROCEDURE, TERM, STAFF_OF_FILE, answers=(OF_CASE, USER.by("lead"))),
    line("reason", Category.FREE_TEXT, TRACE, DELETE, protection=CASEWORK_ONLY),
    line("given_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("given_by")),
)
declare(
    "cases.Deputy",
    OF_CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("starts_on ends_on", Category.PROCEDURE, TERM, DELETE),
    line("user", Category.PROCEDURE, TERM, STAFF_OF_FILE, answers=(OF_CASE, USER.by("user"))),
    line("named_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("named_by")),
    line("ended_at", Category.LOG, TRACE, DELETE),
    line("ended_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("ended_by")),
)
declare(
    "cases.Absence",
    USER.by("user"),
    line("id organisation", Category.TECHNICAL, LINK, STAFF_OF_FILE),
    line("user starts_on ends_on", Category.STAFF, STAND_IN, STAFF_OF_FILE),
    line("substitute", Category.STAFF, STAND_IN, STAFF_OF_FILE, answers=USER.by("substitute")),
    line("entered_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("entered_by")),
    line("entered_at ended_at", Category.LOG, TRACE, STAFF_OF_FILE),
    line("ended_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("ended_by")),
)
declare(
    "cases.Suspension",
    OF_CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("starts_on ends_on planned_until stops_clock", Category.PROCEDURE, TERM, DELETE),
    # Why support rests may say that somebody is ill.
    line("reason comment", Category.HEALTH, REST, DELETE, protection=CASEWORK_ONLY),
    line("recorded_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("recorded_by")),
    line("recorded_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.Extension",
    OF_CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("months status basis", Category.PROCEDURE, TERM, DELETE),
    line("reason decision", Category.COUNSELLING, MORE_TIME, DELETE, protection=CASEWORK_ONLY),
    line("asked_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("asked_by")),
    line("asked_at decided_at", Category.LOG, TRACE, DELETE),
    line("decided_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("decided_by")),
)
declare(
    "cases.ExtensionTransition",
    CLIENT.by("subject__case__person"),
    line("id organisation subject", Category.TECHNICAL, LINK, DELETE),
    line("name source target happened_at", Category.LOG, TRACE, DELETE),
    line("actor", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("actor")),
    line("actor_label", Category.LOG, TRACE, NAME_IN_FILE, answers=USER.by("actor")),
    line("comment", Category.FREE_TEXT, TRACE, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.SavedFilter",
    USER.by("user"),
    line("id organisation user", Category.TECHNICAL, LINK, DELETE),
    line("name query is_default", Category.STAFF, OWN_VIEW, DELETE),
)
