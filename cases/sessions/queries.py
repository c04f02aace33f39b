"""Reads of sessions and appointments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet

from cases.models import Appointment, Case, Session, SessionParticipant, Step

if TYPE_CHECKING:
    pass


def is_key(text: str) -> bool:
    """Whether ``text``, from an address or a form, can be the key of a row."""
    return re.fullmatch(r"[0-9]{1,18}", text) is not None


def sessions_of(case: Case) -> QuerySet[Session]:
    """The sessions in the file of a case, newest first: by whom, with whom, and of which steps.

    ``done_texts`` are the words of the steps that were finished in it, ``agreed_texts`` of those agreed.
    """
    sessions = Session.objects.of(case).select_related("author", "case__person", "group")
    company = Prefetch("participants", queryset=SessionParticipant.objects.select_related("person"))
    done = Step.objects.filter(done_in=OuterRef("pk")).order_by("pk").values("text")
    agreed = Step.objects.filter(agreed_in=OuterRef("pk")).order_by("pk").values("text")
    sessions = sessions.annotate(done_texts=ArraySubquery(done), agreed_texts=ArraySubquery(agreed))
    return sessions.prefetch_related(company).order_by("-held_on", "-pk")


def open_appointments(case: Case) -> QuerySet[Appointment]:
    """The appointments of a case of which nobody has said what came of them, in their order."""
    return case.appointments.open().select_related("assigned_to").order_by("starts_at", "pk")
