"""Names of files and of hosts that lead elsewhere."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pik.accounts.enums import Role
from pik.core.http import attachment
from planning.models import HeadCountUpload
from tests import access, figures
from tests.access.table import GET, Row
from tests.access.world import World
from tests.attacks.corpus import EVIL
from tests.attacks.forms import client_for, honest

pytestmark = [pytest.mark.web, pytest.mark.django_db]

TRAVERSALS = [
    "../pik/settings.py",
    "../../var/secret_key",
    "%2e%2e/pik/settings.py",
    "..%2fpik/settings.py",
    "%2e%2e%2f%2e%2e%2fetc/passwd",
    "..%5c..%5cpik%5csettings.py",
    "%252e%252e/pik/settings.py",
    "//etc/passwd",
    "/etc/passwd",
    "kern/../../pik/settings.py",
    "pik.css%00.py",
    "....//pik/settings.py",
]
FILE_NAMES = [
    "../../etc/passwd.csv",
    "..\\..\\windows\\win.csv",
    "/etc/passwd.csv",
    'zahlen".csv',
    "zahlen\r\nSet-Cookie: x=y.csv",
    "zahlen\x00.csv",
    "\u202evsc.exe.csv",
    "a" * 400 + ".csv",
]
HOSTS = [
    EVIL,
    f"testserver.{EVIL}",
    f"testserver@{EVIL}",
    f"{EVIL}#testserver",
    "testserver:port",
    "",
    "[::1",
    "a\x00b",
]
FORWARDED = ["x-forwarded-host", "x-host", "x-original-host", "forwarded", "x-original-url", "x-rewrite-url"]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_path_out_of_the_static_files_finds_nothing(path: str) -> None:
    response = Client().get(f"{settings.STATIC_URL}{path}")

    body = b"".join(response).decode(errors="replace")
    figures.attempt(leaked="SECRET_KEY" in body or "root:" in body)
    assert response.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST, HTTPStatus.FOUND}
    assert "INSTALLED_APPS" not in body


@pytest.mark.parametrize("row", [row for row in access.ROWS if row.method == GET and row.stranger], ids=str)
def test_path_in_place_of_a_key_finds_nothing(row: Row, world: World) -> None:
    client, address, statuses = client_for(row, world), row.address(world), {}

    for value in row.kwargs(world).values():
        for wrong in ("..", "%2e%2e%2f", "-1", "0", "9223372036854775808", "9" * 400, "bcdfghjkmnpq", "%00", "*"):
            statuses[wrong] = client.get(address.replace(f"/{value}/", f"/{wrong}/"), follow=False).status_code

    figures.attempts(len(statuses), [status for status in statuses.values() if status != HTTPStatus.NOT_FOUND])
    assert statuses == dict.fromkeys(statuses, HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("name", FILE_NAMES, ids=lambda name: ascii(name[:20]))
def test_name_of_an_uploaded_file_is_only_a_name(name: str, world: World) -> None:
    row = next(row for row in access.ROWS if row.url_name == "planning:head_count_upload_store")
    file = SimpleUploadedFile("x.csv", b"ags,persons\n08226038,78\n")
    file._name = name  # as a program would send it; the class itself would clean it
    data: dict[str, Any] = {**(honest(row, world) or {}), "file": file}
    client = Client()
    client.force_login(world.users[Role.LANDESPLANUNG])
    known = set(HeadCountUpload.objects.values_list("pk", flat=True))

    response = client.post(reverse("planning:head_count_upload_store"), data)

    stored = [upload.filename for upload in HeadCountUpload.objects.exclude(pk__in=known)]
    assert response.status_code in {302, 400, 422}
    assert [n for n in stored if any(sign in n for sign in ("/", "\\", "\r", "\n", "\x00"))] == []


@pytest.mark.parametrize("name", FILE_NAMES, ids=lambda name: ascii(name[:20]))
def test_name_of_a_file_to_take_along_is_only_a_name(name: str) -> None:
    header = attachment(b"", filename=name, content_type="text/csv")["Content-Disposition"]

    assert [sign for sign in "/\\\r\n\x00" if sign in header] == []
    assert header.count('"') == 2


@pytest.mark.parametrize("host", HOSTS, ids=ascii)
@pytest.mark.parametrize("row", [row for row in access.ROWS if row.is_public], ids=str)
def test_host_that_is_not_ours_is_refused(row: Row, host: str, world: World) -> None:
    response = Client(headers={"host": host}).get(row.address(world))

    figures.attempt(leaked=response.status_code != HTTPStatus.BAD_REQUEST)
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert EVIL not in response.content.decode() + str(response.headers)


@pytest.mark.parametrize("row", [row for row in access.ROWS if row.method == GET], ids=str)
def test_host_whispered_by_a_header_is_not_believed(row: Row, world: World) -> None:
    client = client_for(row, world, **dict.fromkeys(FORWARDED, EVIL))

    response = client.get(row.address(world))

    body = b"".join(response).decode(errors="replace")
    figures.attempt(leaked=EVIL in body)
    assert response.status_code == row.ok or row.is_public
    assert EVIL not in body + str(response.headers)
