"""One function per job: what the command line, the page and the library share."""
