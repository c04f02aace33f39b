"""Answers of views."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from pik.accounts.enums import Role
from pik.core.http import absolute_address, attachment, demand, done, invalid, page, post_only
from tests.factories.accounts import user_with_role

TEMPLATE = "accounts/organisation_list.html"
CONTEXT = {"page_obj": type("Empty", (), {"object_list": []})()}


def request_of(rf: RequestFactory, *, htmx: bool) -> HttpRequest:
    request = rf.get("/")
    request.htmx = htmx
    request.user = AnonymousUser()
    return request


@pytest.mark.unit
def test_page_asked_by_htmx_is_the_partial_alone(rf: RequestFactory) -> None:
    response = page(request_of(rf, htmx=True), TEMPLATE, CONTEXT, partial="organisations")

    assert response.status_code == 200
    assert response.content.decode().strip().startswith('<div id="organisationen">')


@pytest.mark.unit
def test_page_asked_by_a_browser_is_whole(rf: RequestFactory) -> None:
    response = page(request_of(rf, htmx=False), TEMPLATE, CONTEXT, partial="organisations")

    assert response.content.decode().startswith("<!doctype html>")


@pytest.mark.unit
@pytest.mark.parametrize("htmx", [True, False])
def test_invalid_answers_422(rf: RequestFactory, htmx: bool) -> None:
    assert invalid(request_of(rf, htmx=htmx), TEMPLATE, CONTEXT, partial="organisations").status_code == 422


@pytest.mark.unit
def test_done_leads_on_by_redirect(rf: RequestFactory) -> None:
    response = done(request_of(rf, htmx=False), "accounts:membership_end", pk=7)

    assert (response.status_code, response["Location"]) == (302, reverse("accounts:membership_end", kwargs={"pk": 7}))


@pytest.mark.unit
def test_done_under_htmx_leads_on_by_its_header(rf: RequestFactory) -> None:
    response = done(request_of(rf, htmx=True), "accounts:member_list")

    assert (response.status_code, response["HX-Redirect"]) == (200, reverse("accounts:member_list"))


@post_only(form_at="accounts:membership_end")
def save(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("gespeichert")


@pytest.mark.unit
@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_post_only_anything_else_leads_to_the_form(rf: RequestFactory, method: str) -> None:
    response = save(getattr(rf, method)("/"), pk=7)

    assert (response.status_code, response["Location"]) == (302, reverse("accounts:membership_end", kwargs={"pk": 7}))


@post_only(form_at="accounts:member_list")
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("abgehakt")


@pytest.mark.unit
def test_post_only_of_a_row_leads_to_its_list(rf: RequestFactory) -> None:
    response = tick(rf.get("/"), pk=7)

    assert (response.status_code, response["Location"]) == (302, reverse("accounts:member_list"))


@pytest.mark.unit
def test_post_only_post_reaches_the_view(rf: RequestFactory) -> None:
    assert save(rf.post("/"), pk=7).content == b"gespeichert"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ("plan.pdf", "attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf"),
        ("Förderung.xlsx", "attachment; filename=\"F_rderung.xlsx\"; filename*=UTF-8''F%C3%B6rderung.xlsx"),
        ('a"b.csv', "attachment; filename=\"a_b.csv\"; filename*=UTF-8''a%22b.csv"),
        ("a\r\nb.csv", "attachment; filename=\"a__b.csv\"; filename*=UTF-8''a%0D%0Ab.csv"),
        ("a\\b;c.csv", "attachment; filename=\"a_b;c.csv\"; filename*=UTF-8''a_b%3Bc.csv"),
    ],
)
def test_attachment_each_file_name_survives(filename: str, header: str) -> None:
    assert attachment(b"", filename=filename, content_type="text/csv")["Content-Disposition"] == header


@pytest.mark.unit
def test_attachment_inline_opens_in_the_browser() -> None:
    response = attachment(b"%PDF", filename="plan.pdf", content_type="application/pdf", inline=True)

    assert response["Content-Disposition"].startswith("inline; ")
    assert (response["Content-Type"], response.content) == ("application/pdf", b"%PDF")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("is_secure", "address"),
    [(True, "https://testserver/einladung/"), (False, "http://testserver:8080/einladung/")],
)
def test_absolute_address_behind_tls_has_no_port_of_the_browsers_choice(
    rf: RequestFactory, is_secure: bool, address: str
) -> None:
    request = rf.get("/", secure=is_secure, headers={"host": "testserver:8080"})

    assert absolute_address(request, "/einladung/") == address


@pytest.mark.django_db
def test_demand_lets_pass_who_may_and_denies_others() -> None:
    demand(user_with_role(Role.LANDESPLANUNG), "regulations.enact_rule")

    with pytest.raises(PermissionDenied):
        demand(user_with_role(Role.AUSWERTUNG), "regulations.enact_rule")


@pytest.mark.web
@pytest.mark.django_db
def test_post_url_asked_by_get_leads_to_its_form(client: Client) -> None:
    client.force_login(user_with_role(Role.LANDESPLANUNG))

    response: Any = client.get(reverse("regulations:rule_enact", kwargs={"key": "threshold"}))

    assert response["Location"] == reverse("regulations:rule_new", kwargs={"key": "threshold"})
