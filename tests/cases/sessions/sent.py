"""What a browser sends of the pages of sessions."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from cases.models import Case, Session


def typed(**values: Any) -> dict[str, Any]:
    return {
        "submission_key": str(uuid.uuid4()),
        "held_on": "2026-09-15",
        "kind": "in_person",
        "duration": "45",
        "topics": ["language", "family"],
        "note": "Kursplatz zugesagt.",
        **values,
    }


def url(name: str, case: Case, **more: Any) -> str:
    return reverse(f"cases:{name}", kwargs={"public_id": case.public_id, **more})


def minutes_of(session: Session) -> dict[str, int]:
    return dict(session.topic_minutes.values_list("life_area", "minutes"))


def correction(web: Client, session: Session) -> dict[str, Any]:
    """The page of the correction, as it would be sent back unchanged."""
    form = web.get(url("session_edit", session.case, pk=session.pk)).context["form"]
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
