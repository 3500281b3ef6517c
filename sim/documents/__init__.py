"""The documents that a user writes or reads: scenarios, support models, laws."""
