"""Every page of the access table in a real browser: axe, the console, a phone's width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage
from playwright.sync_api import Page as BrowserPage

from pik.accounts.enums import Role
from tests import access
from tests.access.table import Row
from tests.access.world import World

pytestmark = pytest.mark.e2e

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# The browser tells the page what its policy kept out; said aloud here, it is heard with the other complaints.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
DESK = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}


# The pages are looked at in so many parts, so that two cores share them.
PARTS = 2


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_have_no_axe_findings_in_light_and_dark_and_fit_a_phone(
    part: int, live_server: Any, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    with transaction.atomic():
        world = access.build()
    found: dict[str, list[str]] = {}

    for row, page in pages_in(browser, browser_context_args, live_server.url, world, access.PAGES[part::PARTS]):
        problems = complaints(page, live_server.url + row.address(world))
        if problems:
            found[str(row)] = problems

    assert found == {}


def complaints(page: BrowserPage, address: str) -> list[str]:
    """What axe, the browser's console and the width of a phone have to say about a page."""
    problems: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    page.on("console", listen)
    page.add_init_script(REPORT_VIOLATIONS)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)
    page.goto(address)
    # As tall as its content: what slides under a sticky bar would count as too small a target.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**DESK, "height": max(height, DESK["height"])})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    problems += findings(page, {"runOnly": AXE_RULES})
    # The dark theme changes colours, and nothing else that axe looks at.
    page.emulate_media(color_scheme="dark")
    problems += [f"dark: {problem}" for problem in findings(page, {"runOnly": COLOURS})]
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        problems.append(f"{width} pixels wide on a phone")
    page.remove_listener("console", listen)
    return problems


def findings(page: BrowserPage, options: dict[str, Any]) -> list[str]:
    """What axe finds on the page as it is now."""
    # Colours that fade from one theme to the other are looked at when they have arrived; what turns for ever is not
    # waited for.
    page.evaluate(
        "() => Promise.allSettled(document.getAnimations()"
        ".filter((one) => one instanceof CSSTransition).map((one) => one.finished))"
    )
    # What passed need not be listed: that takes axe longer than finding what did not.
    result = page.evaluate("options => axe.run(document, options)", {**options, "resultTypes": ["violations"]})
    return [f"{v['id']}: {node['html'][:150]}" for v in result["violations"] for node in v["nodes"]]


def pages_in(
    browser: Browser, options: dict[str, Any], url: str, world: World, rows: list[Row]
) -> Iterator[tuple[Row, BrowserPage]]:
    """Each of the ``rows`` with a browser page signed in as the first role that may see it."""
    by_role: dict[Role | None, list[Row]] = {}
    for row in rows:
        by_role.setdefault(row.viewers()[0], []).append(row)
    for role, of_role in by_role.items():
        context = browser.new_context(**options)
        session = session_of(role, world)
        if session is not None:
            context.add_cookies([{"name": session.key, "value": session.value, "url": url}])
        page = context.new_page()
        yield from ((row, page) for row in of_role)
        context.close()


def session_of(role: Role | None, world: World) -> Any:
    """The session cookie of somebody who has signed in; None for somebody who has not."""
    client = Client()
    if role is not None:
        client.force_login(world.users[role])
    return client.cookies.get(settings.SESSION_COOKIE_NAME)
