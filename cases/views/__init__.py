"""Pages of counselling, by what they are about."""
