"""Every page of the access table in a real browser: axe, the console, a phone's width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from pik.accounts.enums import Role
from tests import access
from tests.access.table import Row
from tests.access.world import World

pytestmark = pytest.mark.e2e

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_axe_findings(
    scheme: str, live_server: Any, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    world, found = access.build(), {}

    def look(context: BrowserContext, row: Row) -> None:
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and problems.append(message.text))
        problems: list[str] = []
        page.goto(live_server.url + row.address(world))
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", AXE_RULES)
        problems += [f"{v['id']}: {node['html'][:150]}" for v in result["violations"] for node in v["nodes"]]
        if problems:
            found[str(row)] = problems
        page.close()

    in_browser(browser, {**browser_context_args, "color_scheme": scheme}, live_server.url, world, look)

    assert found == {}


def test_pages_on_a_phone_have_no_horizontal_scroll_bar(
    live_server: Any, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    world, found = access.build(), {}

    def look(context: BrowserContext, row: Row) -> None:
        page = context.new_page()
        page.goto(live_server.url + row.address(world))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > page.viewport_size["width"]:
            found[str(row)] = width
        page.close()

    phone = {**browser_context_args, "viewport": {"width": 390, "height": 844}}
    in_browser(browser, phone, live_server.url, world, look)

    assert found == {}


def in_browser(
    browser: Browser, options: dict[str, Any], url: str, world: World, look: Callable[[BrowserContext, Row], None]
) -> None:
    """Open every page in a browser as the first role that may see it; one context per role."""
    by_role: dict[Role | None, list[Row]] = {}
    for row in access.PAGES:
        by_role.setdefault(row.viewers()[0], []).append(row)
    for role, rows in by_role.items():
        context = browser.new_context(**options)
        session = session_of(role, world)
        if session is not None:
            context.add_cookies([{"name": session.key, "value": session.value, "url": url}])
        for row in rows:
            look(context, row)
        context.close()


def session_of(role: Role | None, world: World) -> Any:
    """The session cookie of somebody who has signed in; None for somebody who has not."""
    client = Client()
    if role is not None:
        client.force_login(world.users[role])
    return client.cookies.get(settings.SESSION_COOKIE_NAME)
