"""Which assumptions a comparison hangs on: screening, shares of variance, and where it flips."""
