// Inference: see README, map of the code.
