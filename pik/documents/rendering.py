"""From a template and its context to a PDF that everyone can read: the one place that knows WeasyPrint.

The files are PDF/UA-1: tagged, with language and title, so that a screen reader reads them like a page
(BITV 2.0, § 3). Nothing is fetched from anywhere: what a document shows comes from our static files.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils._os import safe_join

from pik.install import PDF_PACKAGES

# Relative addresses of a template resolve to this host, which exists nowhere (RFC 6761, „invalid“).
BASE_URL = "https://static.invalid/"
PDF_VARIANT = "pdf/ua-1"


class RenderingUnavailable(RuntimeError):
    """This machine can't make PDFs; the text says in German what is missing."""


class ForeignAddress(ValueError):
    """A document asked for something that is none of our static files."""


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """Render ``template`` with ``context`` as PDF/UA-1.

    The same context gives the same bytes with the same template, fonts and WeasyPrint: the file's number
    is made from the context, and its date is ``issued_at`` (ISO 8601) of the context, never the clock.
    Raises ``RenderingUnavailable`` where WeasyPrint's system libraries are missing, and WeasyPrint's
    ``FatalURLFetchingError`` when the template wants something from elsewhere.
    """
    # Imported here, since importing it loads Pango: without that library all but PDFs must still work.
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse
    except OSError as error:
        raise RenderingUnavailable(
            "PDF-Dateien können auf diesem Rechner nicht erstellt werden, weil Systembibliotheken fehlen. "
            f"Bitte lassen Sie diese Pakete installieren: {', '.join(PDF_PACKAGES)}."
        ) from error

    def fetch(url: str, *_args: Any, **_kwargs: Any) -> Any:
        try:
            path = static_file(url)
        except ForeignAddress as error:
            # Fatal, or WeasyPrint would go on without style sheet or picture and nobody would know.
            raise FatalURLFetchingError(f"{error} is none of our static files.") from error
        return URLFetcherResponse(
            url, body=path.read_bytes(), headers={"Content-Type": mimetypes.guess_type(path.name)[0] or ""}
        )

    html = render_to_string(template, dict(context))
    document = HTML(string=html, base_url=BASE_URL, url_fetcher=fetch)
    pdf = document.write_pdf(pdf_variant=PDF_VARIANT, pdf_identifier=_identifier(template, context))
    return bytes(pdf)


def static_file(url: str) -> Path:
    """The file behind an address of ours; raises ``ForeignAddress`` for any other and for a missing file."""
    parts = urlsplit(url)
    prefix = urlsplit(settings.STATIC_URL).path
    if f"{parts.scheme}://{parts.netloc}/" != BASE_URL or not parts.path.startswith(prefix):
        raise ForeignAddress(url)
    name = unquote(parts.path.removeprefix(prefix))
    try:
        # Collected files bear a fingerprint in their names; the finders know the sources.
        collected = Path(safe_join(settings.STATIC_ROOT, name))
        found = collected if collected.is_file() else finders.find(name)
    except SuspiciousFileOperation:
        found = None
    if not found:
        raise ForeignAddress(url)
    return Path(str(found))


def _identifier(template: str, context: Mapping[str, Any]) -> bytes:
    text = json.dumps([template, context], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32].encode()
