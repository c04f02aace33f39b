"""Counselling sessions, appointments and text blocks, declared for data protection."""

from __future__ import annotations

from cases.datenschutz.vocabulary import (
    A_NUMBER,
    APPOINTMENT,
    CASEWORK_ONLY,
    CLIENT,
    COUNSEL,
    COUNT,
    FAMILY,
    OF_CASE,
    STAFF_OF_FILE,
    UNDERSTAND,
)
from pik.accounts.datenschutz import OF_THE_ORGANISATION, USER
from pik.core.declarations import DELETE, LINK, TRACE, Category, anonymise, declare, line

WRITES = "Spart Schreibarbeit: Texte, die in Beratungen immer wieder vorkommen."

declare(
    "cases.Session",
    OF_CASE,
    line("id organisation case group", Category.TECHNICAL, LINK, DELETE),
    line("held_on kind status duration_minutes", Category.PROCEDURE, COUNT, A_NUMBER),
    line("topics note", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line("place", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line("interpreter understanding", Category.LANGUAGE, UNDERSTAND, DELETE),
    line("interpreter_language", Category.ORIGIN, UNDERSTAND, DELETE, protection=CASEWORK_ONLY),
    line("author", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("author")),
    line("created_at corrected_at", Category.LOG, TRACE, DELETE),
)
_OF_SESSION = CLIENT.by("session__case__person")
declare(
    "cases.SessionTopic",
    _OF_SESSION,
    line("id organisation session", Category.TECHNICAL, LINK, DELETE),
    line("life_area", Category.COUNSELLING, COUNT, A_NUMBER, protection=CASEWORK_ONLY),
    line("minutes", Category.PROCEDURE, COUNT, A_NUMBER),
)
declare(
    "cases.SessionParticipant",
    _OF_SESSION,
    line("id organisation session", Category.TECHNICAL, LINK, DELETE),
    line("person case", Category.FAMILY, FAMILY, DELETE, answers=(_OF_SESSION, CLIENT.by("person"))),
    line("name role", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.GroupSession",
    USER.by("created_by"),
    line("id public_id organisation", Category.TECHNICAL, LINK, OF_THE_ORGANISATION),
    line("title", Category.FREE_TEXT, COUNT, OF_THE_ORGANISATION, protection=CASEWORK_ONLY),
    line("held_on", Category.PROCEDURE, COUNT, OF_THE_ORGANISATION),
    line("created_at", Category.LOG, TRACE, OF_THE_ORGANISATION),
    line("created_by", Category.LOG, TRACE, STAFF_OF_FILE),
)
declare(
    "cases.Appointment",
    OF_CASE,
    line("id organisation case agreed_in session", Category.TECHNICAL, LINK, DELETE),
    line("starts_at duration_minutes kind", Category.PROCEDURE, APPOINTMENT, DELETE),
    line("place purpose", Category.COUNSELLING, APPOINTMENT, DELETE, protection=CASEWORK_ONLY),
    line("assigned_to", Category.PROCEDURE, APPOINTMENT, STAFF_OF_FILE, answers=USER.by("assigned_to")),
    line("cancelled_at created_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.TextBlock",
    USER.by("owner"),
    line("id organisation owner", Category.TECHNICAL, LINK, DELETE),
    line("life_area title", Category.PROCEDURE, WRITES, DELETE),
    line(
        "text",
        Category.FREE_TEXT,
        WRITES,
        anonymise("Der Baustein einer Person geht mit ihrem Zugang, der einer Organisation bleibt ohne Verweis."),
        protection=CASEWORK_ONLY,
    ),
)
declare(
    "cases.TimelinePrint",
    OF_CASE,
    line("id organisation case job", Category.TECHNICAL, LINK, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
)
