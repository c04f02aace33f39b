"""Sessions of groups: who is offered, what is stored once, who was forgotten."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, GroupSession
from tests.cases.sessions.sent import minutes_of, url
from tests.factories.cases import CaseFactory, SessionFactory
from tests.factories.sessions import (
    GroupSessionFactory,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_group_is_logged_once_and_no_file_names_the_others(web: Client, case: Case) -> None:
    other = CaseFactory(organisation=case.organisation)
    values = {
        "submission_key": str(uuid.uuid4()),
        "title": "Mülltrennung",
        "held_on": "2026-09-15",
        "duration_minutes": "90",
        "topics": ["housing"],
        "note": "Alles erklärt.",
        "cases": [case.pk, other.pk],
    }

    first = web.post(reverse("cases:group_log"), values)
    second = web.post(reverse("cases:group_log"), values)

    told = web.post(reverse("cases:group_log"), {**values, "note": "Alles zweimal erklärt."})

    group = GroupSession.objects.get()
    assert (told.status_code, first["Location"] in told.content.decode()) == (422, True)
    assert (first.status_code, second["Location"]) == (302, first["Location"])
    assert [minutes_of(session) for session in group.sessions.all()] == [{"housing": 90}] * 2
    page = web.get(url("case_sessions", case)).content.decode()
    assert "Mülltrennung" in page
    assert other.person.family_name not in page
    assert other.person.family_name in web.get(first["Location"]).content.decode()


def test_group_form_offers_ones_own_cases_and_those_looked_for(web: Client, case: Case) -> None:
    other = CaseFactory(organisation=case.organisation)
    CaseFactory(organisation=case.organisation)
    name = other.person.family_name

    opened = web.get(reverse("cases:group_new")).context["form"]
    found = web.post(reverse("cases:group_search"), {"title": "Elternabend", "suche": other.number, "cases": [case.pk]})

    form = found.context["form"]
    assert (found.status_code, form["title"].value(), form["cases"].value()) == (200, "Elternabend", [str(case.pk)])
    assert [opened.offered, sorted(form.offered, key=lambda case: case.pk)] == [[case], [case, other]]
    assert name in found.content.decode()


def test_whoever_was_forgotten_gets_the_session_of_the_group_once(web: Client, case: Case) -> None:
    group = GroupSessionFactory(organisation=case.organisation)
    there = SessionFactory(case=CaseFactory(organisation=case.organisation), group=group, kind="group", note="Erklärt.")
    page, add = (
        reverse(f"cases:{name}", kwargs={"public_id": group.public_id}) for name in ("group_more", "group_add")
    )
    values = {"submission_key": str(uuid.uuid4()), "cases": [case.pk]}

    offered = web.get(page).context["form"].offered
    answers = [web.post(add, values).status_code for _ in range(2)]

    added = group.sessions.get(case=case)
    assert (offered, answers, group.sessions.count()) == ([case], [302, 302], 2)
    assert (added.held_on, added.note, added.topics) == (group.held_on, there.note, there.topics)
    assert sum(minutes_of(added).values()) == there.duration_minutes
    address = reverse("cases:group_detail", kwargs={"public_id": group.public_id})
    assert address in web.get(url("case_sessions", case)).content.decode()
    assert address in web.get(url("case_history", case)).content.decode()
