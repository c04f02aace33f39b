"""„Mögliche Dubletten“: the list, the two records beside each other, what is said of them, and merging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cases.accesses import subject_of
from cases.enums import DuplicateVerdict
from cases.models import DuplicateCandidate, Merge, Person
from cases.search.actions import judge, propose
from cases.search.duplicate_queries import candidate_list, merge_list, what_moves
from cases.search.fields import choices_of
from cases.search.forms import DuplicateFilter, MergeForm, PartForm, ProposeForm, VerdictForm
from cases.search.merging import PERMISSION, TWO_OPEN_CASES, merge_persons, undo_merge
from cases.views.frame import note_list
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.forms import add_errors
from pik.core.http import demand, done, invalid, page, post_only

PER_PAGE = 20
LIST = "cases/search/duplicates.html"
PAIR = "cases/search/duplicate.html"
PAGE = "Mögliche Dubletten"


# --- The list -------------------------------------------------------------------------------------


@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    demand(request.user, "cases.judge_duplicate")
    return page(request, LIST, _list(request, ProposeForm(user=request.user)))  # type: ignore[arg-type]


def _list(request: HttpRequest, propose_form: ProposeForm) -> dict[str, Any]:
    user: Any = request.user
    form = DuplicateFilter(request.GET)
    state = form.cleaned_data["stand"] if form.is_valid() else ""
    page_obj = Paginator(candidate_list(user, state), PER_PAGE).get_page(request.GET.get("seite"))
    persons = [person for pair in page_obj for person in (pair.one, pair.other)]
    note_list(request, PAGE, (case.number for person in persons for case in person.cases.all()))
    return {"form": form, "page_obj": page_obj, "propose_form": propose_form, "may_merge": user.has_perm(PERMISSION)}


@post_only(form_at="cases:duplicate_list")
def duplicate_propose(request: HttpRequest) -> HttpResponse:
    """Somebody knows of two cases of one person that nothing has found."""
    user: Any = request.user
    demand(user, "cases.judge_duplicate")
    form = ProposeForm(request.POST, user=user)
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(lambda: _proposed(form, user))
    if not location:
        return invalid(request, LIST, _list(request, form))
    messages.success(request, "Das Paar ist gemeldet und steht oben in der Liste.")
    return done(request, location)


def _proposed(form: ProposeForm, user: Any) -> str:
    return propose(form.cleaned_data["one"], form.cleaned_data["other"], actor=user).get_absolute_url()


# --- A pair ---------------------------------------------------------------------------------------


def _pair(request: HttpRequest, public_id: str) -> DuplicateCandidate:
    """The pair of the address with its persons; 404 for who does not counsel where they are.

    Any of the organisation: the list shows a user the pairs of her own cases, a link may lead her to another one.
    """
    user: Any = request.user
    found = DuplicateCandidate.objects.visible_to(user).select_related("one", "other", "judged_by")
    pair = get_object_or_404(found.prefetch_related("one__cases__lead", "other__cases__lead"), public_id=public_id)
    demand(user, "cases.judge_duplicate", pair)
    return pair


def _halves(pair: DuplicateCandidate, which: str) -> tuple[Person, Person]:
    """Who goes on and who goes up in her; unless it is said, the one with a case that is worked on goes on."""
    if which not in {"one", "other"}:
        is_open = {half: any(c.is_open for c in getattr(pair, half).cases.all()) for half in ("one", "other")}
        which = "other" if is_open["other"] and not is_open["one"] else "one"
    return (pair.other, pair.one) if which == "other" else (pair.one, pair.other)


@require_safe
def duplicate(request: HttpRequest, public_id: str) -> HttpResponse:
    pair = _pair(request, public_id)
    survivor, merged = _halves(pair, request.GET.get("weiter", ""))
    choices = choices_of(survivor, merged)
    which = "one" if survivor == pair.one else "other"
    form = MergeForm(choices=choices, initial={"survivor": which})
    return page(request, PAIR, _compared(request, pair, form, survivor, merged))


def _compared(
    request: HttpRequest, pair: DuplicateCandidate, form: MergeForm, survivor: Person, merged: Person
) -> dict[str, Any]:
    user: Any = request.user
    cases = [case for person in (survivor, merged) for case in person.cases.all()]
    for case in cases:
        note(request, AccessKind.OPENED, subject_of(case), page=PAGE)
    worked_on = [case for case in cases if case.is_open]
    are_two = len({case.person_id for case in worked_on}) > 1
    return {
        "pair": pair,
        "form": form,
        "survivor": survivor,
        "merged": merged,
        "is_turned": survivor == pair.other,
        "same": [choice for choice in choices_of(survivor, merged) if not choice.differs],
        "moves": what_moves(merged),
        "obstacle": TWO_OPEN_CASES.format(numbers=", ".join(case.number for case in worked_on)) if are_two else "",
        "may_merge": user.has_perm(PERMISSION, pair),
    }


@post_only(form_at="cases:duplicate")
def duplicate_judge(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    pair = _pair(request, public_id)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return done(request, "cases:duplicate", public_id=public_id)
    verdict = DuplicateVerdict(form.cleaned_data["verdict"])
    judge(pair, actor=user, verdict=verdict)
    said = {
        DuplicateVerdict.DIFFERENT: "Vermerkt: keine Dublette. Das Paar wird nicht mehr vorgeschlagen.",
        DuplicateVerdict.SAME: "Vermerkt: dieselbe Person. Die Teamleitung kann die beiden zusammenführen.",
    }
    messages.success(request, said[verdict])
    return done(request, "cases:duplicate_list")


@post_only(form_at="cases:duplicate")
def duplicate_merge(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    # A second click finds no pair any more, but what became of it.
    if location := MergeForm.stored_location(request.POST):
        return done(request, location)
    pair = _pair(request, public_id)
    demand(user, PERMISSION, pair)
    survivor, merged = _halves(pair, request.POST.get("survivor", ""))
    form = MergeForm(request.POST, choices=choices_of(survivor, merged))
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(lambda: _merged(form, survivor, merged, user))
    if not location:
        return invalid(request, PAIR, _compared(request, pair, form, survivor, merged))
    messages.success(request, f"{merged} ist in {survivor} aufgegangen. Dreißig Tage lang lässt sich das trennen.")
    return done(request, location)


def _merged(form: MergeForm, survivor: Person, merged: Person, user: Any) -> str:
    return merge_persons(survivor, merged, actor=user, taken=form.taken()).get_absolute_url()


# --- Merges ---------------------------------------------------------------------------------------


@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    demand(user, PERMISSION)
    page_obj = Paginator(merge_list(user), PER_PAGE).get_page(request.GET.get("seite"))
    note_list(request, "Zusammengeführte Personen", (c.number for m in page_obj for c in m.survivor.cases.all()))
    return page(request, "cases/search/merges.html", {"page_obj": page_obj})


@require_safe
def merge_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    merge = _merge(request, public_id)
    return page(request, "cases/search/merge.html", {"merge": merge, "form": PartForm()})


def _merge(request: HttpRequest, public_id: str) -> Merge:
    user: Any = request.user
    merge = get_object_or_404(merge_list(user), public_id=public_id)
    demand(user, PERMISSION, merge)
    for case in merge.survivor.cases.all():
        note(request, AccessKind.OPENED, subject_of(case), page="Zusammengeführte Personen")
    return merge


@post_only(form_at="cases:merge_detail")
def merge_part(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    merge = _merge(request, public_id)
    form = PartForm(request.POST)
    location = ""
    if form.is_valid():
        with add_errors(form):
            location = form.save_once(lambda: _parted(request, form, merge, user))
    if not location:
        return invalid(request, "cases/search/merge.html", {"merge": merge, "form": form})
    messages.success(request, f"{merge.merged_name} und {merge.survivor} sind wieder zwei Personen.")
    return done(request, location)


def _parted(request: HttpRequest, form: PartForm, merge: Merge, user: Any) -> str:
    stays = undo_merge(merge, actor=user, reason=form.cleaned_data["reason"])
    if stays:
        messages.warning(request, f"Seitdem geändert und deshalb unverändert gelassen: {', '.join(stays)}.")
    return merge.get_absolute_url()
