"""The lines of the ledger: each function yields the entries of one line, from a run's records."""
