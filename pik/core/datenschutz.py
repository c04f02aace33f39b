"""What the toolbox stores, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from pik.core.declarations import DELETE, OPERATION, Category, declare, line

declare(
    "core.Submission",
    None,
    line("key stored_at", Category.TECHNICAL, OPERATION, DELETE),
    # The address names the file that was made by its random id: whose it is says the file itself.
    line("location", Category.TECHNICAL, OPERATION, DELETE),
)
