"""``make bench``: what the main pages cost at 2,000 and at 50,000 cases."""
