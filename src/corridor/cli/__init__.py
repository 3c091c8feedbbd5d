"""The command line, one verb per job: parse, call the job, print.

Exit status: 0 all is well, 1 a problem with the answer, 2 a problem with the input, 130 stopped by Ctrl-C.
With ``--json``, standard output holds one JSON document, errors included; people's text goes elsewhere.
"""

from corridor.cli.main import main

__all__ = ["main"]
