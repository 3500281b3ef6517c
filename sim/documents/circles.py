"""What needs itself, by way of others."""

from __future__ import annotations

from collections.abc import Mapping


def circle(needs: Mapping[str, list[str]]) -> list[str]:
    """A way from a name to itself, or nothing; each name is left once."""
    done: set[str] = set()
    for start in needs:
        way = [start]
        branches = [iter(needs.get(start, ()))]
        while branches:
            following = next((n for n in branches[-1] if n not in done), None)
            if following is None:
                branches.pop()
                done.add(way.pop())
            elif following in way:
                return [*way[way.index(following) :], following]
            else:
                way.append(following)
                branches.append(iter(needs.get(following, ())))
    return []
