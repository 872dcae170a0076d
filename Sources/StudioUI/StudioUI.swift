// StudioUI: see README, map of the code.
