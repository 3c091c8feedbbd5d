"""New counts: completed, appended to `observations.csv`, checked with the whole scenario, set beside those there."""
