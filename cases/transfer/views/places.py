"""The three pages about other offices, as tabs."""

from __future__ import annotations

from django.urls import reverse

from cases.views.frame import Tab

_TABS = (("Überleitungen", "transfer_list"), ("Mitsicht", "share_list"), ("Kontaktkarte", "contact_search"))


def tabs_of(current: str) -> list[Tab]:
    """The tabs; ``current`` is the URL name of the page shown."""
    return [Tab(label, reverse(f"cases:{name}"), is_current=name == current) for label, name in _TABS]
