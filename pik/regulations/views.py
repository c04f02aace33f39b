"""The rule book: everyone reads it, staff of the Land enact new values and correct recorded ones."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only
from pik.regulations import actions
from pik.regulations.forms import CorrectionForm, RegulationForm, RuleForm
from pik.regulations.models import Parameter, Rule
from pik.regulations.queries import rule_book as all_rules
from pik.regulations.queries import wordings

BOOK = "regulations:rule_book"


@require_safe
def rule_book(request: HttpRequest) -> HttpResponse:
    demand(request.user, "regulations.view_rule")
    return page(
        request,
        "regulations/rule_book.html",
        {
            "parameters": all_rules(),
            "today": timezone.localdate(),
            "may_enact": request.user.has_perm("regulations.enact_rule"),
        },
    )


@require_safe
def rule_new(request: HttpRequest, key: str) -> HttpResponse:
    demand(request.user, "regulations.enact_rule")
    parameter = get_object_or_404(Parameter, key=key)
    form = RuleForm(parameter=parameter)
    return page(request, "regulations/rule_form.html", {"form": form, "parameter": parameter})


@post_only(form_at="regulations:rule_new")
def rule_enact(request: HttpRequest, key: str) -> HttpResponse:
    demand(request.user, "regulations.enact_rule")
    parameter = get_object_or_404(Parameter, key=key)
    form = RuleForm(request.POST, parameter=parameter)
    if form.is_valid():

        def store() -> str:
            actions.enact_rule(parameter, actor=request.user, **form.values)
            return reverse(BOOK)

        with add_errors(form):
            location = form.save_once(store)
    if not form.is_valid():
        return invalid(request, "regulations/rule_form.html", {"form": form, "parameter": parameter})
    messages.success(request, f"Der neue Wert für „{parameter}“ ist eingetragen.")
    return done(request, location)


def _rule(pk: int) -> Rule:
    return get_object_or_404(Rule.objects.select_related("parameter"), pk=pk)


@require_safe
def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    demand(request.user, "regulations.enact_rule")
    rule = _rule(pk)
    form = CorrectionForm(instance=rule, parameter=rule.parameter)
    return page(request, "regulations/rule_correct.html", {"form": form, "rule": rule, "wordings": wordings(rule)})


@post_only(form_at="regulations:rule_edit")
def rule_correct(request: HttpRequest, pk: int) -> HttpResponse:
    demand(request.user, "regulations.enact_rule")
    rule = _rule(pk)
    # The form writes into the row it is given; the page and the action keep the one that was read.
    form = CorrectionForm(request.POST, instance=_rule(pk), parameter=rule.parameter)
    if form.is_valid():

        def store() -> str:
            actions.correct_rule(rule, actor=request.user, reason=form.cleaned_data["reason"], **form.values)
            return reverse(BOOK)

        with add_errors(form):
            location = form.save_once(store)
    if not form.is_valid():
        context = {"form": form, "rule": rule, "wordings": wordings(rule)}
        return invalid(request, "regulations/rule_correct.html", context)
    messages.success(request, f"Der Wert für „{rule.parameter}“ ist berichtigt.")
    return done(request, location)


@require_safe
def regulation_new(request: HttpRequest) -> HttpResponse:
    demand(request.user, "regulations.enact_rule")
    return page(request, "regulations/regulation_form.html", {"form": RegulationForm()})


@post_only(form_at="regulations:regulation_new")
def regulation_record(request: HttpRequest) -> HttpResponse:
    demand(request.user, "regulations.enact_rule")
    form = RegulationForm(request.POST)
    if form.is_valid():

        def store() -> str:
            actions.record_regulation(actor=request.user, **form.values)
            return reverse(BOOK)

        with add_errors(form):
            location = form.save_once(store)
    if not form.is_valid():
        return invalid(request, "regulations/regulation_form.html", {"form": form})
    messages.success(request, f"Die Vorschrift „{form.cleaned_data['title']}“ ist eingetragen.")
    return done(request, location)
