from __future__ import annotations

from typing import Any

from django.utils import timezone

from pik.accounts.rules import about, allow, is_own_organisation


@about
def wrote_or_acts(user: Any, session: Any) -> bool:
    """Who may correct a session: its author, and who acts for the case (the author may have left)."""
    from cases.lifecycle.responsibility import acts_for

    return user.pk == session.author_id or acts_for(user, session.case, timezone.localdate())


@about
def is_own_block(user: Any, block: Any) -> bool:
    """A text block of one's own."""
    return block.owner_id == user.pk


allow("cases.correct_session", is_own_organisation, wrote_or_acts)
allow("cases.plan_appointment", is_own_organisation)
allow("cases.keep_text_block", is_own_organisation, is_own_block)
allow("cases.keep_text_block_of_house", is_own_organisation)
