"""The Planungsrahmen as a file: whole, exact, harmless to a spreadsheet. From the upload to the download."""

from __future__ import annotations

import csv
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from pik.accounts.reference import gemeinden
from planning.calculations import Count, allocate
from planning.demo import demo_counts
from planning.models import HeadCountLine, Planungsrahmen
from planning.published import Precision, Stage, published_amounts
from tests.factories.accounts import OrganisationFactory
from tests.factories.planning import planungsrahmen_of
from tests.planning.count_files import as_csv, complete_rows

pytestmark = [pytest.mark.web, pytest.mark.django_db]

HEADER = [
    "AGS",
    "Gemeinde",
    "Kreis",
    "Personen",
    "Betrag je Jahr in Euro",
    "Antrag allein möglich",
    "Personenzahl erfunden",
    "Quelle der Personenzahl",
]


def csv_rows(client, frame) -> list[list[str]]:
    response = client.get(reverse("planning:planungsrahmen_csv", args=[frame.public_id]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def xlsx_sheet(client, frame):
    response = client.get(reverse("planning:planungsrahmen_xlsx", args=[frame.public_id]))
    return load_workbook(io.BytesIO(response.content)).worksheets[0]


def final_counts() -> list[tuple[str, str]]:
    return [(ags, str(count.persons)) for ags, count in demo_counts().items()]


def provisional_counts() -> list[tuple[str, str]]:
    """The published counts of July 2017; what is left of the 46,828 persons stands at one municipality."""
    known = {row.ags: row.persons for row in published_amounts() if row.stage == Stage.PROVISIONAL}
    rest = next(ags for ags in gemeinden() if ags not in known)
    known[rest] = 46_828 - sum(known.values())
    return complete_rows(**{f"ags_{ags}": known.get(ags, 0) for ags in gemeinden()})


@pytest.mark.parametrize(
    ("counts", "pot", "stage"),
    [(final_counts, 58_000_000, Stage.FINAL), (provisional_counts, 34_800_000, Stage.PROVISIONAL)],
    ids=["final", "provisional"],
)
def test_file_uploaded_computed_published_and_downloaded_has_the_published_amounts(
    planner_client, rules, all_gemeinden, counts, pot, stage
):
    rows = counts()
    once = {"submission_key": str(uuid.uuid4())}
    file = SimpleUploadedFile("erhebung.csv", as_csv(rows).encode())
    upload = planner_client.post(
        reverse("planning:head_count_upload_store"), {**once, "key_date": "2017-09-15", "file": file}
    )
    head_count = planner_client.post(upload["Location"] + "bestaetigen/")
    computed = planner_client.post(
        head_count["Location"] + "berechnen/speichern/",
        {"submission_key": str(uuid.uuid4()), "title": "Planungsrahmen 2018", "pot": str(pot)},
    )
    planner_client.post(computed["Location"] + "veroeffentlichen/jetzt/", {"supersedes": ""})
    frame = Planungsrahmen.objects.published().get()

    table = csv_rows(planner_client, frame)[9:]

    amounts = {row[0]: int(row[4]) for row in table}
    shell = allocate(pot, [Count(ags, int(persons)) for ags, persons in rows])
    assert amounts == {share.ags: share.amount for share in shell.lines}
    assert frame.distributed == shell.distributed
    exact = {
        row.ags: row.amount for row in published_amounts() if (row.stage, row.precision) == (stage, Precision.EXACT)
    }
    assert exact
    assert {ags: amounts[ags] for ags in exact} == exact


@pytest.fixture
def frame() -> Planungsrahmen:
    kreis = OrganisationFactory(kreis=True, name="Rhein-Neckar-Kreis")
    return planungsrahmen_of(
        {
            OrganisationFactory(name="Mauer", ags="08226048", parent=kreis): 33,
            OrganisationFactory(name="=1+1", ags="08226038", parent=kreis): 78,
        },
        title="=SUMME(A1) \x01Planungsrahmen/2018",
        version=3,
    )


def test_csv_says_what_it_is_and_is_no_formula(planner_client, frame):
    rows = csv_rows(planner_client, frame)

    assert [row[0] for row in rows[:7]] == [
        "Planungsrahmen",
        "Fassung",
        "Veröffentlicht",
        "Stichtag der Zählung",
        "Verfahren",
        "Verteilt",
        "Schwelle",
    ]
    assert rows[0][1].startswith("'=SUMME")
    assert rows[1][1] == "3, veröffentlicht"
    assert rows[3][1] == "15.09.2017"
    assert rows[4][1].startswith("58.000.000\xa0€ je Jahr × Personen der Gemeinde ÷ 72.857 Personen insgesamt")
    assert rows[7:] == [
        [],
        HEADER,
        ["08226038", "'=1+1", "Rhein-Neckar-Kreis", "78", "62094", "ja", "nein", "Zählung zum Stichtag"],
        ["08226048", "Mauer", "Rhein-Neckar-Kreis", "33", "26271", "nein", "nein", "Zählung zum Stichtag"],
    ]


def test_csv_tells_the_source_of_a_count_that_names_one(planner_client):
    mauer = OrganisationFactory(name="Mauer", ags="08226048")
    frame = planungsrahmen_of({mauer: 33})
    told = "aus dem veröffentlichten Betrag berechnet: https://example.org"
    HeadCountLine.objects.create(head_count=frame.head_count, gemeinde=mauer, persons=33, source=told)

    (line,) = csv_rows(planner_client, frame)[9:]

    assert line[-2:] == ["nein", told]


def test_xlsx_has_ags_as_text_numbers_as_numbers_and_no_formula(planner_client, frame):
    sheet = xlsx_sheet(planner_client, frame)

    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[8]) == HEADER
    assert rows[9:] == [
        ("08226038", "=1+1", "Rhein-Neckar-Kreis", 78, 62_094, "ja", "nein", "Zählung zum Stichtag"),
        ("08226048", "Mauer", "Rhein-Neckar-Kreis", 33, 26_271, "nein", "nein", "Zählung zum Stichtag"),
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_file_name_is_one_a_file_system_takes(planner_client, frame):
    response = planner_client.get(reverse("planning:planungsrahmen_csv", args=[frame.public_id]))

    assert 'filename="_SUMME(A1) _Planungsrahmen_2018, Fassung 3.csv"' in response["Content-Disposition"]
