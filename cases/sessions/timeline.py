"""The Verlauf of a person: what happened in all her cases, told by the parts of counselling, newest first.

A part adds its events with one line when its module loads (``cases/apps.py`` imports it)::

    register("fassungen", "Fassungen des Plans", entries_of_fassungen)

The function gets a ``Scope`` and yields ``Entry``; it asks the database once (twice where it must), whatever the
number of cases, and only within ``scope.cases``: those are the ones that exist for the user. What only few may read,
such as protected referrals, it leaves out unless ``scope.user`` may read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from cases.models import Case

if TYPE_CHECKING:
    from cases.models import Person
    from pik.accounts.models import User


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One line of the Verlauf, as the timeline shows it; ``when`` is a moment, or a day where no time is known."""

    when: datetime | date
    title: str
    text: str = ""
    actor: str = ""
    tone: str = ""
    url: str = ""
    kind: str = ""

    @property
    def at(self) -> datetime | None:
        return self.when if isinstance(self.when, datetime) else None

    @property
    def on(self) -> date:
        return timezone.localdate(self.when) if isinstance(self.when, datetime) else self.when

    @property
    def order(self) -> tuple[date, datetime]:
        """Newest first: by day; within one, what has no time stands last."""
        return self.on, self.at or _BEFORE_ALL


@dataclass(frozen=True)
class Scope:
    """Whose Verlauf is asked for, by whom, and what of it."""

    person: Person
    user: User
    cases: Sequence[Case]

    @cached_property
    def case_ids(self) -> list[int]:
        return [case.pk for case in self.cases]


@dataclass(frozen=True)
class Kind:
    """A kind of events, and the function that tells them."""

    name: str
    label: str
    tell: Callable[[Scope], Iterable[Entry]]


_kinds: dict[str, Kind] = {}


def register(name: str, label: str, tell: Callable[[Scope], Iterable[Entry]]) -> None:
    """Add a kind of events to the Verlauf; ``name`` stands in the address, ``label`` in the filter."""
    if name in _kinds:
        raise ValueError(f"The Verlauf has the kind {name} already.")
    _kinds[name] = Kind(name, label, tell)


def kinds() -> Mapping[str, Kind]:
    """All kinds of events by name, in the order in which the parts registered them."""
    return _kinds


def scope_of(case: Case, user: User) -> Scope:
    """The Verlauf of the person of ``case``: of all her cases that exist for ``user``. One query."""
    return Scope(case.person, user, list(Case.objects.visible_to(user).filter(person=case.person_id).order_by("pk")))


def entries(
    scope: Scope, *, names: Iterable[str] = (), since: date | None = None, until: date | None = None
) -> list[Entry]:
    """The entries of the wanted kinds (none named: all) between two days, both included, newest first."""
    wanted = [_kinds[name] for name in names if name in _kinds] or list(_kinds.values())
    told = [replace(entry, kind=kind.name) for kind in wanted for entry in kind.tell(scope)]
    return sorted(
        (entry for entry in told if _is_within(entry, since, until)), key=lambda entry: entry.order, reverse=True
    )


def _is_within(entry: Entry, since: date | None, until: date | None) -> bool:
    return (since is None or entry.on >= since) and (until is None or entry.on <= until)
