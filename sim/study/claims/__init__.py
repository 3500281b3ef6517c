"""Claims of the literature as experiments: documents in, verdicts with intervals out."""
