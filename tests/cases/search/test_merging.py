"""Merging two persons: everything moves, and within thirty days everything comes back exactly."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.enums import ClosingReason
from cases.lifecycle.actions import close_case
from cases.models import Case, CaseTransition, DuplicateCandidate, Merge, Person
from cases.queries import active_case_count
from cases.search.fields import choices_of
from cases.search.merging import merge_persons, undo_merge
from cases.search.queries import find
from cases.search.tasks import forget_merges
from pik.accounts.enums import Role
from pik.accounts.models import User
from tests import figures
from tests.cases.search.state import REASON, state
from tests.counting import counted
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory
from tests.factories.people import ContactWayFactory, HouseholdMemberFactory, PersonFactory, PersonLanguageFactory
from tests.factories.search import DuplicateCandidateFactory, MergeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    user: User = user_with_role(Role.TEAMLEITUNG, OrganisationFactory(name="Ladenburg"))
    return user


@pytest.fixture
def pair(lead: User) -> tuple[Person, Person]:
    """Zahra with an active case, and once more with a closed one and more known of her."""
    home = lead.membership.organisation
    zahra = PersonFactory(organisation=home, family_name="Rahimi", given_name="Zahra", interpreter_language="Dari")
    again = PersonFactory(
        organisation=home,
        family_name="Rahimy",
        given_name="Sahra",
        birth_date=date(1991, 3, 14),
        interpreter_language="Farsi",
        interpreter_sex="female",
    )
    CaseFactory(organisation=home, person=zahra)
    CaseFactory(organisation=home, person=again, closed=True)
    return zahra, again


# --- What survives --------------------------------------------------------------------------------


def test_chosen_values_survive_and_come_back(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair
    former = (zahra.birth_date, zahra.family_name, zahra.interpreter_language, zahra.interpreter_sex)

    merge = merge_persons(zahra, again, actor=lead, taken=["birth_date", "interpreter_language"])
    zahra.refresh_from_db()
    merged = (zahra.birth_date, zahra.family_name, zahra.interpreter_language, zahra.interpreter_sex)
    stays = undo_merge(merge, actor=lead, reason=REASON)
    zahra.refresh_from_db()

    now = (zahra.birth_date, zahra.family_name, zahra.interpreter_language, zahra.interpreter_sex)
    assert (merged, stays, now) == ((date(1991, 3, 14), "Rahimi", "Farsi", "female"), [], former)


def test_value_changed_since_stays_and_is_named(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair
    merge = merge_persons(zahra, again, actor=lead, taken=["birth_date", "interpreter_language"])
    zahra.refresh_from_db()
    zahra.interpreter_language = "Paschtu"
    zahra.save()

    stays = undo_merge(merge, actor=lead, reason=REASON)

    zahra.refresh_from_db()
    assert (stays, zahra.interpreter_language, zahra.birth_date) == (["Dolmetschen in"], "Paschtu", None)


def test_choices_tell_both_values_and_prefer_what_is_known(pair: tuple[Person, Person]) -> None:
    found = {choice.name: (choice.ours, choice.theirs, choice.is_empty) for choice in choices_of(*pair)}

    assert found["family_name"] == ("Rahimi", "Rahimy", False)
    assert found["birth_date"] == ("", "14.03.1991", True)
    assert found["interpreter_language"] == ("Dari", "Farsi; weiblich", False)
    assert found["nationalities"] == ("Afghanistan", "Afghanistan", False)
    assert {"birth_precision", "interpreter_sex", "sort_key"} & set(found) == set()


def test_merged_person_is_found_under_the_survivor_and_told_in_the_verlauf(
    pair: tuple[Person, Person], lead: User
) -> None:
    zahra, again = pair
    case = again.cases.get()

    merge_persons(zahra, again, actor=lead)

    assert [hit.person for hit in find(lead, case.number)] == [zahra]
    assert [(hit.person, hit.why) for hit in find(lead, "sahra rahimy")] == [(zahra, "andere Schreibweise")]
    comments = CaseTransition.objects.filter(name="merge").order_by("subject").values_list("comment", flat=True)
    assert list(comments) == ["Rahimy, Sahra ist in Rahimi, Zahra aufgegangen"] * 2


def test_pairs_with_the_merged_person_go_and_come_back(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair
    third = PersonFactory(organisation=zahra.organisation)
    DuplicateCandidateFactory(organisation=zahra.organisation, one=zahra, other=again)
    DuplicateCandidateFactory(organisation=zahra.organisation, one=again, other=third, judged=True)
    before = state()

    merge = merge_persons(zahra, again, actor=lead)
    between = DuplicateCandidate.objects.count()
    undo_merge(merge, actor=lead, reason=REASON)

    assert (between, state()) == (0, before)


def test_rows_that_both_have_stay_once_and_come_back(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair
    for person in pair:
        PersonLanguageFactory(person=person, language="Dari")
        HouseholdMemberFactory(person=person)
        ContactWayFactory(person=person, value=f"0176 {person.pk}", is_preferred=True)
    before = state()

    merge = merge_persons(zahra, again, actor=lead)
    between = (zahra.languages.count(), zahra.memberships.count(), zahra.contact_ways.count())
    preferred = zahra.contact_ways.get(is_preferred=True).value
    undo_merge(merge, actor=lead, reason=REASON)

    assert (between, preferred) == ((1, 1, 2), f"0176 {zahra.pk}")
    assert state() == before


# --- What is refused ------------------------------------------------------------------------------


def test_two_cases_that_are_worked_on_are_refused_with_what_to_do(pair: tuple[Person, Person], lead: User) -> None:
    zahra, _ = pair
    other = CaseFactory(organisation=zahra.organisation)
    before = state()

    with pytest.raises(ValidationError) as refused:
        merge_persons(zahra, other.person, actor=lead)

    text = refused.value.messages[0]
    assert "Schließen Sie zuerst einen davon ab." in text
    assert all(number in text for number in (zahra.cases.get().number, other.number))
    assert state() == before


def test_only_the_teamleitung_of_the_organisation_merges(pair: tuple[Person, Person]) -> None:
    zahra, again = pair
    others = [user_with_role(Role.INTEGRATIONSMANAGER, zahra.organisation), user_with_role(Role.TEAMLEITUNG)]

    for actor in others:
        with pytest.raises(PermissionDenied):
            merge_persons(zahra, again, actor=actor)
    merge = MergeFactory(organisation=zahra.organisation, survivor=zahra)
    for actor in others:
        with pytest.raises(PermissionDenied):
            undo_merge(merge, actor=actor, reason=REASON)


def test_person_that_is_gone_is_refused(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair
    merge_persons(zahra, again, actor=lead)

    with pytest.raises(ValidationError, match="gibt es nicht mehr"):
        merge_persons(zahra, again, actor=lead)


@pytest.mark.parametrize("reason", ["", "nein"])
def test_parting_wants_a_reason(pair: tuple[Person, Person], lead: User, reason: str) -> None:
    merge = merge_persons(*pair, actor=lead)

    with pytest.raises(ValidationError, match="Bitte begründen Sie kurz"):
        undo_merge(merge, actor=lead, reason=reason)

    assert Merge.objects.standing().count() == 1


def test_later_merge_is_undone_first(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair
    third = PersonFactory(organisation=zahra.organisation, given_name="Dritte")
    before = state()
    first = merge_persons(zahra, again, actor=lead)
    second = merge_persons(third, zahra, actor=lead)

    with pytest.raises(ValidationError, match="Machen Sie zuerst das rückgängig"):
        undo_merge(Merge.objects.get(pk=first.pk), actor=lead, reason=REASON)
    for merge in (second, first):
        undo_merge(Merge.objects.get(pk=merge.pk), actor=lead, reason=REASON)

    assert state() == before


def test_after_thirty_days_it_is_final_and_forgotten(pair: tuple[Person, Person], lead: User) -> None:
    merge = merge_persons(*pair, actor=lead)
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        forget_merges()
        kept = bool(Merge.objects.get().kept)

    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        forget_merges()
        with pytest.raises(ValidationError, match="Nun ist es endgültig"):
            undo_merge(merge, actor=lead, reason=REASON)

    assert (kept, Merge.objects.get().kept) == (True, {})


def test_merging_takes_one_short_transaction(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair

    began = time.perf_counter()
    merge = merge_persons(zahra, again, actor=lead, taken=["birth_date"])
    merged = time.perf_counter()
    undo_merge(merge, actor=lead, reason=REASON)
    parted = time.perf_counter()

    figures.tell(
        "Zwei Personen zusammenführen",
        f"{(merged - began) * 1000:.0f} ms, wieder trennen {(parted - merged) * 1000:.0f} ms, je eine Transaktion",
    )
    assert merged - began < 2


# --- In the browser's words -----------------------------------------------------------------------


def test_teamleitung_merges_with_a_preview_and_parts_again(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair
    found = DuplicateCandidateFactory(organisation=zahra.organisation, one=zahra, other=again)
    web = Client()
    web.force_login(lead)
    once = {"submission_key": "11111111-1111-4111-8111-111111111111"}

    preview = web.get(found.get_absolute_url()).content.decode()
    address = reverse("cases:duplicate_merge", args=[found.public_id])
    answers = [
        web.post(address, {**once, "survivor": "one", "feld_birth_date": "theirs", "feld_interpreter_language": "ours"})
        for _ in range(1)
    ]
    merge = Merge.objects.get()
    zahra.refresh_from_db()
    part = reverse("cases:merge_part", args=[merge.public_id])
    refused = web.post(part, {**once, "reason": "nein"})
    parted = web.post(part, {**once, "reason": REASON})

    assert "Fälle: 1" in preview
    assert "14.03.1991" in preview
    assert [answer["Location"] for answer in answers] == [merge.get_absolute_url()]
    assert (zahra.birth_date, zahra.interpreter_language) == (date(1991, 3, 14), "Dari")
    assert (refused.status_code, parted.status_code) == (422, 302)
    assert "Wieder getrennt" in web.get(merge.get_absolute_url()).content.decode()
    assert Person.objects.filter(pk=again.pk).exists()


def test_manager_proposes_and_finds_merging_locked(pair: tuple[Person, Person]) -> None:
    zahra, again = pair
    found = DuplicateCandidateFactory(organisation=zahra.organisation, one=zahra, other=again)
    web = Client()
    web.force_login(user_with_role(Role.INTEGRATIONSMANAGER, zahra.organisation))

    text = web.get(found.get_absolute_url()).content.decode()
    web.post(reverse("cases:duplicate_judge", args=[found.public_id]), {"verdict": "same"})

    assert 'id="gesperrt-zusammenfuhren"' in text or 'id="gesperrt-zusammenführen"' in text
    assert "der Teamleitung melden" in text
    assert DuplicateCandidate.objects.get().verdict == "same"


def test_preview_says_when_two_cases_stand_in_the_way(pair: tuple[Person, Person], lead: User) -> None:
    zahra, _ = pair
    other = CaseFactory(organisation=zahra.organisation).person
    found = DuplicateCandidateFactory(organisation=zahra.organisation, one=zahra, other=other)
    web = Client()
    web.force_login(lead)

    text = web.get(found.get_absolute_url()).content.decode()
    answer = web.post(
        reverse("cases:duplicate_merge", args=[found.public_id]),
        {"submission_key": "11111111-1111-4111-8111-111111111111", "survivor": "one"},
    )

    assert "Zwei laufende Fälle einer Person darf es nicht geben" in text
    assert (answer.status_code, Merge.objects.count()) == (422, 0)


def test_pages_of_merging_cost_few_queries(pair: tuple[Person, Person], lead: User) -> None:
    zahra, again = pair
    found = DuplicateCandidateFactory(organisation=zahra.organisation, one=zahra, other=again)
    merge = MergeFactory(organisation=zahra.organisation, survivor=zahra)
    web = Client()
    web.force_login(lead)

    for address in (found.get_absolute_url(), reverse("cases:merges"), merge.get_absolute_url()):
        with counted() as statements:
            assert web.get(address).status_code == 200
        assert len(statements) <= 12, statements


@pytest.mark.parametrize("begun", [True, False])
def test_case_closed_as_a_double_is_merged_and_stays_uncounted(begun: bool, lead: User) -> None:
    case = CaseFactory(organisation=lead.membership.organisation)
    double = CaseFactory(organisation=case.organisation, **({} if begun else {"request": True}))
    day = case.starts_on

    close_case(double, actor=lead, reason=ClosingReason.DUPLICATE)
    merge_persons(case.person, double.person, actor=lead)

    assert set(Case.objects.filter(person=case.person)) == {case, double}
    assert active_case_count(case.organisation, day) == 1
