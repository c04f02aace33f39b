"""The pages that are measured; a page joins by one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

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

PAGES = (
    BenchPage("rule_book", "regulations:rule_book", "land.planung"),
    BenchPage("members", "accounts:member_list", "leitung.ladenburg"),
    BenchPage("organisations", "accounts:organisation_list", "admin"),
)
