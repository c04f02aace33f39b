"""The access log of suggestions: one typing is noted when it begins, and again when it shows somebody new.

Each letter typed is a request. What Datenschutz has to know is who was shown to whom; that the same persons were shown
again for „muha“ as for „muh“ says nothing. What a typing has shown stands in the cache for a short while; a cache that
is away only makes the log longer.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from django.http import HttpRequest

from cases.search.queries import Hit
from pik.accounts.access import note
from pik.accounts.enums import AccessKind
from pik.core.formats import counted

#: Who pauses longer begins a new typing.
TYPING_SECONDS = 60
PAGE = "Suche"
#: Stands for „nobody“: that there is no such person is an answer too.
_NOBODY = 0


def note_suggestions(request: HttpRequest, text: str, hits: Sequence[Hit]) -> None:
    """Note what suggestions showed, unless this typing has shown all of it before."""
    key = f"typing:{request.session.session_key}"
    before, seen = cache.get(key) or ("", set())
    if not _goes_on(before, text):
        seen = set()
    shown = {hit.person.pk for hit in hits} or {_NOBODY}
    if not shown <= seen:
        numbers = ", ".join(hit.case.number for hit in hits if hit.case)
        found = counted(len(hits), "Treffer", "Treffer")
        note(request, AccessKind.SEARCHED, page=PAGE, detail=f"„{text}“, {found}{f': {numbers}' if numbers else ''}")
    cache.set(key, (text, seen | shown), timeout=TYPING_SECONDS)


def _goes_on(before: str, text: str) -> bool:
    """Whether ``text`` grew out of what stood there before, or is what is left of it."""
    return bool(before) and (text.startswith(before) or before.startswith(text))
