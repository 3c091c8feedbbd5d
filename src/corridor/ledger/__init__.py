"""Who says what: claims with their grades, the log of decisions on them, and how a disagreement becomes a prior."""
