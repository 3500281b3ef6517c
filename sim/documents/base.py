"""What every document shares: frozen, no unknown keys, each field with unit, default and source."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

REQUIRED: Any = ...


class Document(BaseModel):
    """A part of a document: immutable, strict about its keys, defaults written as a user would."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        arbitrary_types_allowed=True,
        allow_inf_nan=False,
    )


def param(
    description: str,
    default: Any = REQUIRED,
    *,
    unit: str = "",
    source: str = "",
    assumption: str = "",
    low: Any = None,
    high: Any = None,
    times: tuple[float, float] | None = None,
    **constraints: Any,
) -> Any:
    """A field that says what it is.

    ``source`` cites where the default comes from; ``assumption`` gives the id of the assumption
    it states instead (listed in docs/model.md); ``low`` and ``high`` bound a sensitivity sweep.
    What differs from document to document, or is a law, has them as multiples: ``times``.
    """
    facts = {"unit": unit, "source": source, "assumption": assumption, "low": low, "high": high}
    extra: dict[str, Any] = {key: value for key, value in facts.items() if value not in ("", None)}
    if times is not None:
        extra["times"] = list(times)
    return Field(default, description=description, json_schema_extra=extra or None, **constraints)
