"""The main navigation: by role, with exactly one current entry, and never a dead end."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.core import navigation
from pik.core.navigation import NavItem, items_for
from tests import access
from tests.factories.accounts import user_with_role
from tests.markup import Page


@pytest.mark.unit
@pytest.mark.parametrize("role", Role)
def test_navigation_every_role_has_a_first_page(role: Role) -> None:
    assert items_for(role)


@pytest.mark.unit
def test_navigation_every_entry_leads_somewhere_and_has_a_place_of_its_own() -> None:
    items = navigation._items

    assert [item for item in items if not reverse(item.url_name).startswith("/")] == []
    for role in Role:
        seen = items_for(role)
        assert len({item.order for item in seen}) == len({item.label for item in seen}) == len(seen), role


@pytest.mark.unit
def test_navigation_every_entry_shows_only_to_roles_that_may_see_its_page() -> None:
    rows = {row.url_name: row for row in access.PAGES}

    dead_ends = [
        (item.label, role.value)
        for item in navigation._items
        for role in Role
        if item in items_for(role) and role not in rows[item.url_name].allowed
    ]

    assert dead_ends == []


@pytest.mark.unit
def test_navigation_whoever_keeps_the_text_blocks_of_the_house_finds_them() -> None:
    roles = {role for role in Role if any(item.url_name == "cases:text_block_list" for item in items_for(role))}

    assert roles == {Role.INTEGRATIONSMANAGER, Role.TEAMLEITUNG}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/faelle/", "Fälle"),
        ("/faelle/12/plan/", "Fälle"),
        ("/faelle/neu/", "Neuer Fall"),
        ("/regelwerk/", "Regeln"),
        ("/anderes/", None),
        ("/", None),
    ],
)
def test_navigation_longest_section_is_the_current_entry(path: str, current: str | None) -> None:
    items = [NavItem(label, label, "dot", order) for order, label in enumerate(["Fälle", "Neuer Fall", "Regeln"])]
    urls = dict(zip(items, ["/faelle/", "/faelle/neu/", "/regelwerk/"], strict=True))

    found = navigation._current(path, items, urls)

    assert (found.label if found else None) == current


@pytest.mark.unit
def test_navigation_section_overrides_the_entrys_own_address() -> None:
    item = NavItem("Antrag", "funding:list", "file", 1, section="/foerderung/")

    assert navigation._current("/foerderung/antrag/3/", [item], {item: "/foerderung/antraege/"}) is item


@pytest.mark.web
@pytest.mark.django_db
def test_navigation_page_of_an_entry_marks_it_alone(client: Client) -> None:
    client.force_login(user_with_role(Role.SYSTEMVERWALTUNG))

    response = client.get(reverse("accounts:organisation_list"))

    assert [link.label for link in response.context["nav_items"]() if link.is_current] == ["Organisationen"]
    main = [e for e in Page(response.content.decode()).all("nav") if e.attributes["aria-label"] == "Hauptnavigation"]
    assert [e.text.strip() for e in main[0].inner if e.attributes.get("aria-current") == "page"] == ["Organisationen"]
