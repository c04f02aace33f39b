"""Invented cases in any number, spread evenly over 25 municipalities, each with one Integrationsmanager:in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from cases.enums import KeyKind, KeySource, LifeArea, SessionKind, StepOwner
from cases.models import (
    Case,
    FollowUp,
    GermanResult,
    Goal,
    Household,
    HouseholdMember,
    Integrationsplan,
    Person,
    PersonLanguage,
    ResidenceTitle,
    SearchKey,
    Session,
    Step,
)
from cases.search.keys import keys_of
from pik.accounts.enums import Role
from pik.accounts.models import Membership, Organisation, User
from pik.core.periods import add_months, last_day
from pik.demo import filling
from tests.bench import filling_people
from tests.bench.copying import copy_rows

OFFICES = 25
FIRST_KEY = 1_000_000  # above everything the demo made
KEYS_OF_ONE = 40  # no invented name has more search keys
FAMILY_NAMES = ("Rahimi", "Haddad", "Bondar", "Tesfay", "Yılmaz", "Okafor", "Özdemir", "Karimi", "Schewtschenko", "Ali")
GIVEN_NAMES = ("Zahra", "Ahmad", "Oksana", "Selam", "Mehmet", "Ngozi", "Ayşe", "Reza", "Taras", "Amina", "Yusuf")
COUNTRIES = ("AF", "SY", "UA", "ER", "TR", "NG", "IQ", "IR")


def prepare() -> None:
    """The demo (accounts, Planungsrahmen, applications), and the offices to fill."""
    filling.fill(timezone.localdate())
    organisations = Organisation.objects.gemeinden().exclude(name="Ladenburg").order_by("ags")[: OFFICES - 1]
    for number, organisation in enumerate(organisations):
        user = User.objects.create_user(email=f"im{number}@bench.example", first_name="Im", last_name=str(number))
        Membership.objects.create(
            user=user, organisation=organisation, role=Role.INTEGRATIONSMANAGER, starts_on=date(2025, 1, 1)
        )


def offices() -> list[tuple[int, int]]:
    """(organisation id, user id) of each office; Ladenburg, whose pages are measured, is the first."""
    own = Membership.objects.filter(user__email="im.ladenburg@demo.example")
    others = Membership.objects.filter(user__email__endswith="@bench.example").order_by("user__email")
    return [(m.organisation_id, m.user_id) for m in (*own, *others)]


@transaction.atomic
def fill_to(size: int) -> int:
    """Add cases until ``size`` of them were made here; returns the number of rows written."""
    existing = Case.objects.filter(pk__gte=FIRST_KEY).count()
    keys = range(FIRST_KEY + existing, FIRST_KEY + size)
    homes = offices()
    rows = 0
    with connection.cursor() as cursor:
        # Rows of the bench need no history and refer to nothing that is missing: triggers would only take time.
        cursor.execute("SET LOCAL session_replication_role = replica")
    for model, make in MAKERS.items():
        rows += copy_rows(model, _all(make, keys, homes))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rows


Maker = Callable[[int, int, int], Iterable[models.Model]]


def _all(make: Maker, keys: range, homes: list[tuple[int, int]]) -> Iterator[models.Model]:
    for key in keys:
        organisation, user = homes[key % len(homes)]
        yield from make(key, organisation, user)


def _person(key: int, organisation: int, user: int) -> Iterator[Person]:
    person = Person(
        pk=key,
        organisation_id=organisation,
        family_name=f"{FAMILY_NAMES[key % 7]}-{FAMILY_NAMES[key % 10]}",
        given_name=GIVEN_NAMES[key % 11],
        birth_date=date(1960, 1, 1) + timedelta(days=key * 7 % 18_000),
        nationalities=[COUNTRIES[key % len(COUNTRIES)]],
        is_invented=True,
    )
    person.set_keys()
    # She has no other names: nothing to ask the database for.
    person._prefetched_objects_cache = {"names": []}  # type: ignore[attr-defined]
    yield person


def _case(key: int, organisation: int, user: int) -> Iterator[Case]:
    # Terms begin over the last 23 months, so that every reminder rule finds its share.
    starts_on = add_months(timezone.localdate(), -(key % 23))
    yield Case(
        pk=key,
        number=f"B-{key}",
        organisation_id=organisation,
        person_id=key,
        lead_id=user,
        starts_on=starts_on,
        ends_on=last_day(starts_on, 24),
    )


def _plan(key: int, organisation: int, user: int) -> Iterator[Integrationsplan]:
    yield Integrationsplan(pk=key, organisation_id=organisation, case_id=key, created_by_id=user)


def _goals(key: int, organisation: int, user: int) -> Iterator[Goal]:
    for n in range(2):
        area = LifeArea.values[(key + n) % len(LifeArea.values)]
        yield Goal(
            pk=key * 2 + n,
            organisation_id=organisation,
            plan_id=key,
            life_area=area,
            title="B1-Zertifikat",
            due_on=timezone.localdate(),
        )


def _steps(key: int, organisation: int, user: int) -> Iterator[Step]:
    for n in range(4):
        yield Step(
            pk=key * 4 + n,
            organisation_id=organisation,
            goal_id=key * 2 + n % 2,
            text="Kurs anmelden",
            owner=StepOwner.CLIENT,
            due_on=timezone.localdate() + timedelta(days=key % 60 + n),
        )


def _sessions(key: int, organisation: int, user: int) -> Iterator[Session]:
    for n in range(5):
        yield Session(
            pk=key * 5 + n,
            organisation_id=organisation,
            case_id=key,
            held_on=timezone.localdate() - timedelta(days=key % 90 + n * 20),
            kind=SessionKind.IN_PERSON,
            duration_minutes=45,
            topics=[LifeArea.LANGUAGE],
            note="Kursplatz ist zugesagt.",
            author_id=user,
        )


def _follow_ups(key: int, organisation: int, user: int) -> Iterator[FollowUp]:
    yield FollowUp(
        pk=key,
        organisation_id=organisation,
        case_id=key,
        due_on=timezone.localdate() + timedelta(days=key % 100 - 3),
        reason="Kinderbetreuung klären",
        assigned_to_id=user,
    )


def _search_keys(key: int, organisation: int, user: int) -> Iterator[SearchKey]:
    """What a person is found by; numbers too, since triggers rest while the bench fills."""
    (person,) = _person(key, organisation, user)
    (case,) = _case(key, organisation, user)
    number = case.number.lower()
    last_digits = f"{number.rpartition('-')[2].lstrip('0')} {number}"
    numbers = [(KeyKind.NUMBER, found, KeySource.FILE) for found in (number, last_digits)]
    for at, (kind, found, source) in enumerate([*keys_of(person), *numbers]):
        yield SearchKey(
            pk=key * KEYS_OF_ONE + at,
            organisation_id=organisation,
            person_id=key,
            kind=kind,
            key=found,
            source=source,
        )


MAKERS: dict[type[models.Model], Maker] = {
    Person: _person,
    PersonLanguage: filling_people.languages,
    GermanResult: filling_people.german_results,
    ResidenceTitle: filling_people.titles,
    Household: filling_people.households,
    HouseholdMember: filling_people.members,
    Case: _case,
    SearchKey: _search_keys,
    Integrationsplan: _plan,
    Goal: _goals,
    Step: _steps,
    Session: _sessions,
    FollowUp: _follow_ups,
}
