"""Studies: replications, their statistics, comparisons and what can be claimed from them."""
