"""What all pages of one case share: the two gates, head and tabs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cases.accesses import subject_of
from cases.lifecycle.responsibility import acts_for
from cases.lifecycle.terms import term_of
from cases.models import Case
from cases.people.head import head_of
from pik.accounts.access import is_about, note
from pik.accounts.enums import AccessKind
from pik.core.formats import counted
from pik.core.http import demand

TABS = (
    ("Überblick", "case_detail"),
    ("Integrationsplan", "case_plan"),
    ("Beratungen", "case_sessions"),
    ("Person & Familie", "case_person"),
    ("Vermittlungen", "case_referrals"),
    ("Vertraulich", "case_sealed"),
    ("Dokumente", "case_documents"),
    ("Verlauf", "case_history"),
    ("Zugriffe", "case_access"),
)
#: Pages of a case that no tab leads to, but its head.
HEAD_PAGES = (("Dauer", "case_term"), ("Zuständigkeit", "case_lead"))
_PAGE_NAMES = {url_name: label for label, url_name in (*TABS, *HEAD_PAGES)}


@dataclass(frozen=True)
class Tab:
    """One page of the case, as the tabs show it."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


def get_case(request: HttpRequest, public_id: str, permission: str = "cases.view_case") -> Case:
    """The case of the address: 404 where it does not exist for the user, 403 where she may not do this."""
    user: Any = request.user
    visible = Case.objects.visible_to(user)
    if visible.query.is_empty():  # no counsellor: there is no need to ask for all that the head shows
        raise Http404
    case = get_object_or_404(visible.with_head(), public_id=public_id)
    match = request.resolver_match
    is_about(request, subject_of(case), _PAGE_NAMES.get(match.url_name or "", "") if match else "")
    demand(user, permission, case)
    return case


def framed(request: HttpRequest, case: Case, current: str, **more: Any) -> dict[str, Any]:
    """The context of a page of ``case``: head, tabs and what the page itself adds. Who shows it has looked."""
    user: Any = request.user
    note(request, AccessKind.OPENED, subject_of(case), page=_PAGE_NAMES[current])
    return {
        "case": case,
        "person": case.person,
        "head": head_of(case),
        "case_tabs": _tabs(user, case, current),
        "term": term_of(case),
        "stand_ins": stand_ins_of(case),
        "may_log": case.takes_sessions and user.has_perm("cases.log_session", case),
        "may_edit_person": case.is_open and user.has_perm("cases.edit_person", case),
        # Asked where a page shows it, once for all of its rows.
        "acts": SimpleLazyObject(lambda: acts_for(user, case, timezone.localdate())),
        "may_edit": case.is_open and user.has_perm("cases.edit_plan", case),
        **more,
    }


def _tabs(user: Any, case: Case, current: str) -> list[Tab]:
    # What with_head() counts: sessions, and referrals of which something is still to come.
    counts = {"case_sessions": case.session_count, "case_referrals": case.referral_count or None}  # type: ignore[attr-defined]
    return [
        Tab(
            label,
            reverse(f"cases:{name}", kwargs={"public_id": case.public_id}),
            is_current=name == current,
            count=counts.get(name),
        )
        for label, name in TABS
        if name != "case_access" or user.has_perm("cases.view_access", case)
    ]


def note_list(request: HttpRequest, page: str, numbers: Iterable[str]) -> None:
    """Note whose names a list showed: the case numbers, for Datenschutz."""
    shown = ", ".join(dict.fromkeys(numbers))
    if shown:
        note(request, AccessKind.OPENED, page=page, detail=shown)


def note_search(request: HttpRequest, page: str, text: str, hits: int) -> None:
    """Note that somebody was looked for by ``text``: what was typed, and how many were found."""
    note(request, AccessKind.SEARCHED, page=page, detail=f"„{text}“, {counted(hits, 'Treffer', 'Treffer')}")


def stand_ins_of(case: Case) -> list[str]:
    """Who acts beside or in place of the lead today, each once (a case ``with_head``)."""
    names = [getattr(case, "substitute_name", None), *(getattr(case, "deputy_names", None) or [])]
    return list(dict.fromkeys(filter(None, names)))
