"""The window's addresses: what each form does is done by the assistant and by what the commands call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sysmap.errors import ChoiceError, SysmapError, answered_in_a_form
from sysmap.progress import reported
from sysmap.records.containers.opening import FILE_LIMIT
from sysmap.records.example_records import copy_example
from sysmap.records.returns.notice import NEEDED, SurveyNotice
from sysmap.window.admission import Address, Admission
from sysmap.window.answers import chosen, settle
from sysmap.window.desk import Desk
from sysmap.window.page import closed_page, desk_page
from sysmap.window.products import PRODUCTS
from sysmap.window.watching import Watch

_MOST_FILES, _MOST_FIELDS = 200, 5_000


class Window:
    """The pages of the window and the desk behind them, for one person.

    Attributes
    ----------
    address
        Where it is.
    desk
        What lies on it.
    watch
        Whether it is still open.
    ended
        Whether it was closed from its page.
    """

    def __init__(self, address: Address, desk: Desk) -> None:
        self.address, self.desk, self.watch, self.ended = address, desk, Watch(), False
        self._one_at_a_time = asyncio.Lock()
        self._problem = ""

    def application(self) -> Starlette:
        """Return it as a web application that lets in nobody but its person."""
        token = self.address.token
        post: dict[str, Callable[[Request], Any]] = {
            "files": self._files,
            "example": self._example,
            "waves": self._waves,
            "settle": self._settle,
            "choose": self._choose,
            "make/{name}": self._make,
            "survey": self._survey,
            "clear": self._clear,
            "end": self._end,
        }
        routes = [
            Route(f"/{token}/", self._page),
            Route(f"/{token}/alive", self._alive),
            Route(f"/{token}/made/{{name}}", self._file),
            *(Route(f"/{token}/{path}", does, methods=["POST"]) for path, does in post.items()),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Admission, address=self.address)])

    def close(self) -> None:
        """End the window: whoever serves it stops."""
        self.ended = True
        self.watch.end()

    async def _page(self, _: Request) -> Response:
        problem, self._problem = self._problem, ""
        return HTMLResponse(await run_in_threadpool(desk_page, self.desk, problem))

    async def _alive(self, _: Request) -> Response:
        return StreamingResponse(self.watch.line(), media_type="text/event-stream")

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        try:
            path = await self._work(self.desk.file, name)
        except ChoiceError as error:
            raise HTTPException(404, str(error)) from error
        except SysmapError as error:
            self._problem = str(error)
            return self._back()
        how = "inline" if "show" in request.query_params else "attachment"
        return FileResponse(path, filename=path.name, content_disposition_type=how)

    async def _files(self, request: Request) -> Response:
        async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
            given = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
            large = [str(one.filename) for one in given if (one.size or 0) > FILE_LIMIT]
            if large:
                self._problem = f"Larger than {FILE_LIMIT // 1_000_000} MB, split it: {', '.join(large)}"
                return self._back()
            files = [(str(one.filename), await one.read()) for one in given]
        if files:
            await self._work(self.desk.take, files)
        return self._back("read")

    async def _example(self, _: Request) -> Response:
        place = self.desk.folder / "Riverside"
        if not place.exists():
            await self._work(copy_example, place)
        self.desk.sources = [place]
        await self._work(self.desk.read)
        return self._back("read")

    async def _waves(self, request: Request) -> Response:
        given = await self._given(request)
        names = list(self.desk.likely_waves)
        waves = {name: given.get(f"wave-{place}", "").strip() for place, name in enumerate(names)}
        await self._work(self.desk.read, waves)
        return self._back("read")

    async def _settle(self, request: Request) -> Response:
        given, session = await self._given(request), self.desk.session
        if session is not None:
            is_read = self.desk.records is not None
            await self._work(lambda: settle(session, given, is_read=is_read))
            await self._work(self.desk.look_again)
        return self._back("read")

    async def _choose(self, request: Request) -> Response:
        given = await self._given(request)
        if self.desk.records is not None:
            try:
                self.desk.choose(chosen(self.desk.records, self.desk.boundaries, given))
            except ChoiceError as error:
                self._problem = str(error)
        return self._back("make")

    async def _make(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in PRODUCTS:
            raise HTTPException(404)
        await self._work(self.desk.make, name)
        return self._back(name)

    async def _survey(self, request: Request) -> Response:
        given = await self._given(request)
        told: dict[str, Any] = {name: given.get(name, "").strip() for name in NEEDED}
        notice = SurveyNotice(**told)
        await self._work(self.desk.ask, notice)
        return self._back("survey")

    async def _clear(self, _: Request) -> Response:
        self.desk = await self._work(self.desk.cleared)
        return self._back()

    async def _end(self, _: Request) -> Response:
        self.close()
        return HTMLResponse(closed_page())

    async def _given(self, request: Request) -> dict[str, str]:
        async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}

    async def _work(self, does: Callable[..., Any], *given: Any) -> Any:
        """Do what takes time beside the pages, one thing at a time, and tell them how far it is."""

        def done() -> Any:
            with reported(self.watch.progress), answered_in_a_form():
                return does(*given)

        async with self._one_at_a_time:
            return await run_in_threadpool(done)

    def _back(self, to: str = "") -> Response:
        place = f"/{self.address.token}/{'#' if to else ''}{to}"
        return RedirectResponse(place, status_code=303)
