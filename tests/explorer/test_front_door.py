"""Foreign hosts and origins are refused, by requests made by hand."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sim.explorer.front_door import MORE_HOSTS, FrontDoor

Headers = list[tuple[bytes, bytes]]


async def _page(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "came in"})


def answer(door: FrontDoor, kind: str, headers: Headers) -> dict[str, Any]:
    """The first thing that a request gets back."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": f"{kind}.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(door({"type": kind, "headers": headers}, receive, send))
    return sent[0]


def comes_in(address: str, host: str, origin: str | None = None) -> bool:
    headers = [(b"Host", host.encode())] + ([(b"Origin", origin.encode())] if origin else [])
    found = {answer(FrontDoor(_page, address), k, headers)["type"] for k in ("http", "websocket")}
    assert found in ({"came in"}, {"http.response.start", "websocket.close"})
    return found == {"came in"}


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501"])
def test_this_machine_comes_in(host: str) -> None:
    assert comes_in("127.0.0.1", host)
    assert comes_in("0.0.0.0", host)
    assert comes_in("127.0.0.1", host, f"http://{host}")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example", "",
     "192.0.2.7", "127.0.0.1@evil.example", "[::1", "user@evil.example:8501"],
)  # fmt: skip
def test_another_name_stays_out(host: str) -> None:
    assert not comes_in("127.0.0.1", host)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:3000", "http://127.0.0.1", "file://"],
)
def test_a_page_of_another_origin_stays_out(origin: str) -> None:
    assert not comes_in("127.0.0.1", "127.0.0.1:8501", origin)


def test_where_everybody_may_listen_in_names_must_be_known_but_addresses_need_not() -> None:
    assert comes_in("0.0.0.0", "192.0.2.7:8501")
    assert not comes_in("0.0.0.0", "evil.example:8501")


def test_a_host_is_named_once() -> None:
    here = (b"host", b"localhost")
    for headers in ([], [here, (b"host", b"evil.example")]):
        found = answer(FrontDoor(_page, "127.0.0.1"), "http", headers)
        assert found["status"] == 403


def test_a_proxy_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MORE_HOSTS, "sim.example, other.example")
    assert comes_in("127.0.0.1", "sim.example", "https://sim.example")
