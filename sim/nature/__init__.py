"""Nature: traffic, changes and faults, drawn once a replication before any support model runs."""
