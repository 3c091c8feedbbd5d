"""What every room needs: errors, units, times with known times, names, keyed random numbers, distributions, files."""
