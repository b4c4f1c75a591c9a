"""Whether somebody still has the window open, and what is said to it while work goes on."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

# A page that is loaded anew is gone for a moment; a computer that wakes up takes longer to ask again.
PATIENCE = 20.0
_QUIET = 15.0
_BETWEEN = 0.2


class Watch:
    """Count the pages that are open, each by the line that it keeps open to hear of progress."""

    def __init__(self) -> None:
        self._lines: set[asyncio.Queue[str | None]] = set()
        self._last_gone: float | None = None
        self._last_said = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def all_gone(self) -> bool:
        """Whether there was a window, and there has been none for a while."""
        gone = self._last_gone
        return not self._lines and gone is not None and time.monotonic() - gone > PATIENCE

    async def line(self) -> AsyncIterator[str]:
        """Give what a page is told, as server-sent events, for as long as it listens."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._lines.add(queue)
        try:
            yield "retry: 500\n\n"
            while True:
                try:
                    said = await asyncio.wait_for(queue.get(), _QUIET)
                except TimeoutError:
                    yield ": still here\n\n"  # a line that is dead is noticed when something is sent
                    continue
                if said is None:
                    return
                yield f"data: {json.dumps(said)}\n\n"
        finally:
            self._lines.discard(queue)
            self._last_gone = time.monotonic()

    def progress(self, what: str, done: int, total: int) -> None:
        """Tell every page how far some work has come; from any thread, and not too often."""
        now = time.monotonic()
        if now - self._last_said >= _BETWEEN or done >= total:
            self._last_said = now
            self._say(f"{what}: {done:,} of {total:,}")

    def end(self) -> None:
        """Close every line, so that the server can stop."""
        self._say(None)

    def _say(self, said: str | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            for queue in list(self._lines):
                self._loop.call_soon_threadsafe(queue.put_nowait, said)
