"""A protected referral leaves no trace: with it and without it, every page and file is the same for everybody else.

The addresses come from the access table, which a test holds complete, so that a page made later is asked as well.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases.enums import OfferKind, SealedKind
from cases.models import Offer, Referral, SealedNote
from cases.offers import actions
from pik.accounts.acting import acting_as
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.spreadsheets import XLSX_TYPE
from pik.reminders.actions import create_due
from tests import access, figures
from tests.access.table import GET, Row
from tests.access.world import World
from tests.factories.accounts import user_with_role
from tests.factories.offers import OfferFactory

pytestmark = [pytest.mark.web, pytest.mark.django_db]

# What is made anew for each answer, whatever it shows; reminders made a second time have other keys.
MADE_ANEW = re.compile(
    rb'name="(csrfmiddlewaretoken|submission_key)" value="[^"]*"|"X-CSRFToken": "[^"]*"|nonce-[^"]*'
    rb'|id_submission_key"|/erinnerungen/[0-9]+/'
)
# Rows that say something new each time: challenges, secrets, the age of a session, the state of servers.
NEW_EACH_TIME = {
    "accounts:passkey_new_options",
    "accounts:passkey_options",
    "accounts:totp_new",
    "accounts:session_state",
    "healthz",
}
# These know no case, whoever asks: the layers forbid them to (import-linter).
WITHOUT_CASES = ("planning:", "regulations:", "components", "help")
ROWS = [
    row
    for row in access.ROWS
    if row.method == GET and row.url_name not in NEW_EACH_TIME and not row.url_name.startswith(WITHOUT_CASES)
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), access.standing_world() as world:
        world.colleague = user_with_role(Role.INTEGRATIONSMANAGER, world.ladenburg)
        world.programme = OfferFactory(
            organisation=world.ladenburg, kind=OfferKind.BW_SCHUETZT, title="BW schützt!", checked_by=world.case.lead
        )
        yield world


def answers(world: World, user: User, within: str = "") -> dict[str, tuple[int, bytes]]:
    """Status and content of every page and file that ``user`` may ask for."""
    client, found = Client(), {}
    client.force_login(user)
    for row in (row for row in ROWS if _may_ask(row, user) and row.url_name.startswith(within)):
        with access.undone():
            answer = client.get(row.address(world))
            found[str(row)] = (answer.status_code, _content(answer))
    return found


def _content(answer: Any) -> bytes:
    """What an answer says; of a workbook its cells, since its file holds the time it was made."""
    if answer["Content-Type"] != XLSX_TYPE:
        return MADE_ANEW.sub(b"", answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as workbook:
        return b"".join(workbook.read(name) for name in sorted(workbook.namelist()) if "worksheets" in name)


def _may_ask(row: Row, user: User) -> bool:
    return user.membership is not None and user.membership.role in row.allowed


@pytest.mark.parametrize("who", ["colleague", "leitung"])
def test_protected_referral_changes_no_page_of_anybody_else(who: str, world: World) -> None:
    user = world.colleague if who == "colleague" else world.users[Role.TEAMLEITUNG]
    # The pages that hold no case are the same for both.
    within = "cases:" if who == "colleague" else ""
    # Both times the day's reminders are made: what else is due rings with and without the referral.
    with access.undone():
        create_due(timezone.localdate())
        before = answers(world, user, within)

    with access.undone():
        lead = world.case.lead
        with acting_as(lead):
            referral = actions.refer(world.case, world.programme, actor=lead, note="Termin am Freitag")
            actions.move(referral, "attend", actor=lead, starts_on=referral.referred_on)
        create_due(referral.referred_on)
        after = answers(world, user, within)

    changed = sorted(name for name in before if before[name] != after[name])
    figures.attempts(len(before), changed)
    assert len(before) > 40
    assert changed == []


def test_lead_herself_sees_it_on_its_page_alone(world: World) -> None:
    lead = world.case.lead
    before = answers(world, lead, "cases:case_")

    with access.undone(), acting_as(lead):
        actions.refer(world.case, world.programme, actor=lead, note="Termin am Freitag")
        after = answers(world, lead, "cases:case_")

    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"get cases:case_referrals", "get cases:case_sealed"}


def test_what_is_stored_says_nothing_but_that_there_is_a_referral(world: World) -> None:
    lead = world.case.lead
    with access.undone():
        referral = actions.refer(
            world.case, world.programme, actor=lead, note="Albträume", step=world.step, passed_on=[], consented_on=None
        )
        actions.move(referral, "attend", actor=lead, starts_on=referral.referred_on, comment="Albträume")
        actions.move(
            referral, "break_off", actor=lead, ended_on=referral.referred_on, reason="personal", comment="Albträume"
        )
        stored = Referral.objects.filter(pk=referral.pk).values("note", "reason", "result", "step", "session").get()
        comments = set(referral.transitions.values_list("comment", flat=True))
        note = SealedNote.objects.get(referral=referral)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_referralevent e WHERE e::text LIKE '%%Albträume%%'")
            leaked = cursor.fetchone()

    assert stored == {"note": "", "reason": "", "result": "", "step": None, "session": None}
    assert (comments, note.kind, leaked) == ({""}, SealedKind.REFERRAL, (0,))
    assert Offer.objects.get(pk=world.programme.pk).places_total is None
