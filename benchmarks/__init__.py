"""How fast corridor is: `python -m benchmarks`. A small registry of cases (`cases.py`) and a runner (`__main__.py`)."""
