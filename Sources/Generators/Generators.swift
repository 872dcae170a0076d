// Generators: see README, map of the code.
