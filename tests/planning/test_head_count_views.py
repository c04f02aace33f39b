"""The upload in the browser: good files, bad files of every kind, preview, confirmation."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from planning.counts.files import MAX_BYTES
from planning.models import HeadCount, HeadCountUpload
from tests.counting import counted
from tests.factories.accounts import OrganisationFactory
from tests.factories.planning import HeadCountUploadFactory, head_count_of
from tests.planning.count_files import as_csv, as_xlsx, complete_rows

pytestmark = [pytest.mark.web, pytest.mark.django_db]

STORE = "planning:head_count_upload_store"


def send(client, content: bytes, name="erhebung.csv", key_date="2017-09-15", key=None):
    data = {
        "submission_key": key or str(uuid.uuid4()),
        "key_date": key_date,
        "file": SimpleUploadedFile(name, content),
    }
    return client.post(reverse(STORE), data)


def good() -> bytes:
    return as_csv(complete_rows(ags_08226038=78)).encode()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (good(), "erhebung.csv"),
        (
            as_csv(complete_rows(ags_08226038=78), header="ags;persons", delimiter=";", end="\r\n").encode("utf-8-sig"),
            "e.csv",
        ),
        (as_xlsx(complete_rows(ags_08226038=78)), "erhebung.xlsx"),
    ],
    ids=["comma", "semicolon and BOM", "xlsx"],
)
def test_good_file_uploaded_and_confirmed_becomes_a_head_count(planner_client, all_gemeinden, content, name):
    preview = send(planner_client, content, name)
    upload = HeadCountUpload.objects.get()
    shown = planner_client.get(preview["Location"])
    confirmed = planner_client.post(reverse("planning:head_count_confirm", args=[upload.public_id]))

    assert preview["Location"] == reverse("planning:head_count_preview", args=[upload.public_id])
    assert "Zählung bestätigen" in shown.content.decode()
    head_count = HeadCount.objects.get()
    assert confirmed["Location"] == reverse("planning:head_count_detail", args=[head_count.public_id])
    assert (head_count.key_date, head_count.total_persons, head_count.lines.count()) == (
        date(2017, 9, 15),
        11_078,
        1101,
    )
    assert planner_client.get(confirmed["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei enthält keine Personenzahlen."),
        (b"ags,persons\n", "Die Datei enthält keine Personenzahlen."),
        (b"gemeinde,zahl\n08111000,5\n", "Die Kopfzeile lautet „gemeinde,zahl“ statt „ags,persons“."),
        (b"PK\x03\x04 not a workbook", "Die Datei ist keine lesbare XLSX-Tabelle."),
        (b"\xd0\xcf\x11\xe0 old", "Die Datei ist eine Excel-Tabelle im alten Format (XLS)"),
        (b"\xff\xfea\x00g\x00s\x00", "Die Datei ist keine CSV- und keine XLSX-Datei."),
        (b"a" * (MAX_BYTES + 1), "Die Datei ist größer als 5 MB."),
    ],
    ids=["empty", "header only", "wrong header", "broken xlsx", "xls", "utf-16", "too large"],
)
def test_useless_file_is_refused_at_its_field_and_the_date_stays(planner_client, content, sentence):
    response = send(planner_client, content)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert list(response.context["form"].errors) == ["file"]
    assert 'value="2017-09-15"' in response.content.decode()
    assert not HeadCountUpload.objects.exists()


@pytest.mark.parametrize(
    ("key_date", "sentence"),
    [
        ("", "Dieses Feld ist zwingend erforderlich."),
        ("gestern", "Bitte geben Sie ein Datum ein"),
        ("2099-01-01", "Der Stichtag liegt in der Zukunft."),
        ("0017-09-15", "Der Stichtag liegt vor dem Jahr 2015."),
    ],
)
def test_wrong_key_date_is_refused_at_its_field(planner_client, key_date, sentence):
    response = send(planner_client, good(), key_date=key_date)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not HeadCountUpload.objects.exists()


def test_upload_without_a_file_asks_for_one(planner_client):
    response = planner_client.post(reverse(STORE), {"submission_key": str(uuid.uuid4()), "key_date": "15.09.2017"})

    assert response.status_code == 422
    assert "Bitte wählen Sie die Datei mit den Personenzahlen aus." in response.content.decode()
    assert 'value="15.09.2017"' in response.content.decode()


@pytest.mark.parametrize(
    ("spoil", "line", "value", "sentence"),
    [
        (lambda rows: rows.__setitem__(0, ("08111000", "-4")), 2, "-4", "Die Personenzahl -4 ist kleiner als null."),
        (lambda rows: rows.__setitem__(0, ("08111000", "viele")), 2, "viele", "„viele“ ist keine ganze Zahl."),
        (lambda rows: rows.__setitem__(0, ("08111000", "1.5")), 2, "1.5", "„1.5“ ist keine ganze Zahl."),
        (lambda rows: rows.__setitem__(0, ("08111000", "")), 2, "", "Die Personenzahl fehlt."),
        (
            lambda rows: rows.append(("08111000", "4")),
            1103,
            "08111000",
            "steht zweimal in der Datei: in Zeile 2 und in Zeile 1103.",
        ),
        (lambda rows: rows.append(("09162000", "4")), 1103, "09162000", "gibt es in Baden-Württemberg nicht."),
        (lambda rows: rows.append(("08317971", "4")), 1103, "08317971", "ist ein gemeindefreies Gebiet"),
        (lambda rows: rows.append(("Summe", "4")), 1103, "Summe", "„Summe“ ist keine AGS."),
        (
            lambda rows: rows.pop(0),
            None,
            "08111000",
            "Die Gemeinde Stuttgart (Stadtkreis Stuttgart, AGS 08111000) fehlt.",
        ),
    ],
    ids=["negative", "word", "fraction", "no number", "doubled", "unknown", "unincorporated", "no ags", "missing"],
)
def test_row_in_error_is_named_and_locks_the_confirmation(planner_client, all_gemeinden, spoil, line, value, sentence):
    rows = complete_rows()
    spoil(rows)

    preview = planner_client.get(send(planner_client, as_csv(rows).encode())["Location"])

    upload = HeadCountUpload.objects.get()
    (problem,) = upload.problems
    assert (problem["line"], problem["value"]) == (line, value)
    assert sentence in problem["message"]
    text = preview.content.decode()
    assert sentence in text
    assert problem["mend"] in text
    assert 'aria-disabled="true"' in text
    refused = planner_client.post(reverse("planning:head_count_confirm", args=[upload.public_id]))
    assert refused.status_code == 422
    assert "Die Datei enthält Fehler." in refused.content.decode()
    assert not HeadCount.objects.exists()


def test_problems_of_a_file_are_paged_and_can_be_taken_along(planner_client):
    rows = [(ags, "x") for ags, _ in complete_rows()]
    location = send(planner_client, as_csv(rows).encode())["Location"]
    upload = HeadCountUpload.objects.get()

    second = planner_client.get(f"{location}?fehler=2")
    file = planner_client.get(reverse("planning:upload_problems", args=[upload.public_id]))

    assert [problem["line"] for problem in second.context["problem_page"]] == list(range(27, 52))
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Zeile;Spalte;Wert;Fehler;Was zu tun ist"
    assert len(lines) == 1102


def test_same_click_twice_stores_one_upload_and_a_mended_file_another(planner_client):
    key = str(uuid.uuid4())
    bad = as_csv(complete_rows(ags_08111000="x")).encode()

    first, again, mended = (send(planner_client, content, key=key) for content in (bad, bad, good()))

    assert first["Location"] == again["Location"] != mended["Location"]
    assert HeadCountUpload.objects.count() == 2


def test_hostile_values_and_names_are_shown_as_text(planner_client):
    rows = [("<script>alert(1)</script>", "5"), ("08111000", "<b>x")]

    response = send(planner_client, as_csv(rows).encode(), name="<img src=x>.csv")
    text = planner_client.get(response["Location"]).content.decode()

    assert "<script>alert(1)</script>" not in text
    assert "<b>x" not in text
    assert "<img src=x>" not in text


def test_preview_compares_with_the_count_before(planner_client, all_gemeinden):
    first = send(planner_client, as_csv(complete_rows()).encode(), key_date="2017-09-15")
    planner_client.post(first["Location"] + "bestaetigen/")

    preview = planner_client.get(send(planner_client, good(), key_date="2018-09-15")["Location"])

    (change,) = preview.context["changes"]
    assert (change.gemeinde.name, change.before, change.persons, change.difference) == ("Ladenburg", 10, 78, 68)
    assert "Personen gegenüber dem 15.09.2017" in preview.content.decode()
    assert "1\xa0Gemeinde mit anderer Zahl" in preview.content.decode()


@pytest.mark.parametrize(
    ("q", "names"), [("ladenb", ["Ladenburg"]), ("0822603", ["Ladenburg"]), ("xyz", []), ("---", [])]
)
def test_rows_of_a_preview_are_found_by_name_and_ags(planner_client, q, names):
    rows = [{"line": 2, "ags": "08226038", "persons": 78}, {"line": 3, "ags": "08226048", "persons": 33}]
    upload = HeadCountUploadFactory(rows=rows)

    response = planner_client.get(reverse("planning:head_count_preview", args=[upload.public_id]), {"q": q})

    assert [row.gemeinde.name for row in response.context["page_obj"]] == names


@pytest.mark.parametrize(
    ("sort", "ags"),
    [
        ("personen", ["08226048", "08226038"]),
        ("-personen", ["08226038", "08226048"]),
        ("-name", ["08226048", "08226038"]),
        ("unsinn", ["08226038", "08226048"]),
    ],
)
def test_rows_of_a_preview_sort(planner_client, sort, ags):
    rows = [{"line": 2, "ags": "08226038", "persons": 78}, {"line": 3, "ags": "08226048", "persons": 33}]
    upload = HeadCountUploadFactory(rows=rows)

    response = planner_client.get(reverse("planning:head_count_preview", args=[upload.public_id]), {"sortierung": sort})

    assert [row.gemeinde.ags for row in response.context["page_obj"]] == ags


@pytest.mark.parametrize("count", [1, 3])
def test_head_count_pages_cost_the_same_for_one_and_for_three(planner_client, count):
    head_count_of({OrganisationFactory(): 5}, key_date=date(2016, 9, 15))
    head_counts = [head_count_of({OrganisationFactory(): 5 for _ in range(count)}) for _ in range(count)]
    uploads = HeadCountUploadFactory.create_batch(count)
    asked = {}

    for name, address in {
        "list": reverse("planning:head_count_list"),
        "detail": reverse("planning:head_count_detail", args=[head_counts[-1].public_id]),
        "preview": reverse("planning:head_count_preview", args=[uploads[0].public_id]),
    }.items():
        planner_client.get(address)
        with counted() as queries:
            planner_client.get(address)
        asked[name] = len(queries)

    assert asked == {"list": 6, "detail": 9, "preview": 6}


@pytest.mark.parametrize("name", ["count_template_csv", "count_template_xlsx"])
def test_template_filled_in_is_a_good_file(planner_client, name):
    content = planner_client.get(reverse(f"planning:{name}")).content
    if name.endswith("csv"):
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    else:
        rows = [
            [cell or "" for cell in row]
            for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        ]
    filled = as_csv([(row[0], "7") for row in rows[1:]], header=",".join(rows[0]))

    send(planner_client, filled.encode())

    assert HeadCountUpload.objects.get().problems == []


def test_template_left_empty_is_not_taken_for_zero(planner_client):
    content = planner_client.get(reverse("planning:count_template_csv")).content

    send(planner_client, content)

    assert {problem["code"] for problem in HeadCountUpload.objects.get().problems} == {"missing_number"}
