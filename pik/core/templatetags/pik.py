"""The components of the interface, known in every template without ``{% load %}``.

Leaves are inclusion tags, containers are block tags (``{% panel "Titel" %}…{% endpanel %}``); each has
its template in ``templates/components/`` and stands in all its states on the page „Bausteine“.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from pik.core import form_fields, formats

register = template.Library()

TONE_ICONS: Mapping[str, str] = {
    "info": "info",
    "success": "check",
    "warning": "warning",
    "danger": "danger",
    "neutral": "dot",
}
# Django's message levels in the tones of the interface.
MESSAGE_TONES: Mapping[str, str] = {
    "debug": "neutral",
    "info": "info",
    "success": "success",
    "warning": "warning",
    "error": "danger",
}

register.filter("euro", formats.euro)
register.filter("num", formats.number)
register.filter("german_date", formats.german_date)
register.filter("german_datetime", formats.german_datetime)
register.simple_tag(formats.counted)


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Write ``hx_post="/x/"`` as ``hx-post="/x/"``; ``True`` is a bare attribute, ``None`` and ``False`` none."""
    return flatatt({name.rstrip("_").replace("_", "-"): value for name, value in attrs.items() if value is not None})


# --- Text ---------------------------------------------------------------------------------------


@register.filter("period")
def period_filter(obj: Any) -> str:
    """Read ``starts_on`` and ``ends_on`` of an object as ``01.07.2025 – 30.06.2027``."""
    return formats.period(obj.starts_on, obj.ends_on) if obj else formats.MISSING


@register.filter
def message_tone(level_tag: str) -> str:
    """Translate the tag of a Django message (``error``) into a tone (``danger``)."""
    return MESSAGE_TONES.get(level_tag, "info")


@register.simple_tag
def money(value: Decimal | int | None) -> str:
    """Write an amount in euros: ``67.667 €``."""
    return formats.euro(value)


@register.simple_tag
def num(value: Decimal | int | None, places: int | None = None) -> str:
    """Write a number with thousands dots, with ``places`` decimals where asked for."""
    return formats.number(value, places)


@register.simple_tag
def period(obj: Any) -> str:
    """Write the period of an object with ``starts_on`` and ``ends_on``."""
    return period_filter(obj)


@register.simple_tag
@cache  # a list draws dozens of the same few
def icon(name: str, label: str = "") -> SafeString:
    """Draw a symbol of ``static/icons.svg``. Decorative unless it has a ``label`` of its own."""
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="20" height="20" {} focusable="false"><use href="{}#{}"></use></svg>',
        role,
        static("icons.svg"),
        name,
    )


# --- States -------------------------------------------------------------------------------------


@register.inclusion_tag("components/badge.html")
def badge(text: str, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """Show a state as a word and a symbol. Tones: info, success, warning, danger, neutral."""
    return {"text": text, "tone": tone, "icon": icon or TONE_ICONS[tone]}


@register.inclusion_tag("components/badge.html")
def status_badge(obj: Any) -> dict[str, Any]:
    """Show the state of an object: ``get_status_display()``, ``status_tone`` and, if it has one, ``status_icon``."""
    tone = obj.status_tone
    return {
        "text": obj.get_status_display(),
        "tone": tone,
        "icon": getattr(obj, "status_icon", "") or TONE_ICONS[tone],
    }


# --- Containers ---------------------------------------------------------------------------------


@register.simple_block_tag
def panel(
    content: str,
    title: str = "",
    *,
    level: int = 2,
    id: str = "",
    badge: str = "",
    tone: str = "neutral",
    meta: str = "",
    action_url: str = "",
    action_label: str = "",
    css_class: str = "",
) -> str:
    """Frame a part of the page. ``meta`` or a link stands at the right of the title, a badge beside it."""
    return render_to_string(
        "components/panel.html",
        {
            "content": content,
            "title": title,
            "level": level,
            "id": id,
            "badge": badge,
            "tone": tone,
            "meta": meta,
            "action_url": action_url,
            "action_label": action_label,
            "css_class": css_class,
        },
    )


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", role: str = "", id: str = "") -> str:
    """Tell something that matters. ``role`` ("status" or "alert") only where it appears while one works."""
    return render_to_string(
        "components/alert.html",
        {
            # The block is rendered already; strip() alone would make it plain text again.
            "content": SafeString(content.strip()),
            "tone": tone,
            "title": title,
            "role": role,
            "id": id,
            "icon": {"success": "check-circle", "neutral": "info"}.get(tone, TONE_ICONS[tone]),
        },
    )


@register.simple_block_tag
def table_frame(content: str, label: str) -> str:
    """Frame a wide table: it scrolls inside, by keyboard too, and never the page."""
    return render_to_string("components/table_frame.html", {"content": content, "label": label})


@register.simple_block_tag
def optional(content: str, element: str = "div", css_class: str = "", label: str = "") -> str:
    """Wrap a block of the page only when the page fills it."""
    if not content.strip():
        return ""
    attrs = _attributes({"class": css_class or None, "aria_label": label or None})
    return format_html("<{0}{1}>{2}</{0}>", element, attrs, content)


# --- Leaves -------------------------------------------------------------------------------------


@register.inclusion_tag("components/tile.html")
def tile(value: str, label: str, tone: str = "", url: str = "") -> dict[str, Any]:
    """Show a key figure with what it counts; with a ``url`` the label leads to the rows behind it."""
    return {"value": value, "label": label, "tone": tone, "url": url}


@register.inclusion_tag("components/empty.html")
def empty(text: str, action_url: str = "", action_label: str = "", icon: str = "inbox") -> dict[str, Any]:
    """Say what belongs into an empty list and offer the first step."""
    return {"text": text, "action_url": action_url, "action_label": action_label, "icon": icon}


@register.inclusion_tag("components/button.html")
def button(
    text: str, variant: str = "primary", type: str = "submit", icon: str = "", size: str = "", **attrs: Any
) -> dict[str, Any]:
    """Draw a button; further attributes by name, ``-`` written ``_`` (``data_hotkey="b"``, ``hx_post=…``)."""
    return {
        "text": text,
        "variant": variant,
        "type": type,
        "icon": icon,
        "size": size,
        "css_class": attrs.pop("class_", ""),
        "attrs": _attributes(attrs),
    }


@register.inclusion_tag("components/link_button.html")
def link_button(
    text: str, url: str, variant: str = "secondary", icon: str = "", size: str = "", **attrs: Any
) -> dict[str, Any]:
    """Draw a link that looks like a button, since it leads to another page instead of changing something."""
    return {
        "text": text,
        "url": url,
        "variant": variant,
        "icon": icon,
        "size": size,
        "attrs": _attributes(attrs),
    }


@register.inclusion_tag("components/locked_button.html")
def locked_button(text: str, reason: str | Sequence[str], variant: str = "primary", id: str = "") -> dict[str, Any]:
    """Draw a button that can't be used now, with the reasons as text that a screen reader ties to it."""
    reasons = [reason] if isinstance(reason, str) else list(reason)
    return {
        "text": text,
        "reasons": reasons,
        "variant": variant,
        "id": id or f"gesperrt-{slugify(text)}",
    }


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """Tell what happened, newest first as given.

    Entries have ``at`` (moment) or ``on`` (date) and ``title``; ``text``, ``actor``, ``tone`` and ``url``
    are free to be missing.
    """
    return {"entries": entries}


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[Any]) -> dict[str, Any]:
    """List the sections of a larger task. Items: ``label``, ``state``, ``tone`` and free ``hint``, ``url``."""
    return {"items": items}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Any], label: str = "Bereiche dieser Seite") -> dict[str, Any]:
    """Link the pages of one record. Items: ``label``, ``url``, ``is_current`` and free ``count``."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/description_list.html")
def description_list(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Show names and values beside each other; what is missing reads ``–``."""
    return {"pairs": pairs}


# --- Lists --------------------------------------------------------------------------------------


def _with_query(context: Context, **changes: str | int | None) -> str:
    """Return the query string of this page with changes; ``None`` takes a parameter away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/paginator.html", takes_context=True)
def paginator(context: Context, page_obj: Page[Any], parameter: str = "seite") -> dict[str, Any]:
    """Link the pages of a list and keep its filters."""
    pages = page_obj.paginator
    links = [
        {"number": page, "url": _with_query(context, **{parameter: page}), "is_current": page == page_obj.number}
        if isinstance(page, int)
        else None
        for page in pages.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page_obj,
        "links": links,
        "previous": page_obj.has_previous() and _with_query(context, **{parameter: page_obj.previous_page_number()}),
        "next": page_obj.has_next() and _with_query(context, **{parameter: page_obj.next_page_number()}),
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Context, label: str, field: str, parameter: str = "sortierung", numeric: bool = False
) -> dict[str, Any]:
    """Head a column that sorts: a click orders by ``field``, another one by ``-field``."""
    current = context["request"].GET.get(parameter, "")
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    target = f"-{field}" if direction == "ascending" else field
    return {
        "label": label,
        "url": _with_query(context, **{parameter: target, "seite": None}),
        "direction": direction,
        "numeric": numeric,
    }


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(
    context: Context, form: forms.BaseForm, submit: str = "Anzeigen", target: str = "", label: str = "Liste filtern"
) -> dict[str, Any]:
    """Show a GET form as one row. With ``target`` (a CSS selector) htmx swaps the list, else the page loads anew."""
    request = context["request"]
    return {
        "form": form,
        "submit": submit,
        "target": target,
        "label": label,
        "path": request.path,
        "is_filtered": any(value for name, value in request.GET.items() if name != "seite"),
    }


# --- Forms --------------------------------------------------------------------------------------

register.simple_tag(form_fields.form_control)
register.simple_tag(form_fields.option_control)
register.filter(form_fields.form_kind)
register.filter(form_fields.is_multiple)
register.filter(form_fields.error_entries)
register.filter(form_fields.formset_error_entries)
