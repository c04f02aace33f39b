"""Possible duplicates: which pairs are found at night, what is said of them, who sees them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cases.enums import DuplicateSign, DuplicateVerdict
from cases.models import DuplicateCandidate, Person, SearchKey
from cases.models.person import WITHOUT_NAME
from cases.search.actions import judge
from cases.search.duplicates import find_candidates
from cases.search.tasks import find_duplicates
from pik.accounts.acting import acting_for
from pik.accounts.enums import Role
from pik.accounts.models import Organisation, User
from tests.counting import counted
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.people import PersonFactory
from tests.factories.search import DuplicateCandidateFactory

pytestmark = pytest.mark.django_db

BORN = date(1991, 3, 14)


@pytest.fixture
def home(db: None) -> Organisation:
    organisation: Organisation = OrganisationFactory(name="Ladenburg")
    return organisation


def person(home: Organisation, name: str, born: date | None = BORN, **more: object) -> Person:
    given, family = name.split(maxsplit=1)
    found: Person = PersonFactory(organisation=home, given_name=given, family_name=family, birth_date=born, **more)
    return found


def found_pairs(home: Organisation) -> list[tuple[str, str, int]]:
    with acting_for(home.pk):
        find_candidates(home.pk)
    pairs = DuplicateCandidate.objects.filter(organisation=home).select_related("one", "other")
    return [(pair.one.given_name, pair.other.given_name, pair.score) for pair in pairs]


# --- What is found --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        (("Mohammed Haddad", BORN), ("Mohammed Haddad", BORN), 100),
        (("Mohammed Haddad", BORN), ("Muhamad Al-Haddad", BORN), 90),
        (("Mohammed Haddad", BORN), ("Haddad Mohammed", BORN), 100),
        (("Zahra Rahimi", BORN), ("Sahra Rahimy", BORN), 85),
        (("Zahra Rahimi", BORN), ("Zahra Haidari", BORN), 55),
        (("Zahra Rahimi", BORN), ("Zahra Rahimi", date(1991, 3, 15)), 80),
        (("Zahra Rahimi", None), ("Zahra Rahimi", BORN), 65),
        (("Zahra Rahimi", date(1980, 5, 2)), ("Zahra Rahimi", BORN), None),
        (("Zahra Rahimi", date(1991, 1, 1)), ("Omid Rahimi", date(1991, 1, 1)), None),
        (("Zahra Rahimi", BORN), ("Oksana Bondar", BORN), None),
    ],
)
def test_pairs_are_found_over_the_keys(
    home: Organisation, one: tuple[str, date], other: tuple[str, date], score: int | None
) -> None:
    first, second = person(home, *one), person(home, *other)

    found = found_pairs(home)

    assert found == ([(first.given_name, second.given_name, score)] if score else [])


def test_finding_again_keeps_what_was_judged_and_forgets_what_is_no_longer_alike(home: Organisation) -> None:
    zahra, sahra = person(home, "Zahra Rahimi"), person(home, "Zahra Rahimi")
    judged = DuplicateCandidateFactory(organisation=home, one=zahra, other=sahra, score=60, judged=True)
    DuplicateCandidateFactory(organisation=home, one=zahra, other=person(home, "Oksana Bondar"))

    found_pairs(home)

    pair = DuplicateCandidate.objects.get()
    assert (pair.pk, pair.score, pair.verdict, pair.judged_by) == (
        judged.pk,
        100,
        DuplicateVerdict.DIFFERENT,
        judged.judged_by,
    )
    assert pair.signs == [DuplicateSign.SAME_NAME, DuplicateSign.SAME_BIRTH]


def test_person_without_keys_gets_them_at_night(home: Organisation) -> None:
    zahra, other = person(home, "Zahra Rahimi"), person(home, "Zahra Rahimi")
    SearchKey.objects.filter(person=other).delete()

    assert [len(found_pairs(home)), SearchKey.objects.filter(person=other).exists()] == [1, True]
    assert zahra.pk < other.pk


def test_files_that_went_elsewhere_get_no_keys_and_pair_with_nobody(home: Organisation) -> None:
    gone = [PersonFactory(organisation=home, birth_date=None, **WITHOUT_NAME) for _ in range(3)]
    kept_from_before = SearchKey.objects.filter(person=gone[0], kind="whole").exists()
    SearchKey.objects.filter(person__in=gone[1:]).delete()

    assert found_pairs(home) == []
    assert kept_from_before
    assert not SearchKey.objects.filter(person__in=gone[1:]).exists()


def test_finding_costs_the_same_for_one_pair_and_for_many(home: Organisation) -> None:
    for _ in range(2):
        person(home, "Zahra Rahimi")
    with counted() as few:
        found_pairs(home)
    for _ in range(8):
        person(home, "Zahra Rahimi")
    with counted() as many:
        found_pairs(home)

    assert (len(many), DuplicateCandidate.objects.count()) == (len(few), 45)


def test_every_organisation_has_its_own_pairs() -> None:
    for _ in range(2):
        home = user_with_role(Role.TEAMLEITUNG).membership.organisation
        person(home, "Zahra Rahimi")
        person(home, "Zahra Rahimi")

    find_duplicates()

    pairs = DuplicateCandidate.objects.select_related("one", "other")
    assert [(p.one.organisation_id, p.other.organisation_id) for p in pairs] == [
        (p.organisation_id, p.organisation_id) for p in pairs
    ]
    assert len(pairs) == 2


# --- What is said ---------------------------------------------------------------------------------


def test_judging_names_who_said_it(manager: User) -> None:
    pair = DuplicateCandidateFactory(organisation=manager.membership.organisation)

    judged = judge(pair, actor=manager, verdict=DuplicateVerdict.DIFFERENT)

    assert (judged.verdict, judged.judged_by, judged.judged_at is not None) == ("different", manager, True)
    with pytest.raises(PermissionDenied):
        judge(pair, actor=user_with_role(Role.TEAMLEITUNG), verdict=DuplicateVerdict.SAME)


def test_no_duplicate_leaves_the_list_and_stands_under_its_own_heading(web: Client, manager: User) -> None:
    home = manager.membership.organisation
    case = CaseFactory(organisation=home, lead=manager, person=person(home, "Zahra Rahimi"))
    pair = DuplicateCandidateFactory(organisation=home, one=case.person, other=person(home, "Sahra Rahimi"))
    address = reverse("cases:duplicate_list")

    before = web.get(address).content.decode()
    web.post(reverse("cases:duplicate_judge", args=[pair.public_id]), {"verdict": "different"})
    after, dismissed = web.get(address).content.decode(), web.get(address, {"stand": "keine"}).content.decode()

    assert [pair.public_id in text for text in (before, after, dismissed)] == [True, False, True]
    page = web.get(reverse("cases:case_list")).content.decode()
    assert "Mögliche Dubletten (1)" not in page
    # Where a pair is reported, and where a merge is undone, is reached also when nothing waits.
    assert f'href="{reverse("cases:duplicate_list")}"' in page


def test_managers_see_pairs_with_a_case_of_theirs_and_the_teamleitung_all(web: Client, manager: User) -> None:
    home = manager.membership.organisation
    mine = DuplicateCandidateFactory(organisation=home)
    CaseFactory(organisation=home, lead=manager, person=mine.other)
    others = DuplicateCandidateFactory(organisation=home)
    lead = user_with_role(Role.TEAMLEITUNG, home)

    seen = [set(DuplicateCandidate.objects.of_concern_to(user)) for user in (manager, lead)]

    assert seen == [{mine}, {mine, others}]
    assert "Mögliche Dubletten (1)" in web.get(reverse("cases:case_list")).content.decode()


def test_proposing_by_hand_puts_the_pair_on_top(web: Client, manager: User) -> None:
    home = manager.membership.organisation
    one, other = (
        CaseFactory(organisation=home, lead=manager, person=person(home, n)) for n in ("A Rahimi", "B Bondar")
    )
    address = reverse("cases:duplicate_propose")
    key = {"submission_key": "11111111-1111-4111-8111-111111111111"}

    same = web.post(address, {**key, "one": one.number, "other": one.number})
    wrong = web.post(address, {**key, "one": one.number, "other": "LAD-1"})
    done = web.post(address, {**key, "one": one.number.lower(), "other": other.number})

    pair = DuplicateCandidate.objects.get()
    assert (same.status_code, wrong.status_code, done.status_code) == (422, 422, 302)
    assert (pair.verdict, pair.judged_by, pair.signs[-1]) == ("same", manager, DuplicateSign.BY_HAND)


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_pairs_costs_the_same(count: int) -> None:
    lead = user_with_role(Role.TEAMLEITUNG)
    for pair in DuplicateCandidateFactory.create_batch(count, organisation=lead.membership.organisation):
        for half in (pair.one, pair.other):
            CaseFactory(organisation=pair.organisation, person=half)
    web = Client()
    web.force_login(lead)

    with counted() as statements:
        web.get(reverse("cases:duplicate_list"))

    assert len(statements) <= 11, statements
