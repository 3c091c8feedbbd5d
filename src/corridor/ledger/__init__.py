"""Who says what: contested reports become claims, each with its source, and claims become priors."""
