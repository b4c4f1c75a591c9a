"""Who may use the window: the browser that was given its address, and no other user, program or site."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
_SAFE = ("GET", "HEAD")
# No other page may hold the window in a frame, keep a copy of it, or learn its address.
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Address:
    """Where the window is: a free port of this computer, below a word that nobody can guess.

    Attributes
    ----------
    port
        The port that it listens to.
    token
        The first part of every path.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a browser may have been told to visit."""
        return f"{HOST}:{self.port}", f"localhost:{self.port}"

    @property
    def url(self) -> str:
        """What a browser is given."""
        return f"http://{HOST}:{self.port}/{self.token}/"


class Admission:
    """Let through what knows the token, was meant for this computer, and was sent by the window itself.

    The host is checked so that a name of another site cannot be made to lead here (DNS rebinding); what
    changes anything must come from a page of the window (``Origin``), so that no other site can send it.
    """

    def __init__(self, inner: ASGIApp, address: Address) -> None:
        self._inner, self._address = inner, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # the window knows no other way
        refused = self._refused(scope)
        if refused:
            await PlainTextResponse(refused, status_code=403)(scope, receive, _with_headers(send))
            return
        await self._inner(scope, receive, _with_headers(send))

    def _refused(self, scope: Scope) -> str:
        """Say why a request is refused; nothing where it is not."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        token = scope["path"].lstrip("/").split("/")[0]
        if host not in self._address.hosts:
            return "Refused: this is not the address of sysmap on this computer."
        if not hmac.compare_digest(token.encode(), self._address.token.encode()):
            return "Refused: open the address that sysmap printed when it was started."
        origin = headers.get("origin")
        if origin is None and scope["method"] in _SAFE:
            return ""
        return "" if origin == f"http://{host}" else "Refused: this was not sent by a page of sysmap."


def _with_headers(send: Send) -> Send:
    """Add to every answer what keeps other pages out."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            more = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return sent
