"""Fassungen: the list of them, one with its signatures, and two states compared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.accesses import subject_of
from cases.enums import SignatureKind
from cases.models import Case, Fassung, FassungSignature
from cases.models.fassung import DRAWING_HEIGHT, DRAWING_WIDTH
from cases.plan import documents, freezing, queries
from cases.plan.calculations import Comparison, Content, checksum, compare
from cases.plan.content import content_of
from cases.plan.fassung_forms import WORKING_STATE, CompareForm, SignatureForm
from cases.plan.picture import progress_picture
from cases.plan.queries import Frozen
from cases.views.frame import framed, get_case
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.forms import add_errors
from pik.core.http import attachment, done, invalid, page, post_only

LIST = "cases/plan/fassungen.html"
DETAIL = "cases/plan/fassung.html"
COMPARE = "cases/plan/compare.html"
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@require_safe
def fassung_list(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    plan = queries.plan_of(case)
    fassungen = queries.fassungen_of(plan) if plan else Fassung.objects.none()
    return page(request, LIST, framed(request, case, "case_plan", plan=plan, fassungen=fassungen))


# --- One Fassung ----------------------------------------------------------------------------------


def _fassung(case: Case, number: int) -> Fassung:
    signatures = Prefetch("signatures", queryset=FassungSignature.objects.defer("scan"))  # each up to five megabytes
    found = Fassung.objects.select_related("plan__case__person", "created_by").prefetch_related(signatures)
    return get_object_or_404(found, plan__case=case, number=number)


def _detail(request: HttpRequest, case: Case, fassung: Fassung, **more: Any) -> dict[str, Any]:
    is_newest = not fassung.plan.fassungen.filter(number__gt=fassung.number).exists()
    more.setdefault("form", SignatureForm(initial={"name": f"{case.person.given_name} {case.person.family_name}"}))
    assessment = fassung.content.get("assessment")
    return framed(
        request,
        case,
        "case_plan",
        fassung=fassung,
        content=fassung.content,
        picture=progress_picture([Frozen(area) for area in assessment["areas"]]) if assessment else None,
        is_newest=is_newest,
        is_intact=checksum(fassung.content) == fassung.sha256,
        drawing_width=DRAWING_WIDTH,
        drawing_height=DRAWING_HEIGHT,
        **more,
    )


@require_safe
def fassung_detail(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    case = get_case(request, public_id)
    return page(request, DETAIL, _detail(request, case, _fassung(case, number)))


@post_only(form_at="cases:fassung_detail")
def fassung_sign(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.edit_plan")
    fassung = _fassung(case, number)
    form = SignatureForm(request.POST, request.FILES)

    def sign() -> str:
        freezing.sign_fassung(fassung, actor=user, **form.values())
        return fassung.get_absolute_url()

    if form.is_valid():
        with add_errors(form):
            form.save_once(sign)
    if not form.is_valid():
        return invalid(request, DETAIL, _detail(request, case, fassung, form=form))
    messages.success(request, "Die Unterschrift ist gespeichert.")
    return done(request, fassung.get_absolute_url())


@require_safe
def signature_scan(request: HttpRequest, public_id: str, signature_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    scans = FassungSignature.objects.filter(kind=SignatureKind.SCAN, fassung__plan__case=case)
    signature = get_object_or_404(scans.select_related("fassung"), public_id=signature_id)
    note(request, AccessKind.EXPORTED, subject_of(case), page="Unterschrift einer Fassung")
    name = f"{case.number}_Fassung_{signature.fassung.number}.{_ENDINGS[signature.scan_type]}"
    return attachment(bytes(signature.scan or b""), filename=name, content_type=signature.scan_type)


# --- Two states compared --------------------------------------------------------------------------


def _compared(request: HttpRequest, case: Case, asked: Any) -> tuple[CompareForm, Comparison | None, list[Fassung]]:
    """The choice of two states, and what changed between them; 404 for a plan without any Fassung."""
    plan = queries.plan_of(case)
    fassungen = list(plan.fassungen.order_by("-number")) if plan else []
    if plan is None or not fassungen:
        raise Http404
    form = CompareForm(asked, fassungen=fassungen)
    if not form.is_valid():
        return form, None, fassungen
    states: dict[str, Content] = {str(fassung.number): fassung.content for fassung in fassungen}
    if WORKING_STATE in form.cleaned_data.values():
        states[WORKING_STATE] = content_of(plan)
    return form, compare(states[form.cleaned_data["von"]], states[form.cleaned_data["bis"]]), fassungen


@require_safe
def plan_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    form, comparison, _ = _compared(request, case, request.GET)
    context = framed(request, case, "case_plan", form=form, comparison=comparison)
    return page(request, COMPARE, context)


# --- Prints ---------------------------------------------------------------------------------------


@post_only(form_at="cases:fassung_detail")
def fassung_print(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.print_plan")
    fassung = _fassung(case, number)
    documents.print_fassung(fassung, actor=user)
    note(request, AccessKind.PRINTED, subject_of(case), page=f"Fassung {number} des Integrationsplans")
    messages.success(request, "Der Druck ist bestellt.")
    return done(request, "cases:case_documents", public_id=public_id)


@post_only(form_at="cases:plan_compare")
def comparison_print(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.print_plan")
    form, comparison, fassungen = _compared(request, case, request.POST)
    if comparison is None:
        return invalid(request, COMPARE, framed(request, case, "case_plan", form=form, comparison=None))
    labels = dict(form.fields["von"].choices)  # type: ignore[attr-defined]
    between = (labels[form.cleaned_data["von"]], labels[form.cleaned_data["bis"]])
    documents.print_comparison(fassungen[0].plan, comparison, between, actor=user)
    note(request, AccessKind.PRINTED, subject_of(case), page="Vergleich des Integrationsplans")
    messages.success(request, "Der Druck ist bestellt.")
    return done(request, reverse("cases:case_documents", kwargs={"public_id": public_id}))
