"""PostgreSQL and Valkey on one machine, from wheels, without root."""

from pathlib import Path
from typing import Any


def database(var_dir: Path) -> dict[str, Any]:
    """Django's database settings of the embedded PostgreSQL under ``var_dir`` (reads only, starts nothing)."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "pik",
        "USER": "postgres",
        "HOST": str(var_dir / "postgres"),
    }


def redis_url(var_dir: Path) -> str:
    """Address of the embedded Valkey under ``var_dir`` (reads only, starts nothing)."""
    return "redis://127.0.0.1:6399/0"
