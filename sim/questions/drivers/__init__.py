"""What drives the differences: how far each number that is typed in moves them over its range."""

from __future__ import annotations

from sim.questions.drivers.analysis import Driver, Drivers, Swing, drivers
from sim.questions.drivers.numbers import Number

__all__ = ["Driver", "Drivers", "Number", "Swing", "drivers"]
