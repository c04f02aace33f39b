"""Finding persons and cases by what people type: one search for the top bar and the list of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Switch
from django.db.models import F, IntegerField, Prefetch, QuerySet, Value, When

from cases.enums import KeySource
from cases.models import Case, Person, SearchKey
from cases.search.terms import Rank, Term, read_best, terms_of

if TYPE_CHECKING:
    from pik.accounts.models import User

#: A list shows no more hits than these, the best; whoever gets more types another letter.
MOST = 1000
SUGGESTIONS = 8
_SAID = {KeySource.FORMER, KeySource.SPELLING}


@dataclass(frozen=True)
class Found:
    """A person who answers to every word: the sum of how well, and the answers one by one."""

    person_id: int
    total: int
    answers: tuple[int, ...]

    @property
    def why(self) -> str:
        """Why she was found, where the present name does not show it."""
        said: list[str] = []
        for rank, source in map(read_best, self.answers):
            said += [source.label] if source in _SAID else []
            said += [rank.why] if rank.why else []
        return ", ".join(dict.fromkeys(said))


def ranked(user: User, terms: Sequence[Term], *, among: QuerySet[Case] | None = None, most: int = MOST) -> list[Found]:
    """The persons a user may see who answer to each of ``terms``, the best first; one query.

    ``among``: only persons of these cases. Of equal answers the order is that of the names.
    """
    if not terms:
        return []
    keys = SearchKey.objects.visible_to(user).filter(reduce(or_, (term.condition for term in terms)))
    if among is not None:
        keys = keys.filter(person__in=among.order_by().values("person"))
    bests = {f"best_{at}": term.best for at, term in enumerate(terms)}
    every = {f"{name}__isnull": False for name in bests}
    total: Any = sum((F(name) for name in bests), Value(0))
    met = keys.order_by().values("person").annotate(**bests).filter(**every).annotate(total=total)
    rows = met.order_by("total", "person__sort_key", "person").values_list("person", "total", *bests)[:most]
    return [Found(person, total, tuple(answers)) for person, total, *answers in rows]


def matching(cases: QuerySet[Case], q: str, user: User) -> tuple[QuerySet[Case], Switch]:
    """Those of ``cases`` whose person answers to ``q``, and how well, as an expression to order by."""
    found = ranked(user, terms_of(q), among=cases)
    by_total: dict[int, list[int]] = {}
    for hit in found:
        by_total.setdefault(hit.total, []).append(hit.person_id)
    whens = [When(person__in=persons, then=Value(total)) for total, persons in by_total.items()]
    rank = Switch(*whens, default=Value(0), output_field=IntegerField())
    return cases.filter(person__in=[hit.person_id for hit in found]), rank


# --- Suggestions ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """A suggestion: the person, the case to open, and why she was found."""

    person: Person
    case: Case | None
    why: str


def find(user: User, q: str, *, most: int = SUGGESTIONS) -> list[Hit]:
    """The persons a user may see who answer to ``q``, the best first; three queries whatever the size."""
    terms = terms_of(q)
    found = ranked(user, terms, most=most)
    if not found:
        return []
    cases = Prefetch("cases", queryset=Case.objects.select_related("lead").order_by("-opened_at", "-pk"))
    persons = Person.objects.visible_to(user).prefetch_related(cases).in_bulk([hit.person_id for hit in found])
    return [
        Hit(persons[hit.person_id], _case_to_open(persons[hit.person_id], terms), hit.why)
        for hit in found
        if hit.person_id in persons
    ]


def _case_to_open(person: Person, terms: Sequence[Term]) -> Case | None:
    """The case whose number was typed, else the one worked on, else the latest."""
    cases = list(person.cases.all())
    named = [case for case in cases for term in terms if _is_named(case, term.text)]
    worked_on = [case for case in cases if case.is_open]
    return next(iter([*named, *worked_on, *cases]), None)


def _is_named(case: Case, text: str) -> bool:
    number = case.number.casefold()
    return any(c.isdigit() for c in text) and (number.startswith(text.casefold()) or number.endswith(f"-{text:0>4}"))


__all__ = ["Found", "Hit", "Rank", "find", "matching", "ranked"]
