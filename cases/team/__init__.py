"""Sharing out the work of a team."""
