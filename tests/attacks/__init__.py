"""Attacks as tests: each walks the access table, so that a new address is attacked from its first day."""
