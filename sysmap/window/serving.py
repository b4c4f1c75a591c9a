"""The window opened and kept open: a server for one person, which ends with it."""

from __future__ import annotations

import asyncio
import html
import socket
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from sysmap.errors import SysmapError
from sysmap.stopping import Stopped
from sysmap.window.admission import HOST, Address
from sysmap.window.application import Window
from sysmap.window.desk import Desk

_LOOKS = 0.5  # seconds from one look to the next whether the window is still open


def open_window(
    sources: Sequence[Path] = (), *, port: int = 0, browser: bool = True, said: Callable[[str], None]
) -> None:
    """Open the window, and come back when it is closed.

    Parameters
    ----------
    sources
        Files to read at once; none shows a page to put them on.
    port
        Where to listen, on this computer alone; 0 takes a free one.
    browser
        Whether to show it in the browser of this computer.
    said
        Is told where the window is.

    Raises
    ------
    SysmapError
        If the port is taken.
    """
    with listening(port) as here, TemporaryDirectory(prefix="sysmap-") as folder:
        address = Address(here.getsockname()[1])
        desk = Desk(Path(folder), list(sources))
        if sources:
            desk.read()
        window = Window(address, desk)
        if browser:
            _show(address, Path(folder))
        said(f"sysmap is open at {address.url}\nIt ends when you close it there, or with Ctrl-C.")
        with suppress(Stopped, KeyboardInterrupt):
            asyncio.run(serve(window, here))


def listening(port: int) -> socket.socket:
    """Listen to a port of this computer alone; 0 takes a free one."""
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise SysmapError(
            f"port {port} cannot be used ({error.strerror}): leave out --port to use a free one"
        ) from error


async def serve(window: Window, here: socket.socket) -> None:
    """Serve the window until it is closed, or has been gone for a while."""
    settings = uvicorn.Config(
        window.application(),
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(settings)

    async def until_closed() -> None:
        while not (window.ended or window.watch.all_gone or server.should_exit):
            await asyncio.sleep(_LOOKS)
        window.watch.end()
        server.should_exit = True

    watching = asyncio.create_task(until_closed())
    await server.serve(sockets=[here])
    await watching


def _show(address: Address, folder: Path) -> None:
    """Show the window in the browser.

    The browser is given a file that only this user can read: other users of this computer can see with what
    words a program was started, and would learn the token from them.
    """
    page = folder / "open.html"
    page.touch(mode=0o600)
    url = html.escape(address.url, quote=True)
    page.write_text(
        f'<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><title>sysmap</title>'
        f'<meta http-equiv="refresh" content="0; url={url}"><p><a href="{url}">Open sysmap</a></p></html>',
        encoding="utf-8",
    )
    webbrowser.open(page.as_uri())
