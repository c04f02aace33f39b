"""Which steps a case can take now, as buttons: for whoever may, and locked with the reason for who may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.lifecycle.workflow import CASE
from cases.models import Case

#: Transitions that have a page of their own, in the order of the buttons; the first one possible is the main step.
_PAGES = {
    "begin": "cases:case_begin",
    "put_on_waiting_list": "cases:case_wait",
    "resume": "cases:case_resume",
    "rest": "cases:case_rest",
    "reopen": "cases:case_reopen",
    "reopen_request": "cases:case_reopen",
    "close": "cases:case_close",
}


@dataclass(frozen=True)
class Move:
    """One button: where it leads, and which permission it takes where the user may not."""

    label: str
    url: str
    permission: str
    may: bool


def moves_of(case: Case, user: Any) -> list[Move]:
    """The steps from the state of ``case``; what never began is taken up as a request, and the other way round."""
    passed_over = "reopen" if case.starts_on is None else "reopen_request"
    return [
        Move(
            transition.label,
            reverse(page, kwargs={"public_id": case.public_id}),
            str(transition.permission),
            user.has_perm(transition.permission, case),
        )
        for name, page in _PAGES.items()
        if case.status in (transition := CASE[name]).sources and name != passed_over
    ]
