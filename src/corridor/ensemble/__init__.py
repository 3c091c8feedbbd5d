"""Many futures: what is uncertain is drawn, members are run, labelled arrays collected, and what may be handed on."""
