"""The access table: each address, who gets in, and what everyone else is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from pik.accounts.enums import Role
from tests.access.world import World

EVERYONE = frozenset(Role)
GET, POST = "get", "post"


@dataclass(frozen=True)
class Row:
    """What one address answers to each role.

    ``allowed`` get ``ok``; roles in ``sees`` (for them the object exists) get 403; all others ``denied``.
    ``stranger`` is what an allowed role of another organisation gets (404), None where nothing is scoped.
    """

    url_name: str
    allowed: frozenset[Role]
    ok: int = 200
    denied: int = 403
    sees: frozenset[Role] = frozenset()
    method: str = GET
    kwargs: Callable[[World], dict[str, Any]] = lambda world: {}
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    query: str = ""
    stranger: int | None = None
    is_public: bool = False
    leads_to: str = ""  # the URL name to which a public address leads somebody not signed in; empty: it answers itself
    is_page: bool = True  # an HTML page with heading, landmarks and the axe check; False: file, redirect, fragment
    id: str = field(default="")

    def __str__(self) -> str:
        return self.id or f"{self.method} {self.url_name}"

    def expected(self, role: Role) -> int:
        if role in self.allowed:
            return self.ok
        return 403 if role in self.sees else self.denied

    def address(self, world: World) -> str:
        return reverse(self.url_name, kwargs=self.kwargs(world)) + self.query

    def viewers(self) -> list[Role | None]:
        """Who can look at the page: every allowed role, or somebody not signed in (None) where it is public."""
        return [None] if self.is_public else [role for role in Role if role in self.allowed]
