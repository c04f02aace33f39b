"""The pages that are measured; a page joins by one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from cases.enums import CaseStatus
from cases.models import Case
from funding.enums import ApplicationStatus
from funding.models import Application
from pik.accounts.models import User


@dataclass(frozen=True)
class BenchPage:
    """An address, who asks for it, and its arguments and query."""

    name: str
    url_name: str
    account: str
    kwargs: Callable[[], dict[str, Any]] = dict
    query: str = ""

    def user(self) -> User:
        return User.objects.get(email=f"{self.account}@demo.example")

    def url(self) -> str:
        return reverse(self.url_name, kwargs=self.kwargs()) + self.query


EMPTY = BenchPage("empty", "help", "im.ladenburg")


def _case() -> dict[str, Any]:
    """The case with the most talks in Ladenburg: the fullest page there is."""
    cases = Case.objects.filter(organisation__name="Ladenburg", status=CaseStatus.ACTIVE)
    return {"public_id": cases.alias(n=Count("sessions")).order_by("-n", "pk")[0].public_id}


def _application() -> dict[str, Any]:
    application = Application.objects.filter(status=ApplicationStatus.IN_REVIEW).order_by("pk")[0]
    return {"public_id": application.public_id}


def _application_of_weinheim() -> dict[str, Any]:
    return {"public_id": Application.objects.get(organisation__name="Weinheim").public_id}


PAGES = (
    BenchPage("my_day", "cases:my_day", "im.ladenburg"),
    BenchPage("case_list", "cases:case_list", "im.ladenburg"),
    BenchPage("case_search", "cases:case_list", "im.ladenburg", query="?q=zahra+rah"),
    BenchPage("case_search_sound", "cases:case_list", "im.ladenburg", query="?q=muhamad+rahimy"),
    BenchPage("suggestions", "cases:suggestions", "im.ladenburg", query="?q=zahra+rah"),
    BenchPage("suggestions_sound", "cases:suggestions", "im.ladenburg", query="?q=sahra"),
    BenchPage("follow_ups", "cases:follow_up_list", "im.ladenburg"),
    BenchPage("case", "cases:case_detail", "im.ladenburg", _case),
    BenchPage("case_plan", "cases:case_plan", "im.ladenburg", _case),
    BenchPage("case_sessions", "cases:case_sessions", "im.ladenburg", _case),
    BenchPage("case_person", "cases:case_person", "im.ladenburg", _case),
    BenchPage("case_history", "cases:case_history", "im.ladenburg", _case),
    BenchPage("case_documents", "cases:case_documents", "im.ladenburg", _case),
    BenchPage("case_new", "cases:case_new", "im.ladenburg"),
    BenchPage("team", "cases:team", "leitung.ladenburg"),
    BenchPage("team_cases", "cases:team_case_list", "leitung.ladenburg", query="?liste=ohne-kontakt"),
    BenchPage("redistribution", "cases:redistribution", "leitung.ladenburg", query="?art=ausgleich"),
    BenchPage("planungsrahmen", "planning:planungsrahmen", "antrag.mauer"),
    BenchPage("head_counts", "planning:head_count_list", "land.planung"),
    BenchPage("applications", "funding:application_list", "antrag.ladenburg"),
    BenchPage("application", "funding:application", "antrag.08226096", _application_of_weinheim),
    BenchPage("review_list", "funding:review_list", "rp.pruefung"),
    BenchPage("review", "funding:review", "rp.pruefung", _application),
    BenchPage("decisions", "funding:decision_list", "rp.entscheidung"),
    BenchPage("documents", "documents:job_list", "im.ladenburg"),
    BenchPage("inbox", "reminders:inbox", "im.ladenburg"),
    BenchPage("rule_book", "regulations:rule_book", "land.planung"),
    BenchPage("members", "accounts:member_list", "leitung.ladenburg"),
    BenchPage("organisations", "accounts:organisation_list", "admin"),
)
