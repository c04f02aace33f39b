"""The derivation a decision keeps: every line and every rule, as plain data."""

from __future__ import annotations

from typing import Any

from funding.calculations import PostGrant
from funding.enums import Qualification
from funding.standing import Standing, decided_by


def derivation_of(standing: Standing) -> dict[str, Any]:
    """Group, posts, lines and rules of a decision, JSON-able; money as text with cents, days in ISO."""
    result = standing.grant
    return {
        "rules_on": standing.application.round.rules_on.isoformat(),
        "planungsrahmen": str(standing.application.round.planungsrahmen),
        "members": [
            {
                "name": str(item.member.gemeinde),
                "persons": item.member.persons,
                "amount": str(item.member.amount),
                "is_lead": item.member.is_lead,
            }
            for item in standing.members
        ],
        "frame_sum": str(standing.frame_sum),
        "threshold": str(standing.threshold),
        "own_contribution": str(standing.counted_contribution),
        "posts": [_post(item, standing) for item in (result.posts if result else ())],
        "lines": [
            {"label": line.label, "basis": line.basis, "amount": str(line.amount)}
            for line in (result.lines if result else ())
        ],
        "rules": [standing.rules[key].as_basis() for key in decided_by(standing.posts) if key in standing.rules],
    }


def _post(item: PostGrant, standing: Standing) -> dict[str, Any]:
    post = item.post
    return {
        "label": post.label,
        "qualification": str(Qualification(post.qualification).label),
        "share": str(post.share),
        "rate": str(post.rate),
        "starts_on": post.starts_on.isoformat() if post.starts_on else None,
        "ends_on": post.ends_on.isoformat() if post.ends_on else None,
        "months": post.months,
        "requested": str(item.requested),
        "amount_year": str(item.amount_year),
        "total": str(item.total),
    }
