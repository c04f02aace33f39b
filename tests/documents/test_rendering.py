"""PDFs that everyone can read, from nothing but our own files."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from pik.documents import actions
from pik.documents.enums import JobState
from pik.documents.rendering import BASE_URL, ForeignAddress, RenderingUnavailable, render_pdf, static_file
from tests.documents.samples import FOREIGN, SAMPLE, sample_context
from tests.factories.documents import JobFactory


def read(**changes: Any) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(SAMPLE.template, sample_context(**changes))))


def test_pdf_is_tagged_german_and_named_as_pdf_ua_wants_it() -> None:
    catalog: Any = read().trailer["/Root"]

    metadata = catalog["/Metadata"].get_data().decode()
    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"]) == ("de", True)
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "/StructTreeRoot" in catalog
    assert "pdfuaid:part" in metadata


def test_pdf_bears_title_and_date_of_its_content() -> None:
    metadata: Any = read().metadata

    assert metadata.title == "Bewilligung einer Zuwendung für das Integrationsmanagement"
    assert metadata.author == "Regierungspräsidium Stuttgart"
    assert metadata.creation_date == datetime.fromisoformat("2026-11-21T09:30:00+01:00")


def test_pdf_shows_letterhead_window_file_number_and_page_of_pages() -> None:
    reader = read(reasons=["Ein langer Grund. " * 30] * 12)

    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) == 3
    for line in ("Regierungspräsidium Stuttgart", "68526 Ladenburg", "RPS15-2-6916-0042/2026", "Seite 1 von 3"):
        assert line in texts[0]
    assert "Seite 3 von 3" in texts[2]


def test_pdf_of_a_draft_says_so_in_words() -> None:
    texts = [read(is_draft=is_draft).pages[0].extract_text() for is_draft in (True, False)]

    assert ["Entwurf" in text for text in texts] == [True, False]


def test_pdf_of_the_same_content_is_the_same_byte_for_byte() -> None:
    first, second = (render_pdf(SAMPLE.template, sample_context()) for _ in range(2))

    assert first == second


def test_pdf_of_other_content_is_another_file() -> None:
    first, second = (render_pdf(SAMPLE.template, sample_context(total=total)) for total in ("1 €", "2 €"))

    assert first != second


@pytest.mark.parametrize(
    "address",
    ["https://example.org/wappen.png", "file:///etc/passwd", "/static/../pik/settings.py", "/static/missing.png"],
)
def test_document_that_wants_something_from_elsewhere_is_not_made(address: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        render_pdf(FOREIGN.template, sample_context(address=address))


@pytest.mark.parametrize("name", ["documents/documents.css", "kern/fonts/fira-sans/FiraSans-Regular.woff2"])
def test_static_file_of_ours_is_found(name: str) -> None:
    assert static_file(f"{BASE_URL}static/{name}").is_file()


def test_static_file_outside_the_static_folders_is_foreign() -> None:
    with pytest.raises(ForeignAddress):
        static_file(f"{BASE_URL}static/%2e%2e/manage.py")


@pytest.fixture
def _without_pango(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A WeasyPrint as it behaves where Pango is missing: importing it raises ``OSError``."""
    package = tmp_path / "weasyprint"
    package.mkdir()
    (package / "__init__.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("_without_pango")
def test_pdf_on_a_machine_without_pango_names_the_packages() -> None:
    with pytest.raises(RenderingUnavailable, match=r"libpango-1\.0-0, libpangoft2-1\.0-0"):
        render_pdf(SAMPLE.template, sample_context())


@pytest.mark.django_db
@pytest.mark.usefixtures("_without_pango")
def test_job_on_a_machine_without_pango_fails_with_a_sentence() -> None:
    job = JobFactory(kind=SAMPLE.name, context=sample_context())

    actions.render(job.pk, job.organisation_id)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("PDF-Dateien können auf diesem Rechner nicht erstellt werden")
    assert "libpango" in job.error_detail
