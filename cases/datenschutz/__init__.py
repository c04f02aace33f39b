"""What casework stores, declared for data protection: one file per part of counselling."""

from cases.datenschutz import (  # noqa: F401  register
    casework,
    elsewhere,
    lifecycle,
    offers,
    people,
    plan,
    sealed,
    search,
    sessions,
    team,
    transfer,
)
from cases.datenschutz.vocabulary import CLIENT

__all__ = [
    "CLIENT",
]
