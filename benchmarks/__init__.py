"""How fast corridor is: `python -m benchmarks`. Each module is one idea, `registry` the list of what is measured."""
