"""The pages of sessions, appointments, groups, text blocks and the Verlauf."""
