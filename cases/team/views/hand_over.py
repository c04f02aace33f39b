"""„Fälle übergeben“: who leads how much, and giving all of it to somebody else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.team.forms import HandOverForm
from cases.team.hand_over import hand_over_all
from cases.team.queries import people_with_cases
from pik.accounts.confirmation import confirmed_identity
from pik.accounts.enums import Role
from pik.accounts.why_not import listed, people_of_request
from pik.core.formats import counted
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only


@require_safe
def hand_over_list(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, "cases.hand_over")
    people = people_with_cases(user.membership.organisation)
    rows = [(person, user.has_perm("cases.hand_over", person)) for person in people]
    context: dict[str, Any] = {"rows": rows, "sees_to_all": all(may for _, may in rows)}
    if not context["sees_to_all"]:
        context["leaders"] = listed(people_of_request(request).get(Role.TEAMLEITUNG, ()))
    return page(request, "cases/team/hand_over_list.html", context)


def _giver(request: HttpRequest, user_id: int) -> Any:
    """Whoever hands over: 404 where she leads nothing here and is not of the team, 403 where she is not one's own."""
    user: Any = request.user
    demand(user, "cases.hand_over")
    giver = get_object_or_404(people_with_cases(user.membership.organisation), pk=user_id)
    demand(user, "cases.hand_over", giver)
    return giver


def _context(request: HttpRequest, giver: Any, form: HandOverForm) -> dict[str, Any]:
    user: Any = request.user
    left = giver.led_count + giver.open_count + giver.agreed_count
    return {"giver": giver, "form": form, "is_own": giver.pk == user.pk, "left": left}


@require_safe
def hand_over(request: HttpRequest, user_id: int) -> HttpResponse:
    giver = _giver(request, user_id)
    form = HandOverForm(user=request.user, giver=giver)
    return page(request, "cases/team/hand_over.html", _context(request, giver, form))


@post_only(form_at="cases:hand_over")
@confirmed_identity
def hand_over_save(request: HttpRequest, user_id: int) -> HttpResponse:
    user: Any = request.user
    giver = _giver(request, user_id)
    form = HandOverForm(request.POST, user=user, giver=giver)
    if form.is_valid():
        with add_errors(form):
            handed = hand_over_all(giver, form.cleaned_data["taker"], actor=user)
    if not form.is_valid():
        return invalid(request, "cases/team/hand_over.html", _context(request, giver, form))
    things = [
        counted(handed.case_count, "Fall", "Fälle"),
        counted(handed.follow_up_count, "Wiedervorlage", "Wiedervorlagen"),
    ]
    if handed.appointment_count:
        things.append(counted(handed.appointment_count, "Termin", "Termine"))
    messages.success(request, f"Übergeben an {handed.taker}: {', '.join(things[:-1])} und {things[-1]}.")
    return done(request, "cases:hand_over_list")
