"""How many went where, as a page and as files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.offers.calculations import SMALLEST_SHOWN
from cases.offers.documents import numbers_rows
from cases.offers.forms import NumbersFilter
from cases.offers.numbers import ENDS, STATES, Numbers, numbers_for
from pik.core.http import attachment, demand, page
from pik.core.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes


def _numbers(request: HttpRequest) -> tuple[NumbersFilter, Numbers]:
    user: Any = request.user
    demand(user, "cases.view_referral_numbers")
    form = NumbersFilter(request.GET)
    form.is_valid()  # a day half typed bounds nothing
    wanted = form.cleaned_data
    numbers = numbers_for(user, starts_on=wanted.get("von"), ends_on=wanted.get("bis"), by=wanted.get("nach", "art"))
    return form, numbers


@require_safe
def referral_numbers(request: HttpRequest) -> HttpResponse:
    form, numbers = _numbers(request)
    context = {
        "form": form,
        "numbers": numbers,
        "states": STATES,
        "ends": ENDS,
        "smallest": SMALLEST_SHOWN,
        "query": request.GET.urlencode(),
    }
    return page(request, "cases/offers/numbers.html", context)


@require_safe
def referral_numbers_csv(request: HttpRequest) -> HttpResponse:
    _, numbers = _numbers(request)
    return attachment(csv_bytes(numbers_rows(numbers)), filename="Vermittlungen.csv", content_type=CSV_TYPE)


@require_safe
def referral_numbers_xlsx(request: HttpRequest) -> HttpResponse:
    _, numbers = _numbers(request)
    head, *rows = numbers_rows(numbers)
    content = xlsx_bytes("Vermittlungen", [str(cell) for cell in head], rows, widths=(44, *[16] * len(head)))
    return attachment(content, filename="Vermittlungen.xlsx", content_type=XLSX_TYPE)
