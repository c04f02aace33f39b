"""The secret of an authenticator app as a person takes it over: a square to photograph, or letters to type."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.utils.html import format_html
from django.utils.safestring import SafeString


def qr_code(user: Any, secret: str) -> SafeString:
    """The QR code as an SVG element of the page; no ``data:`` address, no style."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    drawing = re.search(r'<path d="([MHVLZhvlzm0-9., -]+)"', svg)
    size = re.search(r'viewBox="([0-9 .]+)"', svg)
    if drawing is None or size is None:
        raise ValueError("The library draws QR codes in another way.")
    return format_html(
        '<svg class="qr" viewBox="{}" role="img" aria-label="QR-Code für die App"><path d="{}"></path></svg>',
        size[1],
        drawing[1],
    )


def readable(secret: str) -> str:
    """In groups of four, as people type it."""
    return " ".join(re.findall(".{1,4}", secret))
