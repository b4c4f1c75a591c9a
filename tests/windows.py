"""The window of `sysmap open`, served to a test as it is to a person: by a socket of this computer."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

from sysmap.window.admission import HOST, Address
from sysmap.window.application import Window
from sysmap.window.desk import Desk
from sysmap.window.serving import listening, serve

_EDGE = "edge-of-a-part"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks for pages, with the headers that their browser sends."""

    window: Window

    @property
    def host(self) -> str:
        return f"{HOST}:{self.window.address.port}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for any path, with these headers and no others."""
        line = http.client.HTTPConnection(HOST, self.window.address.port, timeout=60)
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": self.host, **(headers or {})}
        if body is not None:
            sent["Content-Length"] = str(len(body))
        for name, value in sent.items():
            line.putheader(name, value)
        line.endheaders(body)
        got = line.getresponse()
        answer = Answer(got.status, got.headers, got.read())
        line.close()
        return answer

    def path(self, place: str) -> str:
        return f"/{self.window.address.token}/{place}"

    def get(self, place: str = "") -> Answer:
        """Look at a page of the window, or take a file."""
        return self.ask("GET", self.path(place))

    def send(self, place: str, **fields: str) -> Answer:
        """Send a form of the window, and look at the page that comes of it."""
        how = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._sent(place, urlencode(fields).encode(), how)

    def put(self, *files: tuple[str, bytes]) -> Answer:
        """Put files into the window."""
        parts = [
            f'--{_EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
            + content
            + b"\r\n"
            for name, content in files
        ]
        body = b"".join(parts) + f"--{_EDGE}--\r\n".encode()
        return self._sent("files", body, {"Content-Type": f"multipart/form-data; boundary={_EDGE}"})

    def _sent(self, place: str, body: bytes, headers: dict[str, str]) -> Answer:
        headers["Origin"] = f"http://{self.host}"
        answer = self.ask("POST", self.path(place), body, headers)
        return self.get() if answer.status == 303 else answer


@contextmanager
def opened(folder: Path) -> Iterator[Visitor]:
    """Serve a window until the test is done with it."""
    with listening(0) as here:
        window = Window(Address(here.getsockname()[1]), Desk(folder))
        thread = threading.Thread(target=lambda: asyncio.run(serve(window, here)), daemon=True)
        thread.start()
        try:
            yield Visitor(window)
        finally:
            window.close()
            thread.join(30)
            assert not thread.is_alive()
