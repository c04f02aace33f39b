"""What the Verlauf tells of the person's dated rows, the term, consents, prints and the way of a referral."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from cases.lifecycle import actions as lifecycle
from cases.lifecycle.term_actions import ask_extension, record_rest
from cases.models import Case
from cases.search.merging import merge_persons
from cases.sessions import timeline
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.formats import NBSP
from tests.counting import counted
from tests.factories.accounts import user_with_role
from tests.factories.cases import CaseFactory, DataSheetFactory
from tests.factories.offers import ReferralFactory, ReferralTransitionFactory
from tests.factories.people import (
    AccommodationFactory,
    EducationFactory,
    EmploymentFactory,
    GermanResultFactory,
    PersonFactory,
    in_one_household,
)
from tests.factories.sessions import TimelinePrintFactory
from tests.factories.transfer import ContactCardFactory, ShareFactory

pytestmark = pytest.mark.django_db


def told(case: Case, *names: str, user: User | None = None) -> list[timeline.Entry]:
    return timeline.entries(timeline.scope_of(case, user or case.lead), names=names)


def titles(case: Case, *names: str) -> list[str]:
    return [entry.title for entry in told(case, *names)]


def test_background_tells_levels_schooling_and_work_as_exactly_as_known(case: Case) -> None:
    GermanResultFactory(person=case.person, level="A2", dated_on=date(2026, 5, 1), basis="exam")
    EducationFactory(
        person=case.person, kind="school", title="9 Jahre", starts_on=date(2001, 1, 1), starts_precision="year"
    )
    EmploymentFactory(
        person=case.person, title="Näherin", employer="Nähstube", starts_on=date(2026, 6, 1), ends_on=date(2026, 8, 31)
    )

    entries = told(case, "bildung")

    assert [(entry.title, entry.text, entry.kind) for entry in entries if entry.on.year == 2026] == [
        ("Arbeit: Näherin (Ende)", "Nähstube", "bildung"),
        ("Arbeit: Näherin (Beginn)", "Nähstube", "bildung"),
        ("Deutsch: A2", "Prüfung", "bildung"),
    ]
    school = next(entry for entry in entries if entry.title == "Schule: 9 Jahre (Beginn)")
    assert school.text == "nur das Jahr ist bekannt"


def test_home_and_household_tell_of_moving_in_and_out(case: Case) -> None:
    home = {"kind": "own_home", "starts_on": date(2026, 3, 1), "ends_on": date(2026, 9, 30)}
    AccommodationFactory(person=case.person, **home)
    member = in_one_household(case.person, PersonFactory(organisation=case.organisation)).members.get(
        person=case.person
    )
    type(member).objects.filter(pk=member.pk).update(starts_on=date(2026, 4, 1))

    assert titles(case, "wohnen") == [
        "Auszug: eigene Wohnung",
        f"Einzug: {member.household.name}",
        "Einzug: eigene Wohnung",
    ]


def test_term_tells_of_extensions_and_the_state_of_all_rests_without_their_reason(manager: User) -> None:
    case = CaseFactory(organisation=manager.membership.organisation, lead=manager, starts_on=date(2026, 7, 1))
    ask_extension(case, actor=manager, months=2, reason="Prüfung im Januar")
    rest = {"reason": "illness", "stops_clock": True}
    record_rest(case, actor=manager, starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 20), **rest)
    lifecycle.let_rest(case, actor=manager, since=date(2026, 11, 20), until=date(2026, 12, 20), **rest)

    assert titles(case, "dauer") == [f"Verlängerung um 2{NBSP}Monate beantragt"]
    states = {entry.title: entry.text for entry in told(case, "stand")}
    assert states["Ruhezeit nachgetragen"] == "01.08.2026 – 20.08.2026, zählt nicht zur Dauer"
    assert "Begleitung ruht" in states


def test_consents_and_prints_are_told(case: Case) -> None:
    share = ShareFactory(case=case, revoked=True)
    ContactCardFactory(case=case)
    TimelinePrintFactory(case=case)
    DataSheetFactory(case=case)

    assert set(titles(case, "einwilligungen")) == {
        f"Mitsicht für {share.receiver.name} eingerichtet",
        f"Mitsicht für {share.receiver.name} beendet",
        "Einwilligung zur Kontaktkarte festgehalten",
    }
    assert titles(case, "dokumente") == ["Dokument erstellt"] * 2


def test_steps_of_ordinary_referrals_are_told_and_of_protected_ones_none(case: Case) -> None:
    for referral in (ReferralFactory(case=case), ReferralFactory(case=case, protected=True)):
        ReferralTransitionFactory(subject=referral, name="accept", source="offered", target="accepted")
    ordinary = case.referrals.get(is_protected=False)

    assert [title for title in titles(case, "vermittlungen") if "zugesagt" in title] == [
        f"Vermittlung {ordinary.offer.title}: zugesagt"
    ]


def test_merge_leads_whoever_may_undo_it_to_where_she_can(case: Case) -> None:
    leader = user_with_role(Role.TEAMLEITUNG, case.organisation)
    merge = merge_persons(case.person, PersonFactory(organisation=case.organisation), actor=leader)

    def merged(user: User) -> list[tuple[str, str]]:
        return [(e.title, e.url) for e in told(case, "stand", user=user) if "zusammengeführt" in e.title]

    assert merged(leader) == [("Personen zusammengeführt", reverse("cases:merge_detail", args=[merge.public_id]))]
    assert merged(case.lead) == [("Personen zusammengeführt", "")]


def test_all_kinds_that_are_rows_cost_one_query(case: Case) -> None:
    scope = timeline.scope_of(case, case.lead)
    rows: list[Any] = [kind for kind in timeline._kinds.values() if kind.rows]

    with counted() as statements:
        list(timeline._drawn(rows, scope))

    assert len(rows) > 20
    assert len(statements) == 1
