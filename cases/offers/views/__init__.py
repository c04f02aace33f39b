"""Pages of offers and referrals, by what they are about."""
