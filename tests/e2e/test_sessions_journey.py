"""A session by keyboard alone, and the accidents of a working day: nothing is lost, nothing is stored twice."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, Session
from pik.accounts import drafts
from pik.accounts.enums import Role
from pik.accounts.models import Draft, User
from tests import figures
from tests.e2e.people import sign_in
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.cases import CaseFactory, plan_with_step

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SAVED = "Entwurf gespeichert vor"


@pytest.fixture
def manager(db: Any) -> User:
    return user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory(name="Ladenburg"))


@pytest.fixture
def case(manager: User) -> Case:
    return CaseFactory(organisation=manager.membership.organisation, lead=manager)


class Keyboard:
    """The keyboard of a page, which counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def tab_to(self, name: str) -> None:
        """Press Tab until the field ``name`` has the focus."""
        for _ in range(30):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.name ?? ''") == name:
                return
        raise AssertionError(f"{name} is not reached by Tab.")


def test_session_by_keyboard_alone_takes_less_than_a_minute(
    page: Page, live_server: Any, manager: User, case: Case
) -> None:
    step = plan_with_step(case)
    sign_in(page, live_server.url, manager.email, case.get_absolute_url())
    keys = Keyboard(page)
    note = "Kursplatz zugesagt, Beginn im Januar."

    begin = time.monotonic()
    keys.press("b")
    expect(page.get_by_role("form", name="Beratung erfassen").get_by_label("Datum")).to_be_focused()
    keys.tab_to("kind")
    keys.press("Space")
    keys.tab_to("duration")
    keys.press("Space", "ArrowRight", "ArrowRight")
    keys.tab_to("topics")
    keys.press("Space", "n")
    expect(page.get_by_label("Ergebnis")).to_be_focused()
    keys.type(note)
    keys.tab_to("steps_done")
    keys.press("Space")
    keys.press("Control+Enter")
    expect(page.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()
    seconds = time.monotonic() - begin

    session = Session.objects.get()
    step.refresh_from_db()
    assert (session.duration_minutes, session.topics, session.note) == (45, ["language"], note)
    assert step.done_in == session
    figures.tell(
        "Beratung nur mit der Tastatur",
        f"{seconds:.1f} s, {keys.pressed} Tasten, davon {len(note)} für den Text",
    )
    assert seconds < 60


def _kept(manager: User, case: Case) -> str:
    draft = drafts.newest(manager, "session", case.public_id)
    return draft.values["note"][0] if draft else ""


def test_accidents_of_a_day_lose_nothing_and_store_nothing_twice(  # noqa: PLR0915  one day, told in one piece
    page: Page, live_server: Any, manager: User, case: Case
) -> None:
    address = f"{live_server.url}{case.get_absolute_url()}plan/"
    sign_in(page, live_server.url, manager.email, f"{case.get_absolute_url()}plan/")
    note = page.get_by_label("Ergebnis")

    # A few seconds after a change the draft is on the server, and its age counts on.
    note.fill("Erster Satz.")
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert _kept(manager, case) == "Erster Satz."

    # The network goes: the page says so, does not let the form fall into the void, and saves when it is back.
    page.context.set_offline(True)
    note.press_sequentially(" Zweiter.")
    expect(page.get_by_text("Keine Verbindung.")).to_be_visible()
    page.get_by_role("button", name="Beratung speichern").click()
    expect(note).to_have_value("Erster Satz. Zweiter.")
    page.context.set_offline(False)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert _kept(manager, case) == "Erster Satz. Zweiter."

    # The sign-in has ended: nothing is saved under no name; signed in again next door, it is.
    page.context.clear_cookies()
    note.press_sequentially(" Dritter.")
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    next_door = page.context.new_page()
    sign_in(next_door, live_server.url, manager.email)
    next_door.close()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert _kept(manager, case) == "Erster Satz. Zweiter. Dritter."

    # The browser crashes: opened anew, the text is back.
    context = page.context
    page.close()
    first, second = context.new_page(), context.new_page()
    for window in (first, second):
        window.goto(address)
        expect(window.get_by_text("ist wieder da.")).to_be_visible()
        expect(window.get_by_label("Ergebnis")).to_have_value("Erster Satz. Zweiter. Dritter.")

    # Stored in one of two windows by a double click: once; the other one is told.
    form = first.get_by_role("form", name="Beratung erfassen")
    form.get_by_role("radio", name="telefonisch").check(force=True)
    form.get_by_role("radio", name="30 Min.").check(force=True)
    form.get_by_role("checkbox", name="Wohnen").check(force=True)
    form.get_by_role("button", name="Beratung speichern").dblclick()
    expect(first.get_by_text("Die Beratung ist gespeichert.")).to_be_visible()
    second.get_by_label("Ergebnis").press_sequentially(" Vierter.")
    expect(second.get_by_text("Dieses Formular wurde schon gespeichert")).to_be_visible()
    assert (Session.objects.count(), Draft.objects.count()) == (1, 0)
    for window in (first, second):
        window.goto("about:blank")
