"""The ground floor: units, randomness, laws, working time and textbook theory."""
