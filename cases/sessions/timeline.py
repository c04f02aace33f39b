"""The Verlauf of a person: what happened in all her cases, told by the parts of counselling, newest first.

A part adds its events with one line when its module loads (``cases/apps.py`` imports it)::

    register("fassungen", "Fassungen des Plans", entries_of_fassungen)

The function gets a ``Scope`` and yields ``Entry``; it asks the database once (twice where it must), whatever the
number of cases, and only within ``scope.cases``: those are the ones that exist for the user. What only few may read,
such as protected referrals, it leaves out unless ``scope.user`` may read it.

Where rows tell all by themselves ``register_rows`` is the cheaper way: the rows of all such kinds are read in one
query (``as_rows``), and ``draw`` puts each into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from cases.models import Case

if TYPE_CHECKING:
    from cases.models import Person
    from pik.accounts.models import User


MOST_TEXTS = 4
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
class Row:
    """A row of ``as_rows``: when, who, and four texts."""

    at: datetime | None
    on: date | None
    actor: str
    a: str
    b: str
    c: str
    d: str

    @property
    def when(self) -> datetime | date:
        return self.at or self.on or date.min


@dataclass(frozen=True)
class Kind:
    """A kind of events, and the function that tells them; ``within`` another one it is chosen together with that."""

    name: str
    label: str
    tell: Callable[[Scope], Iterable[Entry]] | None = None
    rows: Callable[[Scope], QuerySet[Any, Any]] | None = None
    draw: Callable[[Row], Iterable[Entry]] | None = None
    within: str = ""

    @property
    def choice(self) -> str:
        """By what the kind is chosen."""
        return self.within or self.name


_kinds: dict[str, Kind] = {}


def register(name: str, label: str, tell: Callable[[Scope], Iterable[Entry]]) -> None:
    """Add a kind of events to the Verlauf; ``name`` stands in the address, ``label`` in the filter."""
    _add(Kind(name, label, tell))


def register_rows(
    name: str,
    label: str,
    rows: Callable[[Scope], QuerySet[Any, Any]],
    draw: Callable[[Row], Iterable[Entry]],
    *,
    within: str = "",
) -> None:
    """Add a kind of events of which ``rows`` (made by ``as_rows``) are read together with those of other kinds.

    ``within``: the kind together with which it is chosen, where it is told by another table but means the same.
    """
    _add(Kind(name, label, rows=rows, draw=draw, within=within))


def _add(kind: Kind) -> None:
    if kind.name in _kinds:
        raise ValueError(f"The Verlauf has the kind {kind.name} already.")
    _kinds[kind.name] = kind


def as_rows(
    queryset: QuerySet[Any], name: str, *, at: Any = None, on: Any = None, actor: Any = None, texts: Sequence[Any] = ()
) -> QuerySet[Any, Any]:
    """The rows of ``queryset`` as those of any kind: moment or day, who, and up to four texts (expressions)."""
    filled = [*texts, *[Value("")] * (MOST_TEXTS - len(texts))]
    columns: dict[str, Any] = {
        "tl_name": Cast(Value(name), TextField()),
        "tl_at": Cast(at, DateTimeField()),
        "tl_on": Cast(on, DateField()),
        "tl_actor": Cast(Value("") if actor is None else actor, TextField()),
        **{
            f"tl_{place}": Coalesce(Cast(text, TextField()), Value(""), output_field=TextField())
            for place, text in enumerate(filled)
        },
    }
    return queryset.order_by().annotate(**columns).values_list(*columns)


def full_name(path: str) -> Any:
    """The name of the user at the end of ``path``, as an expression."""
    return Concat(F(f"{path}__first_name"), Value(" "), F(f"{path}__last_name"), output_field=TextField())


def kinds() -> Mapping[str, Kind]:
    """The kinds that may be chosen by name, in the order in which the parts registered them."""
    return {name: kind for name, kind in _kinds.items() if not kind.within}


def scope_of(case: Case, user: User) -> Scope:
    """The Verlauf of the person of ``case``: of all her cases that exist for ``user``. One query."""
    return Scope(case.person, user, list(Case.objects.visible_to(user).filter(person=case.person_id).order_by("pk")))


def entries(
    scope: Scope, *, names: Iterable[str] = (), since: date | None = None, until: date | None = None
) -> list[Entry]:
    """The entries of the wanted kinds (none named: all) between two days, both included, newest first."""
    chosen = set(names) & set(kinds())
    wanted = [kind for kind in _kinds.values() if not chosen or kind.choice in chosen]
    told = [*_told(wanted, scope), *_drawn(wanted, scope)]
    return sorted(
        (entry for entry in told if _is_within(entry, since, until)), key=lambda entry: entry.order, reverse=True
    )


def _told(wanted: list[Kind], scope: Scope) -> Iterator[Entry]:
    for kind in wanted:
        if kind.tell:
            yield from (replace(entry, kind=kind.choice) for entry in kind.tell(scope))


def _drawn(wanted: list[Kind], scope: Scope) -> Iterator[Entry]:
    """The entries of all kinds that are rows, in one query."""
    querysets = [kind.rows(scope) for kind in wanted if kind.rows]
    if not querysets:
        return
    for name, at, on, actor, *texts in querysets[0].union(*querysets[1:], all=True):
        kind = _kinds[name]
        if kind.draw:
            yield from (replace(entry, kind=kind.choice) for entry in kind.draw(Row(at, on, actor, *texts)))


def _is_within(entry: Entry, since: date | None, until: date | None) -> bool:
    return (since is None or entry.on >= since) and (until is None or entry.on <= until)
