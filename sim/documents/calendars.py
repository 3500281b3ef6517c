"""Calendars with names: when a team works, in which time zone, and when it has a day off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sim.documents.base import Document, param
from sim.documents.quantities import Weekdays


class NamedCalendar(Document):
    """The working time of a team, or of several sites that follow the sun."""

    weekdays: Weekdays = param("working days, by their names", ("Mon", "Tue", "Wed", "Thu", "Fri"))
    opens: float = param("first working hour of the day", 9.0, unit="hour of the day", ge=0, lt=24)
    closes: float = param(
        "end of the working day; not after opens: on the next day", 17.0, unit="hour of the day",
        gt=0, le=24,
    )  # fmt: skip
    zone: str | None = param(
        "time zone like Asia/Kolkata, with its daylight saving; absent: the organisation's", None
    )
    country: str | None = param("public holidays of a country, like IN; absent: none", None)
    subdivision: str | None = param("part of the country with holidays of its own, like KA", None)
    holidays: tuple[date, ...] = param("other days off", ())
    sites: tuple[str, ...] = param(
        "instead of hours: other calendars; somebody works whenever one of these is open", ()
    )


def public_holidays(
    country: str | None, subdivision: str | None, years: Iterator[int] | range
) -> frozenset[date]:
    """The public holidays of a country, or of a part of it.

    Raises
    ------
    ValueError
        If there is no such country or part, with those that there are.
    """
    if country is None:
        return frozenset()
    import holidays  # a large package, of use to few scenarios

    known = holidays.list_supported_countries()
    if country not in known:
        raise ValueError(f"found {country!r}; a country is two capital letters, like GB")
    if subdivision is not None and subdivision not in known[country]:
        parts = ", ".join(known[country]) or "none"
        raise ValueError(f"found {subdivision!r}; parts of {country} are: {parts}")
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=list(years)))
