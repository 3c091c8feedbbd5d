"""What every room needs: errors, units, times, names, keyed random numbers, distributions, files and their fields."""
