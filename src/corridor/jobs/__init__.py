"""One function per job: what the command line, a page and the library share."""
