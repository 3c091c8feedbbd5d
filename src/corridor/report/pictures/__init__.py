"""As pictures: what they show as small tables, and how each is drawn."""
