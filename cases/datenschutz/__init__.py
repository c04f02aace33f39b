"""What casework stores, declared for data protection: one file per part of counselling."""

from cases.datenschutz import casework, elsewhere, sealed, transfer  # noqa: F401  register
from cases.datenschutz.vocabulary import CLIENT

__all__ = ["CLIENT"]
