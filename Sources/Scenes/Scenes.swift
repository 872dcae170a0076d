// Scenes: see README, map of the code.
