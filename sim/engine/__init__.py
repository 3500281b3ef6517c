"""The world in SimPy: people on duty, response, releases, budgets, engagement, learning."""
