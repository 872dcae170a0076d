// Training: see README, map of the code.
