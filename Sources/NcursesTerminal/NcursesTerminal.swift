// NcursesTerminal: see README, map of the code.
