"""How fast the simulator is, against others and against itself: ``make bench``."""
