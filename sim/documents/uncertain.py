"""What a scenario says of how sure its numbers are: ``[uncertain]``, a line a parameter.

A line is named by the dotted path of a parameter, ``*`` standing for every name at its place:

```toml
[uncertain]
joint = "history.parquet"
"nature.defect_chance" = { low = "1%", high = "5%" }
"nature.recurs" = { low = 0.5, high = 2, times = true }
"services.*.exposure" = { low = 0.5, high = 2, times = true, law = "log-uniform" }
```

A line without a path but with ``options`` is a choice between sets of lines, such as who may use a
canary. ``joint`` names a table whose columns are paths and whose rows are equally likely.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from sim.documents.base import Document, param

Shape = Literal["uniform", "log-uniform", "normal", "log-normal", "triangular"]
JOINT = "joint"
"""The line that names a file instead of a range."""


class Spread(Document):
    """How sure a number is: between which values it lies, and how likely each of them is."""

    low: float | str | None = param("least value, or multiple with `times`", None)
    high: float | str | None = param("greatest value, or multiple with `times`", None)
    law: Shape | None = param(
        "how likely what lies between is; a normal law has 95 % of its values between low and "
        "high. Absent: log-uniform for multiples and from above zero, uniform for shares and else",
        None,
    )
    typical: float | str | None = param("triangular: the likeliest value", None)
    times: bool = param("whether low and high are multiples of what the documents say", False)
    options: tuple[dict[str, object], ...] = param(
        "instead of a range: sets of lines by their paths, one of which holds", ()
    )
    weights: tuple[float, ...] = param("how likely each option is; absent: alike", ())
    correlated: dict[str, float] = param(
        "correlation with other uncertain lines by their paths (of normal scores)", {}
    )
    file: str | None = param("of `joint` alone: a Parquet file beside the scenario", None)


def _spread(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


Line = Annotated[Spread, BeforeValidator(_spread)]
"""A spread; a text stands for the file of a joint sample."""
