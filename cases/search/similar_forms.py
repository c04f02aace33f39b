"""Whoever records somebody is told who is there already, and says that it is somebody else."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.search.similar import Similar, similar_persons
from pik.accounts.models import User
from pik.core.forms import KernForm


class SimilarFields(KernForm):
    """Mix into a form of a new person, before what gives it names and birth date; ``user`` is who records her."""

    user: User
    is_other_person = forms.BooleanField(label="Das ist eine andere Person", required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.similar() and not data.get("is_other_person"):
            self.add_error(
                "is_other_person",
                "Bitte prüfen Sie die Vorschläge und bestätigen Sie, dass es eine andere Person ist.",
            )
        return data

    def similar(self) -> list[Similar]:
        """Who is there already and looks like the person typed so far (``is_valid()`` or ``errors`` first)."""
        data = getattr(self, "cleaned_data", {})
        names = data.get("family_name", ""), data.get("given_name", "")
        return similar_persons(self.user, *names, data.get("birth_date"), data.get("birth_year"))
