"""Reading a page's HTML for the checks: elements in document order, with text and nesting."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADING = re.compile(r"h[1-6]")
# Chance values that differ between two answers with the same content.
CHANCE = re.compile(
    r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|name="csrfmiddlewaretoken" value="[^"]*"|hx-headers=\'[^\']*\''
)


@dataclass
class Element:
    """A start tag, its attributes, the elements around it, and the text within."""

    tag: str
    attributes: dict[str, str]
    ancestors: tuple[Element, ...] = ()
    text: str = ""
    inner: list[Element] = field(default_factory=list)


class Page(HTMLParser):
    """A page as a list of elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        for around in self._open:
            around.inner.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]


def faults(html: str) -> list[str]:
    """What every page of the house must not do, as short sentences; empty when all is well."""
    page = Page(html)
    return [*_frame(page), *_headings(page), *_inline(page), *_forms(page), *_references(page)]


def same_content(html: str) -> str:
    """The HTML without chance values and without differences in white space."""
    return " ".join(CHANCE.sub("", html).split())


def _frame(page: Page) -> list[str]:
    found = []
    if [element.attributes.get("lang") for element in page.all("html")] != ["de"]:
        found.append("html: lang is not de")
    titles = [element.text.strip() for element in page.all("title") if element.ancestors[-1].tag == "head"]
    if len(titles) != 1 or not titles[0].split("–")[0].strip():
        found.append(f"title: {titles}")
    if len(page.all("main")) != 1:
        found.append("not exactly one main")
    return found


def _headings(page: Page) -> list[str]:
    levels = [int(element.tag[1]) for element in page.elements if HEADING.fullmatch(element.tag)]
    found = [f"heading h{b} follows h{a}" for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
    if levels.count(1) != 1:
        found.append(f"{levels.count(1)} h1")
    found += [f"empty {e.tag}" for e in page.elements if HEADING.fullmatch(e.tag) and not e.text.strip()]
    return found


def _inline(page: Page) -> list[str]:
    found = [f"inline style on {e.tag}" for e in page.elements if "style" in e.attributes]
    found += [f"handler {a} on {e.tag}" for e in page.elements for a in e.attributes if a.startswith(("on", "hx-on"))]
    found += ["style element" for _ in page.all("style")]
    found += ["inline script" for e in page.all("script") if "src" not in e.attributes and e.text.strip()]
    return found


def _forms(page: Page) -> list[str]:
    found = []
    for form in page.all("form"):
        names = {e.attributes.get("name") for e in form.inner}
        if form.attributes.get("method", "get").lower() == "post" and "csrfmiddlewaretoken" not in names:
            found.append(f"form without csrf token: {form.attributes.get('action')}")
    tied = {e.attributes["for"] for e in page.all("label") if "for" in e.attributes}
    for control in page.all("input", "select", "textarea"):
        kind = control.attributes.get("type", "")
        is_named = {"aria-label", "aria-labelledby"} & set(control.attributes)
        is_wrapped = any(around.tag == "label" for around in control.ancestors)
        if kind in {"hidden", "submit", "button"} or is_named or is_wrapped or control.attributes.get("id") in tied:
            continue
        found.append(f"no label: {control.tag} {control.attributes.get('name')}")
    return found


def _references(page: Page) -> list[str]:
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    found = [f"id {name} stands {count} times" for name, count in ids.items() if count > 1]
    for element in page.elements:
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            missing = [name for name in element.attributes.get(attribute, "").split() if name not in ids]
            found += [f"{attribute}={name} on {element.tag} leads nowhere" for name in missing]
    return found
