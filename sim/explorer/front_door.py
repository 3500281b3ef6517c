"""Who may come in: requests that name this machine, from a page of this server.

A page of somebody else's in the same browser can reach a server that listens at home: by a name
that it makes point here (DNS rebinding), or by asking across origins. Both are refused. Plain ASGI,
so that it is tested without a server.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

MORE_HOSTS = "WHORUNSIT_HOSTS"
"""The environment variable with more names of this machine, such as a proxy's, by commas."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
               Awaitable[None]]  # fmt: skip


class FrontDoor:
    """Lets requests for this machine through to an application, and refuses all others."""

    def __init__(self, app: App, address: str) -> None:
        """``address`` is what the server listens on."""
        self.app, self.address = app, address
        self.names = names_of(address)

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer 403 where the door stays shut."""
        if scope["type"] not in ("http", "websocket") or self._may_enter(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            head = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": head})
            said = f"This address isn't served here; {MORE_HOSTS} can name more.\n"
            await send({"type": "http.response.body", "body": said.encode()})

    def _may_enter(self, scope: Message) -> bool:
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        hosts, origins = headers.get("host", []), headers.get("origin", [])
        if len(hosts) != 1 or not self._is_here(hosts[0]):
            return False
        return all(urlsplit(origin).netloc == hosts[0] for origin in origins)

    def _is_here(self, host: str) -> bool:
        """Whether a Host header names this machine; an IP address can't be made to point here."""
        name = hostname(host)
        return name in self.names or (_everywhere(self.address) and _is_ip(name))


def hostname(host: str) -> str:
    """The name of a Host header without its port; "" where it is no host."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def names_of(address: str) -> frozenset[str]:
    """What a server that listens on an address is called."""
    more = {name.strip().lower() for name in os.environ.get(MORE_HOSTS, "").split(",")}
    mine = {address.lower(), *(more - {""})}
    if address in LOOPBACK or _everywhere(address):
        mine |= LOOPBACK
    if _everywhere(address):
        mine |= {socket.gethostname().lower()}
    return frozenset(mine)


def _everywhere(address: str) -> bool:
    return _is_ip(address) and ipaddress.ip_address(address).is_unspecified


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
