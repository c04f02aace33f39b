"""The POST addresses of the access table with the forms that lead there, read from the pages as a browser does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from inspect import unwrap
from types import CodeType, FunctionType
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm, Field
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from pik.accounts.models import User
from pik.accounts.signing_in.actions import reset_key
from pik.core.http import form_address
from tests import access
from tests.access.sessions import signed_in
from tests.access.table import POST, Row
from tests.access.world import World
from tests.attacks.twin import INVITED
from tests.factories.plan import DRAWING
from tests.markup import Element, Page

POSTS: list[Row] = [row for row in access.ROWS if row.method == POST]
# Addresses at which nothing can go through in this world, and why.
STUCK = {
    "post cases:extension_ask": "an extension of this case is asked for already",
    "post cases:extension_withdraw": "the extension was asked for by somebody else",
    "post cases:import_undo_now": "what came of the table was changed since",
    "post cases:transfer_consent": "the consent is recorded already",
    "post cases:transfer_prepare": "an Überleitung of this case is under way already",
    "post planning:head_count_confirm": "the file has faults",
    "post planning:planungsrahmen_publish_now, published": "it is published already",
    "post funding:submit": "papers of the application are missing",
    "post funding:partner_add": "every municipality of the frame is a partner already",
    "post accounts:draft_save": "only the script of the page says whose the page is",
    "post cases:appointment_add": "an appointment lies ahead, and an honest hand fills in a day of the past",
    "post accounts:passkey_check": "only a passkey can make the answer of a passkey",
    "post accounts:passkey_save": "the same",
    "post accounts:totp_save": "the code follows from a secret that only the session knows",
    "post accounts:factor_remove": "the factor of somebody else: for everybody in this world it does not exist",
    "post accounts:sign_in_end": "the sign-in of somebody else: the same",
    "post cases:offer_print": "an honest form ticks nothing, and a list of nothing is not printed",
    "post accounts:invitation_join": "the session has opened no invitation",
}
PASSWORD = "korrekt-pferd-batterie"
NEW_PASSWORD = "ein ganz neuer Satz mit Worten"
NEW_PASSWORDS = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
NEWCOMER = {"first_name": "Lena", "last_name": "Hartmann", "password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
CONTROLS = ("input", "select", "textarea", "button")
TOKEN = "csrfmiddlewaretoken"
MOST_ROUNDS = 6
# What forms are read and filled for, by identity: a world can't be a key.
_WORLDS: dict[int, World] = {}


@dataclass
class Control:
    """A field of a form as the page shows it."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)  # what can be chosen
    given: list[str] = field(default_factory=list)  # what is chosen or typed already
    has_error: bool = False

    def guesses(self) -> list[list[Any]]:
        """What an honest person might enter, the likeliest first."""
        if self.kind in {"select", "radio", "checkbox", "button"}:
            return [[value] for value in self.values if value]
        if self.kind == "file":
            return [[SimpleUploadedFile("zahlen.csv", b"ags,persons\n08226038,78\n")]]
        if self.kind == "date":
            today = timezone.localdate()
            return [[today.isoformat()], [date(2017, 9, 15).isoformat()], [date(today.year + 2, 1, 1).isoformat()]]
        if self.kind == "email":
            return [["ada.muster@example.org"]]
        return [["Beispiel"], ["1"], ["0,5"], ["2018-01-01"], ["beispiel-1"]]


def user_for(row: Row, world: World) -> User:
    """The first who may do it."""
    return next(user for role, user in world.users.items() if role in row.allowed)


def client_for(row: Row, world: World, **headers: str) -> Client:
    """A client of somebody who may do it; nobody signed in where signing in is the point."""
    return Client(headers=headers) if row.is_public else signed_in(user_for(row, world), world, headers=headers)


def page_of(row: Row, world: World) -> str | None:
    """The address of the page with the form, as the view names it; None where it names none."""
    address = row.address(world)
    form_at = getattr(resolve(address.partition("?")[0]).func, "form_at", None)
    if form_at is None:
        return None
    return form_address(form_at, row.kwargs(world))


def controls_of(row: Row, world: World) -> dict[str, Control]:
    """The fields of the form that leads to ``row``, by name; empty where the page shows no such form."""
    _WORLDS[id(world)] = world
    return _controls(POSTS.index(row), id(world))


@lru_cache(maxsize=512)
def _controls(row_index: int, world_id: int) -> dict[str, Control]:
    row, world = POSTS[row_index], _WORLDS[world_id]
    page = page_of(row, world)
    if page is None:
        return {}
    response = client_for(row, world).get(page, follow=True)
    return read_controls(response.content.decode(), row.address(world)) if response.status_code == 200 else {}


def read_controls(html: str, address: str) -> dict[str, Control]:
    """The fields of the form sent to ``address`` in a page."""
    page = Page(html)
    found: dict[str, Control] = {}
    for element in _elements(page, address):
        name = element.attributes.get("name", "")
        if element.tag not in CONTROLS or not name or name == TOKEN or "disabled" in element.attributes:
            continue
        kind = element.attributes.get("type", "text") if element.tag in {"input", "button"} else element.tag
        kind = "button" if element.tag == "button" or kind == "submit" else kind
        control = found.setdefault(name, Control(name, kind))
        control.has_error |= "--error" in element.attributes.get("class", "")
        _take(control, element)
    return found


def _elements(page: Page, address: str) -> Iterator[Element]:
    for form in page.all("form"):
        targets = {form.attributes.get("action"), form.attributes.get("hx-post")}
        targets |= {e.attributes.get("formaction") for e in form.inner} | {
            e.attributes.get("hx-post") for e in form.inner
        }
        if address in targets:
            yield from form.inner
            if name := form.attributes.get("id"):
                yield from (e for e in page.elements if e.attributes.get("form") == name)


def _take(control: Control, element: Element) -> None:
    value = element.attributes.get("value", "")
    if element.tag == "select":
        options = [e for e in element.inner if e.tag == "option"]
        control.values += [option.attributes.get("value", option.text) for option in options]
        chosen = [o.attributes.get("value", o.text) for o in options if "selected" in o.attributes]
        is_single = "multiple" not in element.attributes
        control.given += chosen or (control.values[:1] if is_single else [])
    elif control.kind in {"radio", "checkbox", "button"}:
        control.values.append(value or "on")
        control.given += [value or "on"] if "checked" in element.attributes else []
    elif element.tag == "textarea":
        control.given.append(element.text.removeprefix("\n"))
    elif control.kind not in {"file", "password"}:
        control.given.append(value)


def known(row: Row, world: World) -> dict[str, Any]:
    """What a form can't tell by itself: what the row says, and values that only the world knows."""
    extra: dict[str, Any] = {
        "accounts:sign_in_check": lambda: _credentials(world),
        "accounts:password_reset_save": lambda: {"schluessel": reset_key(world.member.user), **NEW_PASSWORDS},
        "accounts:password_change_save": lambda: {"old_password": PASSWORD, **NEW_PASSWORDS},
        "accounts:invitation_open": lambda: {"token": INVITED},
        "accounts:invitation_accept": lambda: {"token": INVITED, **NEWCOMER},
        "accounts:switch_membership": lambda: {"membership": user_for(row, world).memberships.get().pk},
        "accounts:membership_end_save": lambda: {"ends_on": timezone.localdate().isoformat()},
        "cases:need_save": lambda: {"case": str(world.case.pk)},
        # Nobody may be away while she stands in for somebody, and a correction changes something.
        "cases:absence_add": lambda: {"starts_on": "2027-03-01", "ends_on": "2027-03-08"},
        "cases:rest_correct": lambda: {"ends_on": "2026-08-30"},
        "cases:waiting_correct": lambda: {"priority": "1"},
        "cases:rest_record": lambda: {"starts_on": "2026-10-01", "ends_on": "2026-10-10", "reason": "illness"},
        "cases:fassung_sign": lambda: {"drawing": DRAWING, "scan": ""},
        "cases:redistribution_save": lambda: {
            "case": str(world.case.pk),
            f"von_{world.case.pk}": str(world.case.lead_id),
            f"an_{world.case.pk}": str(world.giver.pk),
            "reason": "Elternzeit",
        },
        "cases:household_join": lambda: {"family_case": world.closed_case.number},
        "cases:duplicate_propose": lambda: {"one": world.case.number, "other": world.closed_case.number},
        "funding:partner_add": lambda: {"gemeinde": world.mauer.ags},
        "funding:application_create": lambda: {"round": world.round.pk},
    }
    return {**row.data(world), **extra.get(row.url_name, dict)()}


def _credentials(world: World) -> dict[str, str]:
    html = Client().get(reverse("accounts:sign_in")).content.decode()
    controls = read_controls(html, reverse("accounts:sign_in_check"))
    typed = {"email": world.member.user.email, "password": PASSWORD}
    return {c.name: typed[c.kind] for c in controls.values() if c.kind in typed}


def send(row: Row, world: World, data: dict[str, Any], client: Client | None = None) -> HttpResponse:
    """Send ``data`` to the address of ``row``."""
    return (client or client_for(row, world)).post(row.address(world), data)


@lru_cache(maxsize=512)
def _honest(row_index: int, world_id: int) -> dict[str, Any] | None:
    row, world = POSTS[row_index], _WORLDS[world_id]
    controls = controls_of(row, world)
    data: dict[str, Any] = {name: control.given for name, control in controls.items() if control.given}
    data |= known(row, world)
    tries: dict[str, int] = {}
    for _ in range(MOST_ROUNDS):
        with access.undone():
            response = send(row, world, _fresh(data))
        if response.status_code < 400:
            return data
        wrong = [c for c in read_controls(response.content.decode(), row.address(world)).values() if c.has_error]
        for control in wrong:
            guesses, nth = control.guesses(), tries.get(control.name, 0)
            if nth < len(guesses):
                data[control.name], tries[control.name] = guesses[nth], nth + 1
    return None


def honest(row: Row, world: World) -> dict[str, Any] | None:
    """Data with which the address does what it is there for; None where no honest guess gets through."""
    _WORLDS[id(world)] = world
    data = _honest(POSTS.index(row), id(world))
    return None if data is None else _fresh(data)


def _fresh(data: dict[str, Any]) -> dict[str, Any]:
    """The same data once more: a file can be sent only once."""
    return {name: [_again(v) for v in value] if isinstance(value, list) else value for name, value in data.items()}


def _again(value: Any) -> Any:
    if isinstance(value, SimpleUploadedFile):
        value.seek(0)
        return SimpleUploadedFile(value.name or "", value.read())
    return value


def form_fields(row: Row, world: World) -> dict[str, Field]:
    """The fields of all form classes that the view of ``row`` speaks of."""
    view = view_of(row, world)
    spoken = {name for code in _codes(view) for name in code.co_names}
    classes = [view.__globals__[name] for name in spoken if isinstance(view.__globals__.get(name), type)]
    return {name: f for cls in classes if issubclass(cls, BaseForm) for name, f in cls.base_fields.items()}


def declared(row: Row, world: World) -> set[str]:
    """The names of all these fields."""
    return set(form_fields(row, world))


def view_of(row: Row, world: World) -> Any:
    """The view of the address, out of what is wrapped around it."""
    return unwrap(resolve(row.address(world).partition("?")[0]).func)


def _codes(view: Any) -> list[CodeType]:
    inner = [code for code in view.__code__.co_consts if isinstance(code, CodeType)]
    return [view.__code__, *inner]


def words_of(view: Any, known: frozenset[Any] = frozenset()) -> set[str]:
    """All strings in the code of a view and of the functions of its module that it calls."""
    functions = {
        f
        for code in _codes(view)
        for name in code.co_names
        if isinstance(f := view.__globals__.get(name), FunctionType) and f.__module__ == view.__module__
    }
    words = {text for code in _codes(view) for text in _texts(code.co_consts)}
    return words.union(*(words_of(f, known | functions) for f in functions - known))


def _texts(consts: Iterable[Any]) -> Iterator[str]:
    for value in consts:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple | frozenset):
            yield from _texts(value)
