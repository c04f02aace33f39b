"""How somebody stands: the picture beside its table, and the form of an assessment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.plan import assessing, queries
from cases.plan.assessment_forms import ASSESSMENT_DRAFT, AssessmentForm
from cases.plan.levels import LEVEL_NAMES
from cases.plan.picture import progress_picture
from cases.views.frame import framed, get_case
from pik.accounts.drafts import newest, take_away
from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only

TEMPLATE = "cases/plan/assessment.html"
FORM = "cases/plan/assessment_form.html"
#: Where somebody came from who is in the middle of a Fortschreibung.
REVIEW = "fortschreibung"


@require_safe
def case_assessment(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id)
    plan = queries.plan_of(case)
    assessments = queries.assessments_of(plan) if plan else []
    standings = queries.standings_of(assessments)
    context = framed(
        request,
        case,
        "case_plan",
        assessments=assessments,
        standings=standings,
        picture=progress_picture(standings),
        level_names=LEVEL_NAMES,
    )
    return page(request, TEMPLATE, context)


def _form(request: HttpRequest, case: Case, data: Any = None) -> AssessmentForm:
    """The form, begun with what was said last, or with the draft of what was typed."""
    user: Any = request.user
    last = assessing.last_ratings(queries.plan_of(case))
    draft = newest(user, ASSESSMENT_DRAFT, case.public_id) if data is None else None
    return AssessmentForm(data, case=case, last=last, draft=draft)


def _form_page(request: HttpRequest, case: Case, form: AssessmentForm) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    return framed(request, case, "case_plan", form=form, then=REVIEW if asked.get("weiter") == REVIEW else "")


@require_safe
def assessment_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    case = get_case(request, public_id, "cases.edit_plan")
    return page(request, FORM, _form_page(request, case, _form(request, case)))


@post_only(form_at="cases:assessment_edit")
def assessment_save(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    case = get_case(request, public_id, "cases.edit_plan")
    form = _form(request, case, request.POST)

    def store() -> str:
        day = form.cleaned_data["assessed_on"]
        assessing.save_assessment(case, actor=user, assessed_on=day, ratings=form.ratings(), seen=form.seen)
        take_away(user, form=ASSESSMENT_DRAFT, about=public_id, key=form.cleaned_data["submission_key"])
        return reverse("cases:case_assessment", kwargs={"public_id": public_id})

    if form.is_valid():
        with add_errors(form):
            form.save_once(store)
    if not form.is_valid():
        return invalid(request, FORM, _form_page(request, case, form))
    messages.success(request, "Die Einschätzung ist gespeichert.")
    then = "cases:plan_review" if request.POST.get("weiter") == REVIEW else "cases:case_assessment"
    return done(request, then, public_id=public_id)
