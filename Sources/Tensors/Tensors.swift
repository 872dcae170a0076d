// Tensors: see README, map of the code.
