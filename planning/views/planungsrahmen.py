"""The Planungsrahmen: computed and published by the Landesplanung, read by everyone signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from pik.core.formats import counted, euro, german_date, number
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only
from pik.core.workflow import reasons_against
from pik.regulations.enums import Key
from pik.regulations.queries import NoRuleInForce, rule_on
from planning import actions
from planning.forms import PlanungsrahmenFilter, PlanungsrahmenForm, PublishForm
from planning.models import HeadCount, Planungsrahmen, PlanungsrahmenLine
from planning.queries import (
    Totals,
    find_lines,
    kreis_choices,
    lines_with_kreis,
    pot_rule,
    published_planungsrahmen,
    totals,
)

PER_PAGE = 25


# --- Reading ------------------------------------------------------------------------------------


@require_safe
def planungsrahmen(request: HttpRequest) -> HttpResponse:
    """The one in force; before the first was published, a page that says what will stand here."""
    demand(request.user, "planning.view_planungsrahmen")
    frame = published_planungsrahmen()
    if frame is None:
        may_upload = request.user.has_perm("planning.upload_head_count")
        return page(request, "planning/planungsrahmen_none.html", {"may_upload": may_upload})
    return page(request, "planning/planungsrahmen.html", _table_context(request, frame), partial="gemeinden")


@require_safe
def planungsrahmen_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    frame = _planungsrahmen(request, public_id)
    return page(request, "planning/planungsrahmen.html", _table_context(request, frame), partial="gemeinden")


@require_safe
def planungsrahmen_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "planning.view_planungsrahmen")
    frames = Planungsrahmen.objects.visible_to(request.user).select_related("head_count")  # type: ignore[arg-type]
    return page(
        request,
        "planning/planungsrahmen_list.html",
        {"page_obj": Paginator(frames, PER_PAGE).get_page(request.GET.get("seite"))},
    )


@require_safe
def planungsrahmen_line(request: HttpRequest, public_id: str, ags: str) -> HttpResponse:
    """How the amount of one municipality came about, to be recomputed by hand."""
    frame = _planungsrahmen(request, public_id)
    line = get_object_or_404(lines_with_kreis(frame), gemeinde__ags=ags)
    source = frame.head_count.lines.filter(gemeinde=line.gemeinde_id).values_list("source", flat=True).first()
    return page(request, "planning/planungsrahmen_line.html", _line_context(frame, line, source or ""))


# --- Computing and publishing -------------------------------------------------------------------


@require_safe
def planungsrahmen_new(request: HttpRequest, public_id: str) -> HttpResponse:
    head_count = _head_count(request, public_id)
    rule = pot_rule(head_count.key_date)
    form = PlanungsrahmenForm(head_count=head_count, initial={"pot": rule.number if rule else None})
    return page(request, "planning/planungsrahmen_form.html", _form_context(head_count, form))


@post_only(form_at="planning:planungsrahmen_new")
def planungsrahmen_compute(request: HttpRequest, public_id: str) -> HttpResponse:
    head_count = _head_count(request, public_id)
    form = PlanungsrahmenForm(request.POST, head_count=head_count)
    if form.is_valid():
        title, pot = form.cleaned_data["title"], form.cleaned_data["pot"]

        def store() -> str:
            frame = actions.compute_planungsrahmen(head_count, title=title, pot=pot, actor=request.user)  # type: ignore[arg-type]
            return reverse("planning:planungsrahmen_detail", args=[frame.public_id])

        with add_errors(form):
            location = form.save_once(store)
    if not form.is_valid():
        return invalid(request, "planning/planungsrahmen_form.html", _form_context(head_count, form))
    messages.success(
        request,
        "Der Planungsrahmen ist als Entwurf berechnet. Bis er veröffentlicht ist, sieht ihn nur die Landesplanung.",
    )
    return done(request, location)


@require_safe
def planungsrahmen_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    frame = _planungsrahmen(request, public_id)
    demand(request.user, "planning.publish_planungsrahmen", frame)
    return page(request, "planning/planungsrahmen_publish.html", _publish_context(request, frame, None))


@post_only(form_at="planning:planungsrahmen_publish")
def planungsrahmen_publish_now(request: HttpRequest, public_id: str) -> HttpResponse:
    frame = _planungsrahmen(request, public_id)
    demand(request.user, "planning.publish_planungsrahmen", frame)
    form = PublishForm(request.POST)
    if form.is_valid():
        with add_errors(form):
            actions.publish_planungsrahmen(frame, supersedes=form.cleaned_data["supersedes"], actor=request.user)  # type: ignore[arg-type]
    if not form.is_valid():
        context = _publish_context(request, frame, form)
        return invalid(request, "planning/planungsrahmen_publish.html", context)
    messages.success(request, f"„{frame}“ ist veröffentlicht und gilt ab jetzt.")
    return done(request, "planning:planungsrahmen")


# --- Shared -------------------------------------------------------------------------------------


def _planungsrahmen(request: HttpRequest, public_id: str) -> Planungsrahmen:
    visible = Planungsrahmen.objects.visible_to(request.user).select_related("head_count", "computed_by")  # type: ignore[arg-type]
    frame = get_object_or_404(visible, public_id=public_id)
    demand(request.user, "planning.view_planungsrahmen", frame)
    return frame


def _head_count(request: HttpRequest, public_id: str) -> HeadCount:
    head_count = get_object_or_404(HeadCount.objects.visible_to(request.user), public_id=public_id)  # type: ignore[arg-type]
    demand(request.user, "planning.compute_planungsrahmen", head_count)
    return head_count


def _table_context(request: HttpRequest, frame: Planungsrahmen) -> dict[str, Any]:
    form = PlanungsrahmenFilter(request.GET, kreise=kreis_choices())
    form.is_valid()  # a choice that does not exist is said at its field; the rest applies
    asked = form.cleaned_data
    lines = find_lines(
        frame,
        q=asked.get("q", ""),
        kreis=asked.get("kreis", ""),
        reach=asked.get("schwelle", ""),
        sort=asked.get("sortierung", ""),
    )
    everything, found = totals(frame, frame.lines.all()), totals(frame, lines)
    paginator = Paginator(lines, PER_PAGE)
    paginator.count = found.count  # counted with the sums already
    return {
        "object": frame,
        "totals": everything,
        "tiles": _tiles(frame, everything),
        "found": found,
        "filter_form": form,
        "page_obj": paginator.get_page(request.GET.get("seite")),
        "may_publish": frame.is_draft and request.user.has_perm("planning.publish_planungsrahmen", frame),
    }


def _tiles(frame: Planungsrahmen, everything: Totals) -> list[tuple[str, str]]:
    """The key figures above the table: value and what it counts."""
    difference = frame.rounding_difference
    sign = "+" if difference > 0 else ""
    return [
        (euro(frame.distributed), f"verteilt; Rundungsdifferenz {sign}{euro(difference)}"),
        (number(everything.count), f"Gemeinden, {counted(everything.persons, 'Person', 'Personen')}"),
        (euro(frame.per_head), "je Person und Jahr"),
        (number(everything.alone_count), f"Gemeinden erreichen {euro(frame.threshold)} allein"),
    ]


def _line_context(frame: Planungsrahmen, line: PlanungsrahmenLine, source: str) -> dict[str, Any]:
    is_alone = line.is_alone_possible
    return {
        "object": frame,
        "line": line,
        "persons_label": "Personen (erfunden)" if line.is_invented else "Personen am Stichtag",
        "distance": euro(line.amount - frame.threshold if is_alone else line.missing),
        "distance_label": f"{'über der' if is_alone else 'fehlen bis zur'} Schwelle von {euro(frame.threshold)}",
        "steps": [
            ("Mittel je Jahr", euro(frame.pot)),
            ("Personen der Gemeinde", number(line.persons)),
            ("Personen aller Gemeinden", number(frame.total_persons)),
            ("Stichtag der Zählung", german_date(frame.head_count.key_date)),
            ("Herkunft der Personenzahl", source or ("erfunden" if line.is_invented else "Zählung zum Stichtag")),
            ("Betrag je Jahr", euro(line.amount)),
        ],
    }


def _form_context(head_count: HeadCount, form: PlanungsrahmenForm) -> dict[str, Any]:
    try:
        threshold, refusal = rule_on(Key.THRESHOLD, head_count.key_date), ""
    except NoRuleInForce as error:
        threshold, refusal = None, str(error)
    rule = pot_rule(head_count.key_date)
    return {"form": form, "head_count": head_count, "threshold": threshold, "refusal": refusal, "pot_rule": rule}


def _publish_context(request: HttpRequest, frame: Planungsrahmen, form: PublishForm | None) -> dict[str, Any]:
    """What the page says would happen now. After a refusal the form is new: it names what holds by then."""
    current = published_planungsrahmen()
    supersedes = current.public_id if current and current != frame else ""
    return {
        "object": frame,
        "current": current,
        "totals": totals(frame, frame.lines.all()),
        "reasons": reasons_against(frame, "publish", request.user),
        "refusals": form.non_field_errors() if form else [],
        "form": PublishForm(initial={"supersedes": supersedes}),
    }
