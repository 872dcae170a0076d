// Sessions: see README, map of the code.
