"""Many futures: draw what is uncertain, run the members, collect labelled arrays."""
