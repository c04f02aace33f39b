"""What the templates show: contexts of the pages, made from standings and queries. Nothing is written here."""

from funding.pages.applicant import (
    application_page,
    partner_removal,
    post_removal,
    round_cards,
    suggested_title,
    withdrawal,
)
from funding.pages.authority import approval_page, decision_initial, desk_rows, review_page

__all__ = [
    "application_page",
    "approval_page",
    "decision_initial",
    "desk_rows",
    "partner_removal",
    "post_removal",
    "review_page",
    "round_cards",
    "suggested_title",
    "withdrawal",
]
