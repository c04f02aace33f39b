"""Permissions of the planning. Which rows exist for whom is ``visible_to``; the rest hangs on the role alone."""

from pik.accounts.rules import allow

allow("planning.view_planungsrahmen")
allow("planning.upload_head_count")
allow("planning.compute_planungsrahmen")
allow("planning.publish_planungsrahmen")
