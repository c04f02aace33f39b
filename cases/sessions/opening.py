"""The session form as it opens: where its draft ended, or prefilled from the appointment that was kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from cases.enums import PROTECTED_KINDS, SessionStatus
from cases.models import Appointment, Case, Integrationsplan, Offer, TextBlock
from cases.sessions.calculations import filled
from cases.sessions.forms import OTHER, QUICK_MINUTES, SESSION_DRAFT, SessionForm
from cases.sessions.queries import is_key
from cases.sessions.text_blocks import DATE
from pik.accounts.drafts import Restored, newest
from pik.core.formats import german_date


def open_session_form(request: HttpRequest, case: Case, plan: Integrationsplan | None) -> SessionForm:
    """The form beside ``plan`` (read with goals and steps), with what the address and the user's draft say."""
    user: Any = request.user
    appointment = _appointment(request, case)
    draft = newest(user, SESSION_DRAFT, case.public_id) if case.takes_sessions else None
    if appointment and draft and draft.values.get("appointment") != [str(appointment.pk)]:
        draft = None  # it waits for its own turn
    initial = _from_appointment(appointment) if appointment else {}
    outcome = request.GET.get("ausgang", "")
    if outcome in SessionStatus.values:
        initial["status"] = outcome
    begins = "erfassen" in request.GET or appointment is not None
    goals = list(plan.goals.all()) if plan else []
    form = SessionForm(case=case, begins=begins, draft=draft, initial=initial, goals=goals)
    return equipped(form, user)


def equipped(form: SessionForm, user: Any) -> SessionForm:
    """``form`` with the text blocks and offers that there are for ``user``; bound or not, before it is cleaned.

    Protected programmes are among them for those alone who answer for the case.
    """
    form.offer_blocks(TextBlock.objects.visible_to(user).in_order(), user)
    offers = Offer.objects.open_to(form.case.organisation, timezone.localdate()).order_by("sort_key", "pk")
    if not user.has_perm("cases.refer_protected", form.case):
        offers = offers.exclude(kind__in=PROTECTED_KINDS)
    form.offer_offers(offers)
    return form


def _appointment(request: HttpRequest, case: Case) -> Appointment | None:
    pk = request.GET.get("termin", "")
    return case.appointments.open().filter(pk=pk).first() if is_key(pk) else None


def _from_appointment(appointment: Appointment) -> dict[str, Any]:
    """What an appointment says of the session that came of it."""
    begin = timezone.localtime(appointment.starts_at)
    minutes = appointment.duration_minutes
    is_quick = minutes in QUICK_MINUTES
    return {
        "appointment": appointment.pk,
        "held_on": min(begin.date(), timezone.localdate()),
        "kind": appointment.kind,
        "duration": str(minutes) if is_quick else OTHER,
        "other_minutes": None if is_quick else minutes,
        "place": appointment.place,
    }


def with_block(request: HttpRequest, case: Case) -> SessionForm:
    """The form as it was sent, with the chosen text block behind the note; the way without JavaScript."""
    user: Any = request.user
    sent = Restored.from_page(request.POST)
    form = equipped(SessionForm(case=case, draft=sent), user)
    values: Any = sent.values  # the form looks there for what it shows
    texts = form.block_texts()
    chosen = (values.get("block") or [""])[0]
    text = texts.get(int(chosen), "") if is_key(chosen) else ""
    if text:
        day = _day(form, (values.get("held_on") or [""])[0])
        note = (values.get("note") or [""])[0]
        values["note"] = ["\n".join(filter(None, [note.rstrip(), filled(text, {DATE: german_date(day)})]))]
    return form


def _day(form: SessionForm, text: str) -> date:
    """The day of the session as it was typed; today when that can't be read."""
    try:
        day: date | None = form.fields["held_on"].to_python(text)
    except ValidationError:
        day = None
    return day or timezone.localdate()
