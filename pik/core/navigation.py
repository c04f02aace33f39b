"""The shell around each page: navigation by task, made from the active role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse

#: user → the rows that wait somewhere, to be counted.
Waiting = Callable[[Any], QuerySet[Any]]
#: The name under which the bell in the top bar is counted.
BELL = "bell"


@dataclass(frozen=True)
class NavItem:
    """An entry of the main navigation. ``roles`` are role values; empty: everyone signed in."""

    label: str
    url_name: str
    icon: str
    order: int
    roles: frozenset[str] = frozenset()
    group: str = "Arbeit"
    waiting: Waiting | None = None
    section: str = ""  # address prefix under which the entry is current; default: its own address


@dataclass(frozen=True)
class NavLink:
    """A ``NavItem`` as the template draws it."""

    label: str
    url: str
    icon: str
    group: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class SearchPlace:
    """Where the search of the top bar leads for some roles: a page that takes ``?q=``.

    ``suggests``: the URL name of a partial of options (``role="option"``) for what is typed so far, as ``?q=`` too.
    """

    url_name: str
    placeholder: str
    roles: frozenset[str]
    suggests: str = ""


_items: list[NavItem] = []
_bell: list[Waiting] = []
_searches: list[SearchPlace] = []


def register(*items: NavItem) -> None:
    """Make entries known; called once per app when it is ready."""
    _items.extend(items)
    _items.sort(key=lambda item: item.order)


def register_bell(waiting: Waiting) -> None:
    """Say what the bell in the top bar counts; called once."""
    _bell[:] = [waiting]


def register_search(place: SearchPlace) -> None:
    """Make a search known; a role is served by the first place that names it."""
    _searches.append(place)


def items_for(role: str) -> list[NavItem]:
    """The entries a role sees, in their order."""
    return [item for item in _items if not item.roles or role in item.roles]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what ``base.html`` needs on every page of someone signed in.

    What costs something is a function, called when a template names it: fragments and refusals name none of it.
    """
    membership = getattr(request, "membership", None)
    if membership is None:
        return {"membership": None, "nav_items": []}
    counts = cache(lambda: _counts(items_for(membership.role), request.user))
    return {
        "membership": membership,
        "other_memberships": [m for m in request.memberships if m != membership],  # type: ignore[attr-defined]
        "nav_items": cache(lambda: _links(request, membership.role, counts())),
        "reminder_count": lambda: counts().get(BELL, 0),
        **_search(membership.role),
    }


def _search(role: str) -> dict[str, Any]:
    place = next((place for place in _searches if role in place.roles), None)
    if place is None:
        return {}
    return {
        "search_url": reverse(place.url_name),
        "search_placeholder": place.placeholder,
        "suggest_url": reverse(place.suggests) if place.suggests else "",
    }


def _links(request: HttpRequest, role: str, counts: dict[str, int]) -> list[NavLink]:
    items = items_for(role)
    urls = {item: reverse(item.url_name) for item in items}
    current = _current(request.path, items, urls)
    return [
        NavLink(
            label=item.label,
            url=urls[item],
            icon=item.icon,
            group=item.group,
            count=counts.get(item.url_name, 0),
            is_current=item is current,
        )
        for item in items
    ]


def _counts(items: list[NavItem], user: Any) -> dict[str, int]:
    """What waits at each entry, by its URL name, and at the bell; one statement for all of them."""
    places = [*((item.url_name, item.waiting) for item in items if item.waiting), *((BELL, rows) for rows in _bell)]
    each = [
        waiting(user)
        .order_by()
        .annotate(entry=Value(name, output_field=CharField()))
        .values("entry")
        .annotate(number=Count("pk"))
        .values_list("entry", "number")
        for name, waiting in places
    ]
    if not each:
        return {}
    first, *others = each
    return dict(first.union(*others, all=True) if others else first)


def _current(path: str, items: list[NavItem], urls: dict[NavItem, str]) -> NavItem | None:
    """The entry whose section is the longest prefix of ``path``: only one is ever current."""
    inside = [item for item in items if path.startswith(item.section or urls[item])]
    return max(inside, key=lambda item: len(item.section or urls[item]), default=None)
