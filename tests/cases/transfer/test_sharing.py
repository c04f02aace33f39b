"""A Mitsicht ends by itself; a contact card is found by its exact person alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from cases.models import CardQuery, ContactCard, Person, Session, Share
from cases.models.share import CARDS_A_DAY
from cases.transfer import sharing
from pik.accounts.acting import acting_as, acting_for
from pik.accounts.enums import Role
from pik.core.names import search_key
from pik.core.walls import Identity, acting
from tests.cases.transfer.conftest import Sides, consent
from tests.factories.accounts import user_with_role
from tests.factories.cases import SessionFactory, plan_with_step
from tests.factories.transfer import CardQueryFactory, ContactCardFactory, ShareFactory

pytestmark = pytest.mark.django_db

SQL = "SELECT * FROM cases_contact_card(%s, %s)"


def shared(sides: Sides, **values: Any) -> Share:
    today = timezone.localdate()
    asked = {"items": ["name", "goals"], "starts_on": today, "ends_on": today + timedelta(days=9), **values}
    with acting_as(sides.giver):
        return sharing.share_case(sides.case, actor=sides.giver, receiver=sides.mauer, **asked, **consent())


def seen_by(sides: Sides) -> int:
    """How many Mitsichten exist for the receiver in the database, whatever a query asks."""
    with acting_as(sides.taker):
        return Share.objects.count()


# --- Mitsicht ---------------------------------------------------------------------------------------


def test_share_shows_what_was_chosen_as_it_stands_today(sides: Sides) -> None:
    step = plan_with_step(sides.case)
    share = shared(sides)
    step.text = "Heute erst verabredet"
    step.save(update_fields=["text"])

    with acting_as(sides.taker):
        summary = sharing.summary_of(Share.objects.shared_with(sides.taker).get(pk=share.pk))

    assert summary.goals == [(step.goal.title, ["Heute erst verabredet"])]
    assert [label for label, _ in summary.facts] == ["Name", "Alter"]
    assert summary.subject.organisation_id == sides.ladenburg.pk


@pytest.mark.parametrize("items", [["term"], ["contact"], ["name", "contact", "term"]])
def test_share_of_no_goals_shows_none(items: list[str], sides: Sides) -> None:
    plan_with_step(sides.case)
    share = shared(sides, items=items)

    with acting_as(sides.taker):
        summary = sharing.summary_of(Share.objects.get(pk=share.pk))

    assert summary.goals == []


@pytest.mark.parametrize(("values", "count"), [({}, 1), ({"ended": True}, 0), ({"revoked": True}, 0)])
def test_share_exists_for_the_receiver_only_while_it_runs(values: dict[str, Any], count: int, sides: Sides) -> None:
    ShareFactory(case=sides.case, receiver=sides.mauer, **values)

    assert seen_by(sides) == count


def test_share_of_tomorrow_is_not_seen_today(sides: Sides) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    ShareFactory(case=sides.case, receiver=sides.mauer, starts_on=tomorrow, ends_on=tomorrow)

    assert seen_by(sides) == 0


def test_share_ended_by_the_owner_is_gone_at_once(sides: Sides) -> None:
    share = shared(sides)

    with acting_as(sides.giver):
        sharing.end_share(share, actor=sides.giver)

    assert seen_by(sides) == 0


def test_receiver_of_a_share_can_neither_prolong_nor_end_it(sides: Sides) -> None:
    share = shared(sides)

    with acting_as(sides.taker):
        with pytest.raises(PermissionDenied):
            sharing.end_share(share, actor=sides.taker)
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Share.objects.filter(pk=share.pk).update(consent_kept_at="anderswo")


def test_receiver_of_a_share_reaches_no_row_of_the_case(sides: Sides) -> None:
    SessionFactory(case=sides.case)
    shared(sides)

    with acting_as(sides.taker):
        assert (Person.objects.count(), Session.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"items": []}, "items"),
        ({"ends_on": date(2020, 1, 1), "starts_on": date(2019, 12, 1)}, "ends_on"),
        ({"ends_on": timezone.localdate() + timedelta(days=90)}, "__all__"),
    ],
)
def test_impossible_share_is_refused(values: dict[str, Any], field: str, sides: Sides) -> None:
    with pytest.raises(ValidationError) as refused:
        shared(sides, **values)

    assert field in refused.value.error_dict


def test_share_with_an_office_where_nobody_counsels_is_refused(sides: Sides) -> None:
    sides.taker.memberships.update(ends_on=date(2026, 1, 1), starts_on=date(2025, 1, 1))

    with pytest.raises(ValidationError) as refused:
        shared(sides)

    assert "receiver" in refused.value.error_dict


# --- Contact card -----------------------------------------------------------------------------------


def asked(sides: Sides, family: str = "", given: str = "Zahra", born: date = date(1977, 7, 17)) -> list[sharing.Card]:
    family = family or sides.case.person.family_name
    with acting_as(sides.taker):
        return sharing.ask_for_card(actor=sides.taker, family_name=family, given_name=given, birth_date=born)


def test_card_tells_office_and_lead_and_nothing_else(sides: Sides) -> None:
    ContactCardFactory(case=sides.case)

    (card,) = asked(sides)

    assert (card.lead_name, card.lead_email) == (sides.giver.get_full_name(), sides.giver.email)
    assert card.supported_since == sides.case.starts_on
    assert sorted(vars(card)) == [
        "address", "lead_email", "lead_name", "organisation", "subject", "supported_since",
    ]  # fmt: skip


def test_card_is_found_however_the_name_is_typed(sides: Sides) -> None:
    person = sides.case.person
    person.family_name, person.given_name = "Müller-Şahin", "Gül"
    person.save()
    ContactCardFactory(case=sides.case)

    assert len(asked(sides, "mueller sahin", "GÜL")) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"family": "Rahim"}, {"given": "Zara"}, {"born": date(1977, 7, 18)}, {"family": "%"}, {"given": "Zahra Rahimi"}],
)
def test_card_is_not_found_by_a_part_or_a_guess(wrong: dict[str, Any], sides: Sides) -> None:
    ContactCardFactory(case=sides.case)

    assert asked(sides, **wrong) == []


def test_card_is_not_found_without_consent(sides: Sides) -> None:
    assert asked(sides) == []


def test_card_of_a_closed_case_is_not_found(sides: Sides) -> None:
    ContactCardFactory(case=sides.case)
    type(sides.case).objects.filter(pk=sides.case.pk).update(
        status="closed", closed_on=timezone.localdate(), closing_reason="moved"
    )

    assert asked(sides) == []


def test_consent_withdrawn_hides_the_card(sides: Sides) -> None:
    with acting_as(sides.giver):
        sharing.keep_card(sides.case, actor=sides.giver, **consent())
        sharing.drop_card(sides.case, actor=sides.giver)

    assert asked(sides) == []


def test_consent_given_anew_replaces_the_one_before(sides: Sides) -> None:
    with acting_as(sides.giver):
        sharing.keep_card(sides.case, actor=sides.giver, **consent())
        sharing.keep_card(sides.case, actor=sides.giver, **consent(consent_kept_at="Ordner 13"))

    assert ContactCard.objects.get(case=sides.case).consent_kept_at == "Ordner 13"


def test_each_question_is_counted_also_one_without_an_answer(sides: Sides) -> None:
    ContactCardFactory(case=sides.case)

    asked(sides)
    asked(sides, given="Niemand")

    assert sorted(CardQuery.objects.values_list("user", "is_found")) == [
        (sides.taker.pk, False),
        (sides.taker.pk, True),
    ]


def test_too_many_questions_a_day_are_refused(sides: Sides) -> None:
    ContactCardFactory(case=sides.case)
    CardQueryFactory.create_batch(CARDS_A_DAY - 1, organisation=sides.mauer, user=sides.taker)

    assert len(asked(sides)) == 1
    with pytest.raises(ValidationError, match="am Tag"):
        asked(sides)
    with acting_as(sides.taker):
        assert sharing.cards_left(sides.taker) == 0


def test_questions_of_yesterday_do_not_count(sides: Sides) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    CardQueryFactory.create_batch(CARDS_A_DAY, organisation=sides.mauer, user=sides.taker, asked_at=yesterday)

    assert asked(sides) == []


@pytest.mark.parametrize(
    "who",
    [
        lambda sides: Identity(sides.taker.pk, sides.mauer.pk, "datenschutz"),
        lambda sides: Identity(sides.taker.pk, sides.ladenburg.pk, "teamleitung"),
        lambda sides: Identity(sides.taker.pk, sides.mauer.pk, "integrationsmanager"),
        lambda sides: Identity(None, sides.mauer.pk, "teamleitung"),
        lambda sides: Identity(None, sides.mauer.pk, "system"),
    ],
    ids=["other role", "other office", "role she has not", "nobody", "the product"],
)
def test_function_answers_those_alone_who_counsel_there(who: Any, sides: Sides) -> None:
    ContactCardFactory(case=sides.case)

    with (
        pytest.raises(Error, match="not for this role"),
        acting(who(sides)),
        connection.cursor() as cursor,
    ):
        cursor.execute(SQL, [search_key(str(sides.case.person)), date(1977, 7, 17)])


@pytest.mark.parametrize("arguments", [("", date(1977, 7, 17)), (None, date(1977, 7, 17)), ("rahimi zahra", None)])
def test_function_asked_by_half_answers_nothing(arguments: tuple[Any, Any], sides: Sides) -> None:
    ContactCardFactory(case=sides.case)

    with acting_as(sides.taker), connection.cursor() as cursor:
        cursor.execute(SQL, arguments)
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {} (organisation_id, user_id, asked_at, is_found) VALUES (1, 1, now(), false)",
        "DELETE FROM {}",
        "UPDATE {} SET asked_at = now()",
    ],
)
def test_nobody_mends_the_count(statement: str, sides: Sides) -> None:
    CardQueryFactory(organisation=sides.mauer, user=sides.taker)

    with pytest.raises(Error, match="permission denied"), acting_as(sides.taker), connection.cursor() as cursor:
        cursor.execute(statement.format("cases_cardquery"))


def test_who_does_not_counsel_may_not_ask(sides: Sides) -> None:
    watcher = user_with_role(Role.DATENSCHUTZ, sides.mauer)

    with acting_as(watcher), pytest.raises(PermissionDenied):
        sharing.ask_for_card(actor=watcher, family_name="a", given_name="b", birth_date=date(1977, 7, 17))


def test_product_finds_nothing_of_the_owner_for_the_receiver(sides: Sides) -> None:
    ContactCardFactory(case=sides.case)

    with acting_for(sides.mauer.pk):
        assert ContactCard.objects.count() == 0
