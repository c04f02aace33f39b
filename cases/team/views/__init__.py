"""Pages of the team: who leads how much, sharing out, handing over."""
