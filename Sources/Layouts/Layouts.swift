// Layouts: see README, map of the code.
