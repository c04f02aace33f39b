"""Sealed notes of a case, and the access in an emergency. What is shown here is kept by no cache."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from cases import sealed
from cases.accesses import subject_of
from cases.announcements import recipients_for
from cases.models import Case, EmergencyAccess, SealedNote
from cases.sealed_forms import EmergencyForm, SealedNoteForm
from cases.views.frame import framed, get_case
from pik.accounts.access import note as note_access
from pik.accounts.enums import AccessKind
from pik.accounts.signing_in.sessions import is_vouched_for
from pik.core.forms import add_errors
from pik.core.http import View, demand, done, invalid, page, post_only
from pik.core.sealing import SealBroken

TEMPLATE = "cases/case_sealed.html"
NOTE = "cases/sealed_note.html"
EMERGENCY = "cases/emergency.html"
PER_PAGE = 25
OWN_PROOF = (
    "Versiegelte Notizen öffnen sich nur, wenn Sie sich mit Ihrem Passwort oder Passkey angemeldet haben, nicht über "
    "den Anmeldedienst der Organisation."
)
private = cache_control(private=True, no_store=True)


def _sealed(request: HttpRequest, case: Case, **more: Any) -> dict[str, Any]:
    user: Any = request.user
    notes = sealed.notes_known_to(user, case)
    more.setdefault("form", SealedNoteForm(case=case))
    return framed(
        request,
        case,
        "case_sealed",
        notes=notes,
        hidden_count=case.sealed_notes.count() - len(notes),
        readings=sealed.readings_of(notes)[:20] if notes else [],
        emergency=EmergencyAccess.objects.running(user, case.pk).first(),
        may_write=case.is_open and user.has_perm("cases.write_sealed_note", case),
        **more,
    )


@require_safe
@private
def case_sealed(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, TEMPLATE, _sealed(request, case))


@sensitive_variables()
@sensitive_post_parameters("text")
@post_only(form_at="cases:case_sealed")
@private
def sealed_add(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.write_sealed_note")
    form = SealedNoteForm(request.POST, case=case)
    if form.is_valid():
        with add_errors(form):
            form.save_once(lambda: _store(form, case, user))
    if not form.is_valid():
        return invalid(request, TEMPLATE, _sealed(request, case, form=form))
    messages.success(request, "Die Notiz ist versiegelt.")
    return done(request, "cases:case_sealed", public_id=public_id)


def _store(form: SealedNoteForm, case: Case, user: Any) -> str:
    values = {name: form.cleaned_data[name] for name in ("kind", "text", "corrects")}
    sealed.write_note(case, actor=user, **values)
    return reverse("cases:case_sealed", kwargs={"public_id": case.public_id})


def by_ones_own_proof(view: View) -> View:
    """Keep out a session for which only the organisation's sign-in service vouches.

    Whoever runs that service could be anybody there, and an administrator reads no sealed note (§ 203 StGB).
    """

    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, **kwargs: Any) -> HttpResponseBase:
        if is_vouched_for(request):
            messages.error(request, OWN_PROOF)
            return done(request, "cases:case_sealed", public_id=public_id)
        return view(request, public_id, **kwargs)

    return guarded


def _note(request: HttpRequest, case: Case, note_id: str) -> SealedNote:
    """The note of the address; one that the user must not read does not exist for her."""
    user: Any = request.user
    notes = SealedNote.objects.visible_to(user).select_related("case", "author", "corrects")
    note = get_object_or_404(notes, public_id=note_id, case=case)
    if not user.has_perm("cases.read_sealed_note", note):
        return get_object_or_404(SealedNote.objects.none())
    return note


@require_safe
@private
def sealed_note(request: HttpRequest, public_id: str, note_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, NOTE, framed(request, case, "case_sealed", note=_note(request, case, note_id)))


@sensitive_variables()
@post_only(form_at="cases:sealed_note")
@by_ones_own_proof
@private
def sealed_read(request: HttpRequest, public_id: str, note_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id)
    note = _note(request, case, note_id)
    try:
        shown: dict[str, Any] = {"text": sealed.read_note(note, user), "is_read": True}
        note_access(request, AccessKind.READ_SEALED, subject_of(case), page="Vertraulich")
    except SealBroken:
        shown = {"is_broken": True}
    if case.is_open and sealed.is_by_duty(note, case, user):
        shown["form"] = SealedNoteForm(case=case, initial={"kind": note.kind, "corrects": note.public_id})
    return page(request, NOTE, framed(request, case, "case_sealed", note=note, **shown))


# --- In an emergency ------------------------------------------------------------------------------


def _emergency(request: HttpRequest, case: Case, form: EmergencyForm) -> dict[str, Any]:
    return framed(request, case, "case_sealed", form=form, recipients=recipients_for(case))


@require_safe
@private
def emergency_new(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.take_emergency_access")
    return page(request, EMERGENCY, _emergency(request, case, EmergencyForm()))


@post_only(form_at="cases:emergency_new")
@by_ones_own_proof
def emergency_take(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.take_emergency_access")
    form = EmergencyForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            sealed.take_emergency_access(case, actor=user, reason=form.cleaned_data["reason"])
            note_access(request, AccessKind.EMERGENCY, subject_of(case), page="Vertraulich")
    if not form.is_valid():
        return invalid(request, EMERGENCY, _emergency(request, case, form))
    messages.warning(request, "Ihr Notfallzugriff läuft. Die zuständige Person und der Datenschutz wissen davon.")
    return done(request, "cases:case_sealed", public_id=public_id)


@post_only(form_at="cases:case_sealed")
def emergency_end(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.take_emergency_access")
    sealed.end_emergency_access(case, actor=user)
    messages.success(request, "Ihr Notfallzugriff ist beendet.")
    return done(request, "cases:case_sealed", public_id=public_id)


# --- Datenschutz ----------------------------------------------------------------------------------


@require_safe
@private
def emergency_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.watch_emergency_access")
    accesses = EmergencyAccess.objects.visible_to(user).select_related("user", "acknowledged_by")
    page_obj = Paginator(accesses.prefetch_related("readings"), PER_PAGE).get_page(request.GET.get("seite"))
    return page(request, "cases/emergency_list.html", {"page_obj": page_obj})


@post_only(form_at="cases:emergency_list")
def emergency_acknowledge(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.watch_emergency_access")
    access = get_object_or_404(EmergencyAccess.objects.visible_to(user), public_id=public_id)
    sealed.acknowledge(access, actor=user)
    messages.success(request, f"Zur Kenntnis genommen: Notfallzugriff auf {access.case_number}.")
    return done(request, "cases:emergency_list")
