// Terminal: see README, map of the code.
