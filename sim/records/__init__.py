"""From the log to tables, metrics and money; nothing here reaches back into a run."""
