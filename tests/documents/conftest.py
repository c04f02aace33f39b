"""What tests of documents share."""

from __future__ import annotations

from typing import Any

import pytest

from tests.documents.samples import with_test_templates


@pytest.fixture(autouse=True)
def _test_templates(settings: Any) -> None:
    settings.TEMPLATES = with_test_templates(settings.TEMPLATES)
