"""Forms of sessions."""

from __future__ import annotations

from pik.accounts.drafts import register_form

SESSION_DRAFT = register_form("session")
