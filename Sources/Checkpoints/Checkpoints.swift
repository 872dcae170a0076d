// Checkpoints: see README, map of the code.
