// Canvas: see README, map of the code.
