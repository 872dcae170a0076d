// Studio: see README, map of the code.
