"""What tests of the tab „Person & Familie“ share: addresses, and a form as the page sends it back."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from cases.models import Case


def url(name: str, case: Case, **more: Any) -> str:
    return reverse(f"cases:{name}", kwargs={"public_id": case.public_id, **more})


def key() -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}


def shown(web: Client, case: Case) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", web.get(url("case_person", case)).content.decode()).split())


def opened(web: Client, address: str) -> dict[str, Any]:
    """What the form of the page would send back unchanged."""
    form = web.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}
