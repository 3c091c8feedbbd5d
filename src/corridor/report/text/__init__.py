"""As lines of text for people."""
