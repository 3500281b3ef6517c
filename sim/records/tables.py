"""The tables of a run, each made when it is asked for.

Instants are hours since the start, durations hours. What had not happened by the horizon is NaN.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from sim.records.budgets import budget_table
from sim.records.burn import most_spent
from sim.records.changes import change_table, release_table
from sim.records.errands import alert_table, request_table
from sim.records.incidents import impact_table, incident_table, job_table
from sim.records.run import Run, columns


class Records(Run):
    """A run with its tables."""

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """One row an incident, with its time tags."""
        return incident_table(self)

    @cached_property
    def impacts(self) -> pd.DataFrame:
        """One row a service that an incident hits: its own, and those that need it."""
        return impact_table(self, self.incidents)

    @cached_property
    def jobs(self) -> pd.DataFrame:
        """One row each time that a person worked on an incident or a deployment."""
        return job_table(self)

    @cached_property
    def job_columns(self) -> dict[str, np.ndarray]:
        """The columns of ``jobs`` as arrays: each line of the ledger goes through them."""
        return columns(self.jobs)

    @cached_property
    def alerts(self) -> pd.DataFrame:
        """One row an alert that was nothing."""
        return alert_table(self)

    @cached_property
    def alert_columns(self) -> dict[str, np.ndarray]:
        """The columns of ``alerts`` as arrays."""
        return columns(self.alerts)

    @cached_property
    def requests(self) -> pd.DataFrame:
        """One row a stretch of work on a request."""
        return request_table(self)

    @cached_property
    def request_columns(self) -> dict[str, np.ndarray]:
        """The columns of ``requests`` as arrays."""
        return columns(self.requests)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row a change, with its time tags."""
        return change_table(self)

    @cached_property
    def releases(self) -> pd.DataFrame:
        """One row a release."""
        return release_table(self, self.changes)

    @cached_property
    def release_columns(self) -> dict[str, np.ndarray]:
        """The columns of ``releases`` as arrays."""
        return columns(self.releases)

    @cached_property
    def budgets(self) -> pd.DataFrame:
        """One row a service and quarter; ``spent_share`` by the window of its policy."""
        table = budget_table(self)
        return table.assign(spent_share=most_spent(self, table))
