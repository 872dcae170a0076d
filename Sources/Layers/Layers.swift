// Layers: see README, map of the code.
