"""Oracles: the model written again in other ways, and small worlds to compare on."""
