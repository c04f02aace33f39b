"""Taking over cases that an office kept in a table."""
