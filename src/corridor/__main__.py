"""`python -m corridor` is the command line."""

import sys

from corridor.cli import main

if __name__ == "__main__":
    sys.exit(main())
