"""What every room needs: errors, units, times with known times, place names, keyed random numbers."""
