"""The rule book: everyone reads it, staff of the Land enact new values."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from rules.contrib.views import permission_required

from pik.core.forms import add_errors
from pik.core.http import done, invalid, page, post_only
from pik.regulations import actions
from pik.regulations.forms import RuleForm
from pik.regulations.models import Parameter
from pik.regulations.queries import rule_book as all_rules


@require_safe
@permission_required("regulations.view_rule", raise_exception=True)
def rule_book(request: HttpRequest) -> HttpResponse:
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
@permission_required("regulations.enact_rule", raise_exception=True)
def rule_new(request: HttpRequest, key: str) -> HttpResponse:
    parameter = get_object_or_404(Parameter, key=key)
    form = RuleForm(parameter=parameter)
    return page(request, "regulations/rule_form.html", {"form": form, "parameter": parameter})


@post_only(form_at="regulations:rule_new")
@permission_required("regulations.enact_rule", raise_exception=True)
def rule_enact(request: HttpRequest, key: str) -> HttpResponse:
    parameter = get_object_or_404(Parameter, key=key)
    form = RuleForm(request.POST, parameter=parameter)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in form._meta.fields or [] if name in form.cleaned_data}

        def store() -> str:
            actions.enact_rule(parameter, actor=request.user, **values)
            return reverse("regulations:rule_book")

        with add_errors(form):
            location = form.save_once(store)
    if not form.is_valid():
        return invalid(request, "regulations/rule_form.html", {"form": form, "parameter": parameter})
    messages.success(request, f"Der neue Wert für „{parameter}“ ist eingetragen.")
    return done(request, location)
